// A status in a word and a colour; the word alone says enough.
import classes from "./status-chip.module.css";

export type Tone = "good" | "busy" | "wait" | "bad" | "doubt" | "quiet";

export function StatusChip({ tone, children }: { tone: Tone; children: string }) {
  return (
    <span className={classes["chip"]} data-tone={tone}>
      {children}
    </span>
  );
}
