// The hours of a week as a table of weekdays and hours, whose cells are warmer where there was more.
import { formatNumber } from "../i18n/numbers.ts";
import { useLanguage } from "../i18n/texts.ts";
import { hourName, weekdayName } from "../i18n/week.ts";
import classes from "./hours-of-week.module.css";

type Warmth = React.CSSProperties & Record<"--warmth", string>;

export type HoursOfWeekProps = {
  label: string;
  /** By weekday, Monday first, and hour. */
  week: readonly (readonly number[])[];
};

export function HoursOfWeek({ label, week }: HoursOfWeekProps) {
  const language = useLanguage();
  const most = Math.max(1, ...week.flat());
  return (
    <div className={classes["scroll"]} role="region" aria-label={label} tabIndex={0}>
      <table className={classes["heat"]} aria-label={label}>
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
            <Day key={day} {...{ counts, day, most }} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Counts are in the cells for who hears the table, and at the pointer for who sees it. */
function Day({ counts, day, most }: { counts: readonly number[]; day: number; most: number }) {
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
