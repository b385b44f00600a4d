// An instant: how long ago it was, and exactly when for who points at it.
import { Tooltip } from "@mantine/core";
import { useSyncExternalStore } from "react";
import { exactTime, relativeTime } from "../i18n/numbers.ts";
import { useLanguage } from "../i18n/texts.ts";

/** `exact` shows the time itself, for timelines where seconds matter. */
export function Timestamp({ at, exact = false }: { at: string; exact?: boolean }) {
  const language = useLanguage();
  const now = useNow();
  const date = new Date(at);
  const [shown, told] = exact
    ? [exactTime(date, language), relativeTime(date, now, language)]
    : [relativeTime(date, now, language), exactTime(date, language)];
  return (
    <Tooltip label={told}>
      <time dateTime={at}>{shown}</time>
    </Tooltip>
  );
}

const tickMs = 15_000;
let now = new Date();
const waiting = new Set<() => void>();

/** One clock for the whole page: a thousand rows have one timer. */
function useNow(): Date {
  return useSyncExternalStore(followClock, () => now);
}

function followClock(onTick: () => void): () => void {
  if (waiting.size === 0) startClock();
  waiting.add(onTick);
  return () => {
    waiting.delete(onTick);
    if (waiting.size === 0) clearInterval(clock);
  };
}

let clock: ReturnType<typeof setInterval> | undefined;

function startClock(): void {
  now = new Date();
  clock = setInterval(() => {
    now = new Date();
    for (const tick of waiting) tick();
  }, tickMs);
}
