// How long a campaign will take by today's limits, and what it will wait for: played through in quarters of an hour.
// Pure.

/** What one number has to send, and what holds it back. */
export type Lane = {
  people: number;
  /** Of them, those whom it begins to write to. */
  strangers: number;
  perSecond: number;
  /** What sets this pace, as a code. */
  pace: string;
  /** From when on it may send. */
  opensAtMs: number;
  /** Room of the day with this number, the first of which ends at `firstEndsMs`; null without limits. */
  room: ((day: number) => Room) | null;
  firstEndsMs: number;
};

/** `code` and `strangersCode`: what it is called when this is what holds it back. */
export type Room = { most: number; code: string; strangers: number; strangersCode: string };

/** Null where it may send at this moment; else what keeps it, as a code. */
export type ClosedBy = (atMs: number) => string | null;

export type Run = {
  /** Null when it is not done within a year. */
  endsAtMs: number | null;
  /** Milliseconds for which something held it back, by its code. */
  brakes: Map<string, number>;
};

export function runLane(lane: Lane, fromMs: number, closedBy: ClosedBy): Run {
  const brakes = new Map<string, number>();
  const note = (code: string, ms: number): void => void brakes.set(code, (brakes.get(code) ?? 0) + ms);
  let [strangers, known] = [lane.strangers, lane.people - lane.strangers];
  if (lane.people === 0) return { endsAtMs: fromMs, brakes };
  if (lane.opensAtMs > fromMs) note("sender_paused", lane.opensAtMs - fromMs);
  let day = 0;
  let left = lane.room?.(0) ?? unlimited;
  let dayEnds = lane.firstEndsMs;
  const perSlot = (lane.perSecond * slotMs) / 1_000;
  for (let at = Math.max(fromMs, lane.opensAtMs); at < fromMs + horizonMs; at += slotMs) {
    for (; at >= dayEnds; dayEnds += dayMs) left = lane.room?.(++day) ?? unlimited;
    const closed = closedBy(at);
    if (closed !== null) {
      note(closed, slotMs);
      continue;
    }
    const most = Math.min(perSlot, left.most);
    const begun = Math.min(strangers, left.strangers, most);
    const other = Math.min(known, most - begun);
    [strangers, known] = [strangers - begun, known - other];
    left = { ...left, most: left.most - begun - other, strangers: left.strangers - begun };
    const usedMs = ((begun + other) / lane.perSecond) * 1_000;
    if (strangers + known < nobody) {
      note(lane.pace, usedMs);
      return { endsAtMs: Math.round(at + usedMs), brakes };
    }
    note(lane.pace, usedMs);
    if (usedMs < slotMs) note(left.most < nobody ? left.code : left.strangersCode, slotMs - usedMs);
  }
  return { endsAtMs: null, brakes };
}

const slotMs = 15 * 60_000;
const dayMs = 24 * 3_600_000;
const horizonMs = 366 * dayMs;
/** What is left of the last person after dividing them. */
const nobody = 1e-6;
const unlimited: Room = { most: Infinity, code: "", strangers: Infinity, strangersCode: "" };

export type DailyHours = { from: string; to: string };
export type Windows = DailyHours & { days?: readonly number[] };

/**
 * By a clock that is `offsetMs` ahead of UTC. Summer time is left out: an hour more or less is within what such an
 * estimate can know.
 */
export function hoursOf(windows: Windows | null, quiet: DailyHours | null, offsetMs: number): ClosedBy {
  return (atMs) => {
    const local = atMs + offsetMs;
    const minute = Math.floor((local % dayMs) / 60_000);
    // 1970 began on a Thursday; 1 is Monday.
    const weekday = ((Math.floor(local / dayMs) + 3) % 7) + 1;
    if (windows !== null && !isWithin(windows, minute, weekday)) return "outside_hours";
    return quiet !== null && isWithin(quiet, minute, weekday) ? "quiet_hours" : null;
  };
}

/** Hours may pass midnight; they belong to the day on which they begin. */
function isWithin({ from, to, days }: Windows, minute: number, weekday: number): boolean {
  const [opens, closes] = [minuteOf(from), minuteOf(to)];
  const onDay = (day: number): boolean => days === undefined || days.includes(day);
  if (opens < closes) return minute >= opens && minute < closes && onDay(weekday);
  return (minute >= opens && onDay(weekday)) || (minute < closes && onDay(((weekday + 5) % 7) + 1));
}

function minuteOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
}
