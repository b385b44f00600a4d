// How long a code is good for still: a ring that empties, and the seconds in it.
import { useEffect, useState } from "react";
import { formatNumber } from "../../../i18n/numbers.ts";
import { useLanguage } from "../../../i18n/texts.ts";
import classes from "./pairing.module.css";

/** WhatsApp's codes last twenty seconds, the first of a session a minute. */
const longestMs = 60_000;

export function Countdown({ endsAt }: { endsAt: string }) {
  const language = useLanguage();
  const [leftMs, setLeftMs] = useState(() => leftUntil(endsAt));
  const [wholeMs] = useState(leftMs);
  useEffect(() => {
    const timer = setInterval(() => setLeftMs(leftUntil(endsAt)), 1_000);
    return () => clearInterval(timer);
  }, [endsAt]);
  return (
    <div className={classes["countdown"]} aria-hidden>
      <svg viewBox="0 0 36 36" strokeWidth={3}>
        <circle className={classes["track"]} cx="18" cy="18" r="15.9" />
        <circle
          className={classes["left"]}
          cx="18"
          cy="18"
          r="15.9"
          pathLength={100}
          style={{ animationDuration: `${String(wholeMs)}ms` }}
        />
      </svg>
      <span className="tabular">{formatNumber(Math.ceil(leftMs / 1_000), language)}</span>
    </div>
  );
}

function leftUntil(endsAt: string): number {
  return Math.min(longestMs, Math.max(0, Date.parse(endsAt) - Date.now()));
}
