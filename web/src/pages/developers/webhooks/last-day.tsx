// How much of the last day arrived at an endpoint, as a bar that says its numbers.
import { Tooltip } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { formatNumber } from "../../../i18n/numbers.ts";
import { useLanguage, useTexts } from "../../../i18n/texts.ts";
import classes from "../developers.module.css";
import { dayOf } from "./day.ts";
import { deliveryStates } from "./filters.ts";

export function LastDay({ endpoint }: { endpoint: string }) {
  const t = useTexts("developers");
  const language = useLanguage();
  const { data: figures } = useQuery(dayOf(endpoint));
  if (figures === undefined) return null;
  const { counted, is_more: isMore, retried } = figures;
  if (counted === 0) return <span className={classes["note"]}>{t("hooks.quiet")}</span>;
  const number = (value: number): string => formatNumber(value, language);
  const label = [
    ...deliveryStates.map((state) => `${t(`delivery.${state}`)} ${number(figures[state])}`),
    ...(retried === 0 ? [] : [`${t("hooks.retried")} ${number(retried)}`]),
    ...(isMore ? [t("hooks.newest", { n: number(counted) })] : []),
  ].join(" · ");
  return (
    <Tooltip label={label}>
      <span className={classes["share"]} role="img" aria-label={label}>
        {(["delivered", "waiting", "failed"] as const).map((state) => (
          <span key={state} data-state={state} style={{ flexGrow: figures[state] }} />
        ))}
      </span>
    </Tooltip>
  );
}
