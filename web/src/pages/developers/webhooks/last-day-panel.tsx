// An endpoint's last 24 hours: what arrived, what took several attempts, and how fast it answers.
import type { WebhookEndpointFigures } from "@waypost/sdk";
import { useQuery } from "@tanstack/react-query";
import { formatNumber, formatSpan } from "../../../i18n/numbers.ts";
import { useLanguage, useTexts } from "../../../i18n/texts.ts";
import { Fact, FactList } from "../../../parts/fact-list.tsx";
import { Loaded } from "../../../parts/loaded.tsx";
import { Panel } from "../../../parts/panel.tsx";
import { dayOf } from "./day.ts";
import { deliveryStates } from "./filters.ts";
import { LastDay } from "./last-day.tsx";

export function LastDayPanel({ endpoint }: { endpoint: string }) {
  const t = useTexts("developers");
  return (
    <Panel title={t("hooks.day")} actions={<LastDay endpoint={endpoint} />}>
      <Loaded query={useQuery(dayOf(endpoint))} height="4rem">
        {(figures) => (figures.counted === 0 ? null : <Figures figures={figures} />)}
      </Loaded>
    </Panel>
  );
}

function Figures({ figures }: { figures: WebhookEndpointFigures }) {
  const t = useTexts("developers");
  const language = useLanguage();
  const { attempts, retried, is_more: isMore, answer_ms: answer } = figures;
  const number = (value: number): string | null =>
    value === 0 ? null : `${formatNumber(value, language)}${isMore ? "+" : ""}`;
  return (
    <FactList>
      {deliveryStates.map((state) => (
        <Fact key={state} name={t(`delivery.${state}`)}>
          {number(figures[state])}
        </Fact>
      ))}
      <Fact name={t("hooks.retried")}>{number(retried)}</Fact>
      <Fact name={t("hooks.attempts")}>{number(attempts)}</Fact>
      <Fact name={t("hooks.answers")}>
        {answer.p50 === null || answer.p95 === null
          ? null
          : t("hooks.answersIn", {
              p50: formatSpan(answer.p50, language),
              p95: formatSpan(answer.p95, language),
            })}
      </Fact>
    </FactList>
  );
}
