// A person's session in place of a key: who is behind the cookie, whether their own page asks, and for whom they act.

import { isIP } from "node:net";
import type { FastifyRequest } from "fastify";
import { AppError } from "../kernel/errors.ts";
import { asksForSocket } from "./upgrade.ts";
import { type Actor, type Caller, type Mode, provedForMs, type SignedIn } from "../kernel/route.ts";

/** How the server learns which person is behind a cookie. */
export type PersonDoor = {
  /** Answers at once for a session seen lately. Null is the one refusal there is. */
  recognize(cookies: string): SignedIn | null | Promise<SignedIn | null>;
  /** Scheme, host and port at which browsers reach us, as they name it in `Origin`. */
  origin: string;
};

/** The caller a person is in the mode they ask for; or why they are none. */
export function callerOf({ callers }: SignedIn, request: FastifyRequest): Caller | AppError {
  const mode = request.raw.headers["waypost-mode"] ?? "live";
  if (!isMode(mode)) return new AppError("invalid_header", "Waypost-Mode is live or test.");
  return callers?.[mode] ?? new AppError("no_tenant", "Choose the tenant to work in first.");
}

function isMode(text: unknown): text is Mode {
  return text === "live" || text === "test";
}

/**
 * Refuses what another site's page had a browser send. Browsers say where a request comes from: `Sec-Fetch-Site` to
 * secure addresses (Fetch Metadata, W3C), `Origin` with everything that changes something (RFC 6454). A cookie that
 * comes with neither is refused as well; `bare` lets those through where no cookie counts: programs send neither.
 */
export function refuseForeignPage(
  request: FastifyRequest,
  origin: string,
  bare: "refused" | "admitted",
): AppError | null {
  // A page may open a socket to anywhere and read what it says; of other answers it sees none.
  if ((request.method === "GET" || request.method === "HEAD") && !asksForSocket(request.raw)) return null;
  const { "sec-fetch-site": site, origin: named } = request.raw.headers;
  if (site === "same-origin" || site === "none") return null;
  if (site === undefined && named === origin) return null;
  if (site === undefined && named === undefined && bare === "admitted") return null;
  return new AppError("cross_site_request", `This may be asked for by a page of ${origin} only.`);
}

/** What a person who has not proved themselves lately hears of a route that asks for it; keys are proof enough. */
export function refuseUnproved(actor: Actor, now: number): AppError | null {
  if (actor.kind === "key" || now - (actor.provedAt?.getTime() ?? 0) < provedForMs) return null;
  return new AppError("second_proof_required", "Prove who you are first: POST /v1/auth/prove.");
}

/** Of a header only what is an address: a trusted proxy may pass on what a stranger wrote. */
export function addressOf(request: FastifyRequest): string {
  return isIP(request.ip) === 0 ? (request.socket.remoteAddress ?? "") : request.ip;
}
