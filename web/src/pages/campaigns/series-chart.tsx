// How a campaign came along: running totals over time, as lines.
import { formatNumber } from "../../i18n/numbers.ts";
import { useLanguage, useTexts } from "../../i18n/texts.ts";
import { Legend } from "../../parts/legend.tsx";
import { Panel } from "../../parts/panel.tsx";
import { Timestamp } from "../../parts/timestamp.tsx";
import classes from "./campaigns.module.css";
import { curvesOf, pathOf, type Report } from "./figures.ts";

const names = ["sent", "delivered", "read", "failed"] as const;

export function SeriesChart({ series }: { series: Report["series"] }) {
  const t = useTexts("campaigns");
  const language = useLanguage();
  const [first, last] = [series[0], series.at(-1)];
  if (first === undefined || last === undefined || series.length < 2) return null;
  const curves = curvesOf(series, names);
  const top = Math.max(...curves.map(({ points }) => points.at(-1) ?? 0));
  return (
    <Panel title={t("series.title")}>
      {/* Time runs from left to right in every language, as on a clock's paper. */}
      <svg viewBox="0 0 1 1" preserveAspectRatio="none" className={classes["chart"]} aria-hidden>
        {curves.map(({ name, points }) => (
          <path key={name} strokeWidth={2} className={classes[name]} d={pathOf(points, top)} />
        ))}
      </svg>
      <div className={classes["line"]} dir="ltr">
        <Timestamp at={first.at} exact /> – <Timestamp at={last.at} exact />
      </div>
      <Legend
        entries={curves.map(({ name, points }) => ({
          name,
          colour: classes[name],
          text: `${t(`people.${name}`)} ${formatNumber(points.at(-1) ?? 0, language)}`,
        }))}
      />
    </Panel>
  );
}
