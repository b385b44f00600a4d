// Zones that set their clocks, each change of a year, and the time that clocks there show: by Intl, which knows nothing
// of how the rule reckons.

export const changingZones = [
  "Europe/Berlin",
  "Europe/London",
  "America/New_York",
  "America/Los_Angeles",
  "America/Santiago",
  "America/Havana",
  "Australia/Sydney",
  "Australia/Lord_Howe",
  "Africa/Cairo",
  "Asia/Beirut",
  "Asia/Jerusalem",
  "Pacific/Auckland",
];

const minuteMs = 60_000;

/** "HH:MM" there. */
export function shownAt(at: Date, zone: string): string {
  return formatOf(zone).format(at);
}

/** To the minute. */
export function changesIn(year: number, zone: string): Date[] {
  const found: Date[] = [];
  for (let at = Date.UTC(year, 0, 1); at < Date.UTC(year + 1, 0, 1); at += 60 * minuteMs) {
    const [from, to] = [new Date(at), new Date(at + 60 * minuteMs)];
    if (minutesOf(from, zone, to) !== 60) found.push(changeBetween(from, to, zone));
  }
  return found;
}

function changeBetween(from: Date, to: Date, zone: string): Date {
  for (let at = from.getTime(); at < to.getTime(); at += minuteMs) {
    if (minutesOf(new Date(at), zone, new Date(at + minuteMs)) !== 1) return new Date(at + minuteMs);
  }
  throw new Error("clocks change within this hour");
}

/** How far clocks went between, in minutes of a day. */
function minutesOf(from: Date, zone: string, to: Date): number {
  const minutes = (at: Date): number => {
    const [hour = 0, minute = 0] = shownAt(at, zone).split(":").map(Number);
    return hour * 60 + minute;
  };
  return (minutes(to) - minutes(from) + 1_440) % 1_440;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known =
    formats.get(zone) ??
    new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
  formats.set(zone, known);
  return known;
}
