// What becomes of a request that failed: the log hears of what is our fault, and the caller of one kind of error.

import type { ErrorCode } from "@waypost/contract";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { AppError } from "../kernel/errors.ts";
import type { Log } from "../kernel/log.ts";
import { requestError } from "./request-error.ts";
import type { Traffic } from "./traffic.ts";

export type SettleError = (error: unknown, request: FastifyRequest, reply: FastifyReply) => AppError;

export function createSettleError(log: Log, traffic: Traffic): SettleError {
  return (error, request, reply) => {
    const changes = request.method !== "GET" && request.method !== "HEAD";
    const refusal = requestError(error, changes);
    if (refusal.code === "body_too_large" && !traffic.draining) hearOut(reply);
    if (ourFault.has(refusal.code)) {
      const route = request.routeOptions.url;
      log.error("a request failed", {
        request_id: request.id,
        code: refusal.code,
        error,
        ...(route === undefined ? {} : { route: `${request.method} ${route}` }),
      });
    }
    return refusal;
  };
}

const ourFault: ReadonlySet<ErrorCode> = new Set(["internal_error", "interrupted", "unavailable"]);

/**
 * The connection stays open until the rest of the body has arrived, unread and no longer than `requestMs`. Closed at
 * once, as Fastify asks for, the client's next bytes would meet a reset, and the answer would be lost with it (RFC
 * 9112, section 9.6): a proxy then says 502.
 */
function hearOut(reply: FastifyReply): void {
  reply.removeHeader("connection");
}
