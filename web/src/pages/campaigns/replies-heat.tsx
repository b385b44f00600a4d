// When people write back: a table of weekdays and hours whose cells are warmer where more replies came.
import { Title } from "@mantine/core";
import { useLanguage, useTexts } from "../../i18n/texts.ts";
import classes from "./campaigns.module.css";

type Warmth = React.CSSProperties & Record<"--warmth", string>;

/** By weekday, Monday first, and hour. */
export function RepliesHeat({ replies }: { replies: readonly (readonly number[])[] }) {
  const t = useTexts("campaigns");
  const language = useLanguage();
  const most = Math.max(0, ...replies.flat());
  if (most === 0) return null;
  // The 5th of January 2026 was a Monday.
  const dayName = (place: number): string =>
    new Intl.DateTimeFormat(language, { weekday: "short", timeZone: "UTC" }).format(
      Date.UTC(2026, 0, 5 + place),
    );
  return (
    <section className={classes["card"]}>
      <Title order={2} size="h4">
        {t("replies.title")}
      </Title>
      <table className={classes["heat"]} aria-label={t("replies.title")}>
        <tbody>
          {replies.map((hours, day) => (
            // oxlint-disable-next-line react/no-array-index-key -- a weekday is its place
            <tr key={day}>
              <th scope="row">{dayName(day)}</th>
              {hours.map((count, hour) => {
                const style: Warmth = { "--warmth": `${String(Math.round((100 * count) / most))}%` };
                // oxlint-disable-next-line react/no-array-index-key -- an hour is its place
                return <td key={hour} style={style} title={`${String(hour)}:00 · ${String(count)}`} />;
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
