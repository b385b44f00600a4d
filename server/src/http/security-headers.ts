// The headers that every answer carries, whatever it is: it may not be guessed at, framed, cached, run, or read by a
// page of another origin. Pure.

/**
 * For data. A page of ours replaces the policy by its own; a file of a stranger's is sandboxed as well. There is no
 * CORS header among them: pages of other origins may not read what Waypost answers, with a key or without. The stream
 * of events says otherwise to who opened it by a ticket.
 */
export function securityHeaders({ https }: { https: boolean }): Readonly<Record<string, string>> {
  return https ? { ...always, ...onHttps } : always;
}

const always: Readonly<Record<string, string>> = {
  "x-content-type-options": "nosniff",
  "cache-control": "no-store",
  "content-security-policy":
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "permissions-policy": [
    "accelerometer",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "usb",
  ]
    .map((feature) => `${feature}=()`)
    .join(", "),
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
};

/**
 * Only where people reach Waypost by https: on a plain address in one's own network a browser ignores it, and behind
 * it nobody could ever go back. Of the subdomains nothing is said, as they are others' too.
 */
const onHttps = { "strict-transport-security": "max-age=31536000" };
