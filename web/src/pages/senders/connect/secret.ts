// A secret of our own making, for both ends of a webhook.

/** Printable and long enough that nobody guesses it: 256 bits in hexadecimal. */
export function makeSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
