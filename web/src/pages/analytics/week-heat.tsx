// The hours of the week: a table of weekdays and hours whose cells are warmer where more was.
import { NativeSelect } from "@mantine/core";
import { formatNumber } from "../../i18n/numbers.ts";
import { useLanguage, useTexts } from "../../i18n/texts.ts";
import { Panel } from "../../parts/panel.tsx";
import classes from "./analytics.module.css";
import { hourName, weekdayName } from "./days.ts";
import { type Overview, weekOf } from "./figures.ts";
import { type Stage, stages } from "./period.ts";

type WeekHeatProps = { hours: Overview["by_hour"]; stage: Stage; onStage(stage: Stage): void };

type Warmth = React.CSSProperties & Record<"--warmth", string>;

export function WeekHeat({ hours, stage, onStage }: WeekHeatProps) {
  const t = useTexts("analytics");
  const language = useLanguage();
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
      <div className={classes["scroll"]} role="region" aria-label={t("week")} tabIndex={0}>
        <table className={classes["heat"]} aria-label={t("week")}>
          <thead>
            <tr>
              <td />
              {week[0]?.map((_, hour) => (
                // oxlint-disable-next-line react/no-array-index-key -- an hour is its place
                <th key={hour} scope="col">
                  {formatNumber(hour, language)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {week.map((counts, day) => (
              // oxlint-disable-next-line react/no-array-index-key -- a weekday is its place
              <HeatRow key={day} {...{ counts, day, most: Math.max(1, ...week.flat()) }} />
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

/** Counts are in the cells for who hears the table, and at the pointer for who sees it. */
function HeatRow({ counts, day, most }: { counts: readonly number[]; day: number; most: number }) {
  const language = useLanguage();
  return (
    <tr>
      <th scope="row">{weekdayName(day, language, "short")}</th>
      {counts.map((count, hour) => {
        const style: Warmth = { "--warmth": `${String(Math.round((100 * count) / most))}%` };
        const said = formatNumber(count, language);
        return (
          // oxlint-disable-next-line react/no-array-index-key -- an hour is its place
          <td
            key={hour}
            style={style}
            title={`${weekdayName(day, language, "long")} ${hourName(hour, language)} · ${said}`}
          >
            <span className={classes["unseen"]}>{said}</span>
          </td>
        );
      })}
    </tr>
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
