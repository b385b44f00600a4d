// Writes problem documents: the only way an error leaves, on a reply or on a bare socket.

import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { FastifyReply } from "fastify";
import { AppError, problemOf } from "../kernel/errors.ts";

const problemType = "application/problem+json; charset=utf-8";

export function sendProblem(reply: FastifyReply, error: AppError): FastifyReply {
  const problem = problemOf(error);
  if (error.code === "unauthorized") reply.header("www-authenticate", 'Bearer realm="waypost"');
  return reply
    .code(problem.status)
    .headers(error.headers)
    .header("content-type", problemType)
    .send(JSON.stringify({ ...problem, request_id: reply.request.id }));
}

/**
 * For what the HTTP parser refused: there is no request to reply to, only a connection to answer and end. `carried`:
 * the headers of every answer, with the request's id.
 */
export function endWithProblem(
  socket: Socket,
  failure: Error & { code?: string },
  carried: Readonly<Record<string, string>>,
): void {
  // A peer that is gone hears nothing; asking whether it is writable covers a reset as well.
  if (!socket.writable || failure.code === "ECONNRESET") return void socket.destroy();
  const problem = problemOf(parserError(failure.code ?? ""));
  const body = JSON.stringify({ ...problem, request_id: carried["request-id"] });
  const head = [
    `HTTP/1.1 ${problem.status} ${reasonPhrase[problem.status] ?? "Bad Request"}`,
    `content-type: ${problemType}`,
    `content-length: ${Buffer.byteLength(body)}`,
    ...Object.entries(carried).map(([name, value]) => `${name}: ${value}`),
    "connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
  // Whoever keeps sending garbage instead of reading is not waited for.
  socket.setTimeout(1_000, () => socket.destroy());
}

/** Node asks before any route is looked for; an answer that is only a status would leave the caller guessing. */
export function refuseExpectation(response: ServerResponse, carried: Readonly<Record<string, string>>): void {
  const problem = problemOf(
    new AppError("invalid_header", "Of Expect only `100-continue` is understood.", {
      errors: [{ path: "header.expect", message: "must be 100-continue" }],
    }),
  );
  const body = JSON.stringify({ ...problem, request_id: carried["request-id"] });
  response
    .writeHead(problem.status, {
      ...carried,
      "content-type": problemType,
      "content-length": Buffer.byteLength(body),
      connection: "close",
    })
    .end(body);
}

const reasonPhrase: Readonly<Record<number, string>> = {
  400: "Bad Request",
  408: "Request Timeout",
  413: "Content Too Large",
};

function parserError(code: string): AppError {
  switch (code) {
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return new AppError("request_timeout", "The request did not arrive in time.");
    case "HPE_HEADER_OVERFLOW":
      return new AppError("invalid_header", "The headers are larger than 16 KB.");
    case "HPE_CHUNK_EXTENSIONS_OVERFLOW":
      return new AppError("body_too_large", "The chunk extensions are too large.");
    default:
      return new AppError("invalid_request", "The request is not valid HTTP.");
  }
}
