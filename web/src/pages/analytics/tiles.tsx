// The figures of all, each with how it differs from as many days before.
import { formatNumber } from "../../i18n/numbers.ts";
import { useLanguage, useTexts } from "../../i18n/texts.ts";
import classes from "./analytics.module.css";
import { formatShare } from "./days.ts";
import { changeOf, type Counts, shareOf } from "./figures.ts";

const shown = ["sent", "delivered", "read", "replied", "clicked", "failed", "received"] as const;
/** Of what was sent, these are a share. */
const ofSent: ReadonlySet<string> = new Set(["delivered", "read", "replied", "clicked"]);

type TilesProps = { now: Counts; before: Counts | undefined };

export function Tiles({ now, before }: TilesProps) {
  const t = useTexts("analytics");
  const language = useLanguage();
  return (
    <ul className={classes["tiles"]} aria-label={t("tiles")}>
      {shown.map((stage) => {
        const share = ofSent.has(stage) ? shareOf(now[stage], now.sent) : null;
        return (
          <li key={stage} className={classes["tile"]}>
            <span>{t(`stage.${stage}`)}</span>
            <strong>{formatNumber(now[stage], language)}</strong>
            {share === null ? null : <span>{t("ofSent", { share: formatShare(share, language) })}</span>}
            {before === undefined ? null : (
              <Change change={changeOf(now[stage], before[stage])} isBad={stage === "failed"} />
            )}
          </li>
        );
      })}
    </ul>
  );
}

/** Colour is never all that tells: the sign does. */
function Change({ change, isBad }: { change: number | null; isBad: boolean }) {
  const t = useTexts("analytics");
  const language = useLanguage();
  if (change === null) return <span className={classes["note"]}>{t("change.none")}</span>;
  return (
    <span className={classes["change"]} data-tone={toneOf(change, isBad)}>
      {t("change.of", { change: formatShare(change, language, "exceptZero") })}
    </span>
  );
}

function toneOf(change: number, isBad: boolean): "good" | "bad" | undefined {
  if (change === 0) return undefined;
  return change > 0 === isBad ? "bad" : "good";
}
