// Whom a rule finds at this moment: how many, and ten of them.
import { Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { waypost } from "../../../api/client.ts";
import { currentMode } from "../../../api/mode.ts";
import { formatNumber } from "../../../i18n/numbers.ts";
import { useLanguage, useTexts } from "../../../i18n/texts.ts";
import { ApiText } from "../../../parts/api-text.tsx";
import { ErrorCard } from "../../../parts/error-card.tsx";
import { Panel } from "../../../parts/panel.tsx";
import { Phone } from "../../../parts/phone.tsx";
import type { Rule } from "./condition.ts";
import classes from "./segments.module.css";

/** Long enough that a person who types is not asked for at each letter. */
const typingMs = 300;

export function Found({ rule: building, exclude }: { rule: Rule | null; exclude: Rule | null }) {
  const t = useTexts("contacts");
  const language = useLanguage();
  const [rule] = useDebouncedValue(building, typingMs);
  const { data, error } = useQuery({
    queryKey: [currentMode(), "/v1/segments/preview", { rule, exclude }],
    queryFn: ({ signal }) =>
      waypost.request("POST /v1/segments/preview", { body: { rule: rule ?? nobody, exclude }, signal }),
    enabled: rule !== null,
    retry: false,
    placeholderData: keepPreviousData,
  });
  const people = rule === null || data === undefined ? "–" : formatNumber(data.count, language);
  return (
    <Panel title={t("found")}>
      <p className={classes["count"]} aria-live="polite" data-count>
        {data?.exact === false ? "≈ " : null}
        {people}
      </p>
      {error === null ? null : <ErrorCard error={error} />}
      {data?.warnings.map(({ path, message }) => (
        <Text key={path} size="sm">
          <ApiText text={message} />
        </Text>
      ))}
      <ul className={classes["sample"]}>
        {(rule === null ? [] : (data?.sample ?? [])).map(({ id, name, phone }) => (
          <li key={id}>
            <bdi>{name}</bdi> {phone === null ? null : <Phone number={phone} />}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** Never asked for: without a rule nothing is. */
const nobody: Rule = { kind: "all", of: [] };
