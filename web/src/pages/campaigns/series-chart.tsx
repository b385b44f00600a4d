// How a campaign came along: running totals over time, as lines.
import { Title } from "@mantine/core";
import { formatNumber } from "../../i18n/numbers.ts";
import { useLanguage, useTexts } from "../../i18n/texts.ts";
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
    <section className={classes["card"]}>
      <Title order={2} size="h4">
        {t("series.title")}
      </Title>
      {/* Time runs from left to right in every language, as on a clock's paper. */}
      <svg viewBox="0 0 1 1" preserveAspectRatio="none" className={classes["chart"]} aria-hidden>
        {curves.map(({ name, points }) => (
          <path key={name} strokeWidth={2} className={classes[name]} d={pathOf(points, top)} />
        ))}
      </svg>
      <div className={classes["line"]} dir="ltr">
        <Timestamp at={first.at} exact /> – <Timestamp at={last.at} exact />
      </div>
      <ul className={classes["legend"]}>
        {names.map((name, place) => (
          <li key={name} className={classes[name]}>
            {t(`people.${name}`)} {formatNumber(curves[place]?.points.at(-1) ?? 0, language)}
          </li>
        ))}
      </ul>
    </section>
  );
}
