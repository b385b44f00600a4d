// What an HTTP route is: data that names its policy, so that a route without one does not compile.

import type { IncomingHttpHeaders } from "node:http";
import type { Readable } from "node:stream";
import type { TSchema } from "typebox";
import type { Tx } from "./db.ts";

export type Route = {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Fastify's notation: `/v1/messages/:id`. */
  path: string;
  /** The scope an API key needs. */
  scope: Scope;
  summary: string;
  /** For OpenAPI. Bodies are validated here too unless the handler does it with better errors (`parsesBody`). */
  schema: { body?: TSchema; query?: TSchema; params?: TSchema; response: Record<number, TSchema> };
  parsesBody?: boolean;
  handler: TransactionalHandler | OwnTransactionHandler | StreamHandler;
};

/** Runs inside one transaction that sees only the caller's tenant; an Idempotency-Key is honoured in the same one. */
export type TransactionalHandler = {
  kind: "transaction";
  handle(request: RouteRequest, tx: Tx): Promise<Reply>;
};

/** For the hot paths, which share a transaction among many requests and keep idempotency themselves. */
export type OwnTransactionHandler = { kind: "own"; handle(request: RouteRequest): Promise<Reply> };

/** For bytes that are too many to be held: the body is read by the handler, and the answer may be a stream. */
export type StreamHandler = {
  kind: "stream";
  handle(request: StreamRequest): Promise<Reply | StreamReply>;
};

export type StreamRequest = Pick<RouteRequest, "caller" | "params"> & {
  headers: IncomingHttpHeaders;
  /** The body as it comes, of any type and length; null when there is none. */
  stream: Readable | null;
  /**
   * Runs in one transaction of the caller's tenant, or answers again what was answered under the same
   * Idempotency-Key; `body` stands for the bytes when the two requests are compared.
   */
  answerOnce(body: unknown, run: (tx: Tx) => Promise<Reply>): Promise<Reply>;
};

export type StreamReply = { status: number; body: Readable; headers: Record<string, string> };

/** An address that proves by itself who may read it: no API key comes with it. */
export type Download = {
  path: string;
  handle(request: Pick<StreamRequest, "params" | "headers">): Promise<StreamReply>;
};

export type RouteRequest = {
  caller: Caller;
  params: Readonly<Record<string, string>>;
  query: Readonly<Record<string, unknown>>;
  body: unknown;
  /** Validated (1–255 printable ASCII) or null. */
  idempotencyKey: string | null;
  /** The Accept header, for the few routes that answer in more than one form. */
  accept: string | null;
};

/** A body is sent as JSON; a Buffer as it is, under the content type its headers name. */
export type Reply = { status: number; body: unknown; headers?: Record<string, string> };

/** Who asks: always a tenant, and a mode that decides which senders are within reach. */
export type Caller = {
  tenantId: string;
  mode: Mode;
  keyId: string;
  scopes: ReadonlySet<Scope>;
};

export type Mode = "live" | "test";

export const scopes = [
  "messages:read",
  "messages:write",
  "senders:read",
  "senders:write",
  "templates:read",
  "templates:write",
  "contacts:read",
  "contacts:write",
  "media:read",
  "media:write",
  "dead-letters:write",
  "routing:read",
  "routing:write",
  "sessions:export",
] as const;
export type Scope = (typeof scopes)[number];

/** What a key may do when nobody says: all but take a number's link out of the house. */
export const usualScopes: readonly Scope[] = scopes.filter((scope) => scope !== "sessions:export");
