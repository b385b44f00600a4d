// The two string formats the contract checks itself: strict RFC 3339 instants and http(s) addresses.

const datePart = /^(\d{4})-(\d{2})-(\d{2})[Tt]/;
const timePart = /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

/**
 * A zone is required, the day must exist; leap seconds and year 0 are refused because Postgres and
 * Date differ.
 */
export function isInstant(value: string): boolean {
  const parts = datePart.exec(value);
  if (!parts || !timePart.test(value.slice(parts[0].length))) return false;
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  return year > 0 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
}

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
}

export function isHttpUrl(value: string): boolean {
  const url = URL.parse(value);
  return url !== null && (url.protocol === "https:" || url.protocol === "http:") && url.hostname !== "";
}
