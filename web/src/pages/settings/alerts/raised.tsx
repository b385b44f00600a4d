// What was raised: when, for which day or month, and how far it had come.
import type { UsageAlertRule, UsageAlerts } from "@waypost/sdk";
import { formatNumber } from "../../../i18n/numbers.ts";
import { useLanguage, useTexts } from "../../../i18n/texts.ts";
import { EmptyState } from "../../../parts/empty-state.tsx";
import { Panel } from "../../../parts/panel.tsx";
import { type PlainColumn, PlainTable } from "../../../parts/plain-table.tsx";
import { Timestamp } from "../../../parts/timestamp.tsx";
import { formatAmounts } from "../usage/amounts.ts";

type Alert = UsageAlerts["alerts"][number];

export function Raised({ alerts }: Pick<UsageAlerts, "alerts">) {
  const t = useTexts("settings");
  const columns = useColumns();
  return (
    <Panel title={t("alerts.raised")}>
      {alerts.length === 0 ? (
        <EmptyState title={t("alerts.none")}>{t("alerts.noneDetail")}</EmptyState>
      ) : (
        <PlainTable
          label={t("alerts.raised")}
          columns={columns}
          rows={alerts}
          idOf={({ rule, window_start: begins }) => `${begins} ${JSON.stringify(rule)}`}
        />
      )}
    </Panel>
  );
}

function useColumns(): readonly PlainColumn<Alert>[] {
  const t = useTexts("settings");
  const language = useLanguage();
  return [
    { name: "at", label: t("alerts.at"), cell: ({ at }) => <Timestamp at={at} /> },
    { name: "rule", label: t("alerts.rule"), cell: ({ rule }) => <RuleWords rule={rule} /> },
    {
      name: "reached",
      label: t("alerts.reached"),
      cell: ({ rule, value }) => (
        <span className="tabular">
          {rule.kind === "amount_per_month"
            ? formatAmounts([{ currency: rule.currency, amount_micros: value }], language)
            : formatNumber(value, language)}
        </span>
      ),
    },
    { name: "window", label: t("alerts.begins"), cell: (alert) => <Begins alert={alert} /> },
  ];
}

function RuleWords({ rule }: { rule: UsageAlertRule }) {
  const t = useTexts("settings");
  const language = useLanguage();
  if (rule.kind === "amount_per_month")
    return t("alerts.amountOf", { amount: formatAmounts([rule], language) });
  const share = new Intl.NumberFormat(language, { style: "percent" }).format(rule.percent / 100);
  return t(`alerts.share.${rule.cap}`, { share });
}

/** The day, or the month that begins with it. By the workspace's own clock, so that no other zone moves it. */
function Begins({ alert: { rule, window_start: begins } }: { alert: Alert }) {
  const language = useLanguage();
  const isDay = rule.kind === "percent_of_plan" && rule.cap === "messages_per_day";
  const span = isDay ? ({ dateStyle: "medium" } as const) : ({ month: "long", year: "numeric" } as const);
  return (
    <time dateTime={begins}>
      {new Intl.DateTimeFormat(language, { ...span, timeZone: "UTC" }).format(new Date(begins))}
    </time>
  );
}
