// How much of the last day arrived at an endpoint, as a bar. The API counts nothing: the newest deliveries are read.
import { Tooltip } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { read } from "../../../api/query.ts";
import { formatNumber } from "../../../i18n/numbers.ts";
import { useLanguage, useTexts } from "../../../i18n/texts.ts";
import classes from "../developers.module.css";
import { deliveryStates, shareOf } from "./filters.ts";

const lookedAt = 200;
const dayMs = 86_400_000;

export function LastDay({ endpoint }: { endpoint: string }) {
  const t = useTexts("developers");
  const language = useLanguage();
  const [since] = useState(() => new Date(Date.now() - dayMs).toISOString());
  const { data } = useQuery(
    read("GET /v1/webhook-deliveries", { query: { endpoint, since, limit: lookedAt } }),
  );
  if (data === undefined) return null;
  if (data.data.length === 0) return <span className={classes["note"]}>{t("hooks.quiet")}</span>;
  const share = shareOf(data.data);
  const says = deliveryStates
    .map((state) => `${t(`delivery.${state}`)} ${formatNumber(share[state], language)}`)
    .join(" · ");
  const label =
    data.next === null ? says : `${says} (${t("hooks.newest", { n: formatNumber(lookedAt, language) })})`;
  return (
    <Tooltip label={label}>
      <span className={classes["share"]} role="img" aria-label={label}>
        {(["delivered", "waiting", "failed"] as const).map((state) => (
          <span key={state} data-state={state} style={{ flexGrow: share[state] }} />
        ))}
      </span>
    </Tooltip>
  );
}
