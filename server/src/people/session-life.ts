// How long a session lasts, what its cookie is called, and whether it still holds. Pure.

/** From sign-in to the next, whatever is done. */
export const absoluteMs = 24 * 60 * 60_000;
/** Without a request. Staff of the platform see every tenant: theirs end soon. */
const idleMs = 8 * 60 * 60_000;
const staffIdleMs = 30 * 60_000;
/** So often a session's last request is written down. */
export const seenEveryMs = 60_000;
/** A visit in a tenant's name ends by itself. */
export const impersonationMs = 60 * 60_000;

export function idleOf(platform: boolean): number {
  return platform ? staffIdleMs : idleMs;
}

export type Cookie = { name: string; secure: boolean };

/**
 * `__Host-` makes a browser refuse the name to anybody but this very host over TLS: not to a neighbour under the same
 * domain (RFC 6265bis, section 4.1.3.2). Over plain http there is none. Chromium and Firefox would make an exception
 * for localhost, Safari before macOS 26 does not, and people try a product there; nobody is in between to listen.
 */
export function cookieFor(publicUrl: string): Cookie {
  const secure = new URL(publicUrl).protocol === "https:";
  return { name: secure ? "__Host-waypost" : "waypost", secure };
}

/** Strict: no request that begins on another site brings it, not even a link. */
export function setCookie({ name, secure }: Cookie, token: string): Record<string, string> {
  return { "set-cookie": `${name}=${token}; Path=/; HttpOnly; SameSite=Strict${secure ? "; Secure" : ""}` };
}

export function clearCookie(cookie: Cookie): Record<string, string> {
  return { "set-cookie": `${setCookie(cookie, "")["set-cookie"]}; Max-Age=0` };
}

/** The session's token in a Cookie header; null when it is not there once, or is none of ours. */
export function readCookie({ name }: Cookie, header: string): string | null {
  const found = header
    .split(";")
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`));
  const token = found.length === 1 ? (found[0] ?? "").slice(name.length + 1) : "";
  return /^[\w-]{43}$/.test(token) ? token : null;
}
