// At which hours of the week most happens.
import { NativeSelect } from "@mantine/core";
import { formatNumber } from "../../i18n/numbers.ts";
import { useLanguage, useTexts } from "../../i18n/texts.ts";
import { hourName, weekdayName } from "../../i18n/week.ts";
import { HoursOfWeek } from "../../parts/hours-of-week.tsx";
import { Panel } from "../../parts/panel.tsx";
import classes from "./analytics.module.css";
import { type Overview, weekOf } from "./figures.ts";
import { type Stage, stages } from "./period.ts";

type WeekHeatProps = { hours: Overview["by_hour"]; stage: Stage; onStage(stage: Stage): void };

export function WeekHeat({ hours, stage, onStage }: WeekHeatProps) {
  const t = useTexts("analytics");
  const week = weekOf(hours, stage);
  const choose = (value: string): void => {
    const chosen = stages.find((each) => each === value);
    if (chosen !== undefined) onStage(chosen);
  };
  return (
    <Panel
      title={t("week")}
      actions={
        <NativeSelect
          aria-label={t("week.shows")}
          value={stage}
          onChange={({ currentTarget: { value } }) => choose(value)}
          data={stages.map((value) => ({ value, label: t(`stage.${value}`) }))}
        />
      }
    >
      <p className={classes["note"]}>{useSaid(week)}</p>
      <HoursOfWeek label={t("week")} week={week} />
    </Panel>
  );
}

function useSaid(week: readonly (readonly number[])[]): string {
  const t = useTexts("analytics");
  const language = useLanguage();
  const all = week.flat();
  const most = Math.max(...all);
  if (most === 0) return t("week.none");
  const place = all.indexOf(most);
  return t("week.said", {
    day: weekdayName(Math.floor(place / 24), language, "long"),
    hour: hourName(place % 24, language),
    count: formatNumber(most, language),
  });
}
