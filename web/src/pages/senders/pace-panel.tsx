// How fast a number sends: its last hour by the minute, its last day by the hour.
import { Text } from "@mantine/core";
import type { Sender, SenderFigures } from "@waypost/sdk";
import { useQuery } from "@tanstack/react-query";
import { formatNumber } from "../../i18n/numbers.ts";
import { useLanguage, useTexts } from "../../i18n/texts.ts";
import { Panel } from "../../parts/panel.tsx";
import { Sparkline } from "../../parts/sparkline.tsx";
import { figuresOf } from "./figures.ts";
import classes from "./senders.module.css";

export function PacePanel({ sender: { id } }: { sender: Sender }) {
  const t = useTexts("senders");
  const { data } = useQuery(figuresOf(id));
  if (data === undefined) return null;
  const { last_hour: hour, last_day: day } = data.sent;
  return (
    <Panel title={t("panel.pace")}>
      <Pace span="hour" unit="minutes" series={hour} />
      <Pace span="day" unit="hours" series={day} />
    </Panel>
  );
}

type PaceProps = {
  span: "hour" | "day";
  unit: "minutes" | "hours";
  series: SenderFigures["sent"]["last_hour"];
};

function Pace({ span, unit, series: { counts } }: PaceProps) {
  const t = useTexts("senders");
  const language = useLanguage();
  const all = counts.reduce((sum, count) => sum + count, 0);
  const label = t(`pace.${unit}`, { n: formatNumber(Math.max(0, ...counts), language) });
  return (
    <div>
      <div className={classes["pace"]}>
        <span>{t(`pace.${span}`)}</span>
        <strong className="tabular">{formatNumber(all, language)}</strong>
      </div>
      <Sparkline counts={counts} label={label} />
      <Text size="xs" c="dimmed">
        {label}
      </Text>
    </div>
  );
}
