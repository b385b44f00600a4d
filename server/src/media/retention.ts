// How long files are kept, and how long addresses and providers' names for them are good. Pure.

const day = 24 * 3_600_000;

/** From its upload, and again from each message that uses it. */
export const uploadKeptMs = 30 * day;
export const inboundKeptMs = 90 * day;

/** For people and programs that read the record. */
export const linkMs = 3_600_000;
/** For providers that fetch a file when they come to it. */
export const providerLinkMs = day;

export function after(now: Date, ms: number): Date {
  return new Date(now.getTime() + ms);
}
