// Shows how far long work has come: a bar at a terminal, a line now and then elsewhere.
import { count } from "./csv-words.ts";

export type Progress = { show(done: number): void; end(): void };

export type Target = { isTTY?: boolean; columns?: number; write(text: string): unknown };

export function createProgress(
  out: Target,
  work: { verb: string; total: number },
  clock: () => number = () => performance.now(),
): Progress {
  const startedAt = clock();
  const everyMs = out.isTTY === true ? 100 : 5_000;
  let shownAt = out.isTTY === true ? -Infinity : startedAt;
  let startedWith: number | null = null;
  let drawn = false;
  return {
    show: (done) => {
      // What an earlier run did says nothing about this one's rate.
      startedWith ??= done;
      const now = clock();
      if (now - shownAt < everyMs) return;
      shownAt = now;
      const rate = ((done - startedWith) / Math.max(1, now - startedAt)) * 1_000;
      const line = describe(done, rate, work);
      drawn = out.isTTY === true;
      out.write(drawn ? `\r\u001b[2K${bar(done / work.total)} ${line}` : `${line}\n`);
    },
    end: () => {
      if (drawn) out.write("\r\u001b[2K");
    },
  };
}

function describe(done: number, rate: number, { verb, total }: { verb: string; total: number }): string {
  const parts = [`${count(done)} of ${count(total)} ${verb}`];
  if (rate > 0) {
    parts.push(`${count(Math.max(1, Math.round(rate)))}/s`);
    if (done < total) parts.push(`${duration((total - done) / rate)} left`);
  }
  return parts.join(" · ");
}

const barWidth = 24;

function bar(share: number): string {
  const full = Math.round(Math.min(1, Math.max(0, share)) * barWidth);
  return `[${"#".repeat(full)}${"-".repeat(barWidth - full)}]`;
}

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  return seconds < 5_400 ? `${Math.ceil(seconds / 60)} min` : `${Math.ceil(seconds / 3_600)} h`;
}
