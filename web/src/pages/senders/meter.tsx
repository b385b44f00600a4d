// How much of something is used: a bar with its figures beside it.
import { formatNumber } from "../../i18n/numbers.ts";
import { useLanguage } from "../../i18n/texts.ts";
import classes from "./senders.module.css";
import { shareOf } from "./state.ts";

/** `isLimit`: to be at its end is a warning. */
export type MeterProps = { label: string; used: number; most: number; isLimit?: boolean };

export function Meter({ label, used, most, isLimit = false }: MeterProps) {
  const language = useLanguage();
  const share = shareOf(used, most) ?? 0;
  const shown = `${formatNumber(used, language)} / ${formatNumber(most, language)}`;
  return (
    <div className={classes["meter"]}>
      <span>{label}</span>
      <bdi dir="ltr" className="tabular">
        {shown}
      </bdi>
      <div
        role="meter"
        aria-label={label}
        aria-valuenow={used}
        aria-valuemin={0}
        aria-valuemax={most}
        aria-valuetext={shown}
        className={classes["bar"]}
        data-full={(isLimit && share >= 1) || undefined}
      >
        <div style={{ inlineSize: `${String(share * 100)}%` }} />
      </div>
    </div>
  );
}
