// How much there was of something, bar by bar. Time runs from left to right in every language, as on a clock's paper.
import classes from "./sparkline.module.css";

/** `label` says in words what the bars show. */
export function Sparkline({ counts, label }: { counts: readonly number[]; label: string }) {
  const most = Math.max(1, ...counts);
  return (
    <svg
      role="img"
      aria-label={label}
      className={classes["bars"]}
      viewBox={`0 0 ${String(counts.length)} 1`}
      preserveAspectRatio="none"
    >
      <path d={counts.map((count, place) => bar(place, count / most)).join("")} />
    </svg>
  );
}

/** One among thousands is seen as well, and where nothing was there is a line. */
function bar(place: number, share: number): string {
  const height = share === 0 ? 0.02 : Math.max(0.08, share);
  return `M${String(place + 0.1)} 1V${String(1 - height)}h.8V1z`;
}
