// Reads Meta's timestamps: seconds since 1970, as text in messages and as numbers in account changes.

const earliest = Date.UTC(2009, 0) / 1000;
const latest = Date.UTC(2100, 0) / 1000;

export function readTimestamp(value: unknown): Date | null {
  const seconds = typeof value === "string" && /^\d{1,12}$/.test(value) ? Number(value) : value;
  if (typeof seconds !== "number" || !(seconds >= earliest && seconds < latest)) return null;
  return new Date(Math.floor(seconds * 1000));
}
