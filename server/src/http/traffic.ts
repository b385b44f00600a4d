// What every request meets first: the headers all answers carry, and whether there is room for it.

import type { Socket } from "node:net";
import type { FastifyReply, FastifyRequest } from "fastify";
import { AppError } from "../kernel/errors.ts";
import { busy } from "./request-error.ts";
import { securityHeaders } from "./security-headers.ts";

/** The server's own state, shared by its routes. */
export type Traffic = {
  /** What every answer carries. */
  headers: Readonly<Record<string, string>>;
  inFlight: number;
  inFlightMax: number;
  /** Bytes of large bodies that arrive or are being worked on. */
  bodyBytes: number;
  /** How late the event loop is: what a request waits before anybody looks at it. */
  lagMs: number;
  lagMaxMs: number;
  draining: boolean;
  /** `POST /v1/…`: routes whose body passes through and is never held, so that its bytes weigh nothing. */
  streamed: Set<string>;
  /** Connections on which such a body arrives; it may take longer than a request is given. */
  uploading: Set<Socket>;
};

export function createTraffic(
  { inFlightMax, lagMaxMs }: Pick<Traffic, "inFlightMax" | "lagMaxMs">,
  headers = securityHeaders({ https: false }),
): Traffic {
  return {
    headers,
    inFlight: 0,
    inFlightMax,
    bodyBytes: 0,
    lagMs: 0,
    lagMaxMs,
    draining: false,
    streamed: new Set(),
    uploading: new Set(),
  };
}

const lookMs = 100;

/** Keeps `lagMs`, smoothed: one long task is no overload, and a loop that is late all the time is. */
export function watchLag(traffic: Traffic): { stop(): void } {
  let last = performance.now();
  const look = setInterval(() => {
    const now = performance.now();
    const late = Math.max(0, now - last - lookMs);
    last = now;
    traffic.lagMs += (late - traffic.lagMs) * 0.3;
  }, lookMs);
  look.unref();
  return { stop: () => clearInterval(look) };
}

/** Null when the request may go on. */
export function admit(request: FastifyRequest, reply: FastifyReply, traffic: Traffic): AppError | null {
  setCommonHeaders(request, reply, traffic);
  // A client that hears it never writes into a connection that is just being closed.
  if (traffic.draining) reply.header("connection", "close");
  const { raw } = request;
  if (raw.headers.host === undefined && raw.httpVersionMinor === 1) {
    return new AppError("invalid_header", "HTTP/1.1 requires a Host header.");
  }
  // Operations must be seen when there is no room for anything else.
  if (alwaysAnswered.has(request.url)) return null;
  if (traffic.inFlight >= traffic.inFlightMax || traffic.lagMs > traffic.lagMaxMs) {
    return busy("overloaded", "Too many requests are being worked on.");
  }
  return weigh(request, reply, traffic);
}

/** Bodies smaller than this are bounded by the number of requests. */
const largeBody = 16 * 1024;
/** A parsed body takes several times its bytes: this many make a few hundred megabytes of memory. */
const bodyBytesMax = 96 * 1024 * 1024;

/** Counts a large body before it is read; a length that is not told is taken for the most a message may have. */
function weigh(
  { raw, method, routeOptions }: FastifyRequest,
  reply: FastifyReply,
  traffic: Traffic,
): AppError | null {
  if (traffic.streamed.has(`${method} ${routeOptions.url}`)) return null;
  const told = raw.headers["content-length"];
  if (told === undefined && raw.headers["transfer-encoding"] === undefined) return null;
  const bytes = told === undefined ? 1024 * 1024 : Number(told);
  if (bytes < largeBody) return null;
  if (traffic.bodyBytes > 0 && traffic.bodyBytes + bytes > bodyBytesMax) {
    return busy("overloaded", "Too many large bodies are being worked on.");
  }
  traffic.bodyBytes += bytes;
  reply.raw.once("close", () => (traffic.bodyBytes -= bytes));
  return null;
}

export function setCommonHeaders(
  request: FastifyRequest,
  reply: FastifyReply,
  { headers }: Pick<Traffic, "headers">,
): void {
  reply.headers(headers).header("request-id", request.id);
}

const alwaysAnswered: ReadonlySet<string> = new Set(["/livez", "/readyz", "/metrics"]);
