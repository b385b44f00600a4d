// What every request meets first: the headers all answers carry, and whether there is room for it.

import type { FastifyReply, FastifyRequest } from "fastify";
import { AppError } from "../kernel/errors.ts";
import { busy } from "./request-error.ts";

/** The server's own state, shared by its routes. */
export type Traffic = { inFlight: number; inFlightMax: number; draining: boolean };

export function createTraffic(inFlightMax: number): Traffic {
  return { inFlight: 0, inFlightMax, draining: false };
}

/** Null when the request may go on. */
export function admit(request: FastifyRequest, reply: FastifyReply, traffic: Traffic): AppError | null {
  setCommonHeaders(request, reply);
  // A client that hears it never writes into a connection that is just being closed.
  if (traffic.draining) reply.header("connection", "close");
  const { raw } = request;
  if (raw.headers.host === undefined && raw.httpVersionMinor === 1) {
    return new AppError("invalid_header", "HTTP/1.1 requires a Host header.");
  }
  // Operations must be seen when there is no room for anything else.
  if (traffic.inFlight >= traffic.inFlightMax && !alwaysAnswered.has(request.url)) {
    return busy("overloaded", "Too many requests are being worked on.");
  }
  return null;
}

export function setCommonHeaders(request: FastifyRequest, reply: FastifyReply): void {
  reply.headers(commonHeaders).header("request-id", request.id);
}

const alwaysAnswered: ReadonlySet<string> = new Set(["/livez", "/readyz", "/metrics"]);

/** The API answers data for programs: never to be guessed at, framed, cached or run. */
const commonHeaders = {
  "x-content-type-options": "nosniff",
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
};
