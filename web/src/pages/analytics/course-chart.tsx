// The course of the days: a bar each, whose layers are how far its messages came.
import { formatNumber } from "../../i18n/numbers.ts";
import { useLanguage, useTexts } from "../../i18n/texts.ts";
import { Legend } from "../../parts/legend.tsx";
import { Panel } from "../../parts/panel.tsx";
import classes from "./analytics.module.css";
import { CountTable } from "./count-table.tsx";
import { formatDay } from "./days.ts";
import { everyDay, heightOf, layers, layersOf, type Overview, pathsOf } from "./figures.ts";
import { SaveCsv } from "./save-csv.tsx";

export function CourseChart({ overview }: { overview: Overview }) {
  const t = useTexts("analytics");
  const language = useLanguage();
  const days = everyDay(overview, overview.by_day);
  const top = Math.max(...days.map(heightOf));
  const best = days.find((day) => heightOf(day) === top);
  const total = layersOf(overview.total);
  const rows = days.map(({ day, ...counts }) => ({ ...counts, id: day, name: formatDay(day, language) }));
  const [from, to] = [formatDay(overview.from, language), formatDay(overview.to, language)];
  const said = t("course.said", {
    from,
    to,
    sent: formatNumber(overview.total.sent, language),
    day: best === undefined ? from : formatDay(best.day, language),
    most: formatNumber(top, language),
  });
  return (
    <Panel title={t("course")} actions={<SaveCsv what="day" rows={rows} />}>
      <div className={classes["top"]} aria-hidden>
        {formatNumber(top, language)}
      </div>
      {/* Time runs from left to right in every language, as on a clock's paper. */}
      <svg
        viewBox={`0 0 ${String(days.length)} 1`}
        preserveAspectRatio="none"
        className={classes["course"]}
        role="img"
        aria-label={said}
      >
        {Object.entries(pathsOf(days, top)).map(([layer, path]) => (
          <path key={layer} className={classes[layer]} d={path} />
        ))}
      </svg>
      <div className={classes["axis"]} dir="ltr" aria-hidden>
        <bdi>{from}</bdi>
        <bdi>{to}</bdi>
      </div>
      <Legend
        entries={layers.map((layer) => ({
          name: layer,
          colour: classes[layer],
          text: `${t(`layer.${layer}`)} ${formatNumber(total[layer], language)}`,
        }))}
      />
      <details>
        <summary>{t("asTable")}</summary>
        <CountTable label={t("course")} head={t("by.day")} rows={rows} />
      </details>
    </Panel>
  );
}
