// How much of something is done.
import classes from "./progress-bar.module.css";

/** `share` is between 0 and 1. */
export function ProgressBar({ label, share }: { label: string; share: number }) {
  return <progress className={classes["bar"]} aria-label={label} value={share} max={1} />;
}
