// What an HTTP route is: data that names its policy, so that a route without one does not compile.

import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import type { Readable } from "node:stream";
import type { TSchema } from "typebox";
import type { Tx } from "./db.ts";
import { presentId } from "./ids.ts";

export type Route = {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Fastify's notation: `/v1/messages/:id`. */
  path: string;
  /** The scope that whoever asks needs. */
  scope: Scope;
  /** `?ticket=` lets in as well: for what a browser opens without headers. */
  takesTicket?: true;
  /** A person has to have proved themselves a second time within the last ten minutes; a key need not. */
  stepUp?: true;
  /**
   * What the audit log calls this; null for what it need not know of. When absent: every change is recorded, under a
   * name made of its path, such as `sender.updated`, and reading is not.
   */
  audit?: string | null;
  /**
   * For a change of what `GET` of the same path shows: the members whose values before and after stand in the audit
   * log, such as `health.state`. Switches, numbers, times, words and ids of ours; never a name, a text, an address or a
   * secret, because an entry is kept for ever. Of all others it is told that they changed.
   */
  tellsChange?: readonly string[];
  /**
   * What is left of the answer for a caller with `messages:metadata`, who sees that there are messages and not what
   * they say. A route that needs `messages:read` and has none is closed to such a caller.
   */
  withoutContent?(body: unknown): unknown;
  summary: string;
  /** For OpenAPI. Bodies are validated here too unless the handler does it with better errors (`parsesBody`). */
  schema: { body?: TSchema; query?: TSchema; params?: TSchema; response: Record<number, TSchema> };
  parsesBody?: boolean;
  handler: TransactionalHandler | OwnTransactionHandler | StreamHandler;
};

/**
 * A route that no tenant's scope opens. Its gate lets through: anybody at all (to sign in), a person who is signed in
 * whatever they may do (to their own account), or a person of the platform's staff (to every tenant).
 */
export type GateRoute = Omit<Route, "scope" | "handler" | "parsesBody" | "withoutContent"> &
  ({ gate: "anybody"; handler: OpenHandler } | { gate: "person" | "platform"; handler: PersonHandler });

/** Runs inside one transaction that sees only the caller's tenant; an Idempotency-Key is honoured in the same one. */
export type TransactionalHandler = {
  kind: "transaction";
  handle(request: RouteRequest, tx: Tx): Promise<Reply>;
};

/** For the hot paths, which share a transaction among many requests and keep idempotency themselves. */
export type OwnTransactionHandler = { kind: "own"; handle(request: RouteRequest): Promise<Reply> };

/** What a ticket is good for, once; and whether who came by it still may. */
export type TicketDoor = {
  redeem(text: string): Promise<Caller | null>;
  again(caller: Caller): Caller | null | Promise<Caller | null>;
};

/** For bytes that are too many to be held: the body is read by the handler, and the answer may be a stream. */
export type StreamHandler = {
  kind: "stream";
  handle(request: StreamRequest): Promise<Reply | StreamReply>;
};

/** Nobody is known, and no tenant is within reach. */
export type OpenHandler = { kind: "open"; handle(request: OpenRequest): Promise<Reply> };

export type OpenRequest = Pick<RouteRequest, "params" | "query" | "body"> & {
  headers: IncomingHttpHeaders;
  /** The address the connection came from, or the one a trusted proxy names. */
  ip: string;
};

/** Somebody is known, but acts for no tenant. */
export type PersonHandler = { kind: "person"; handle(request: PersonRequest): Promise<Reply> };

export type PersonRequest = OpenRequest & { person: PersonActor };

export type StreamRequest = Pick<RouteRequest, "caller" | "params" | "query"> & {
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
  handle(request: Pick<StreamRequest, "params" | "headers"> & { method: string }): Promise<StreamReply>;
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
  /** Where a stream that broke off is to go on (HTML standard, section 9.2.4). */
  lastEventId?: string | null;
  /** What its door may know of the key that asked (kernel/door.ts). */
  keyMark?: Buffer;
  /** It asks to become a WebSocket: an answer of 101 with `follow` makes it one. */
  isUpgrade?: boolean;
};

/** A body is sent as JSON; a Buffer as it is, under the content type its headers name. */
export type Reply = {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
  /** What a repetition under the same Idempotency-Key gets instead of the body: a secret is shown once. */
  kept?: unknown;
  /** In place of a body: what goes on after the head, for as long as the caller listens. */
  follow?: Follow;
};

/** Writes to the caller's connection from now on. `mayStay` looks again whether who asked still may. */
export type Follow = (line: ServerResponse, mayStay: () => boolean | Promise<boolean>) => void;

/** Who asks: always for a tenant, and in a mode that decides which senders are within reach. */
export type Caller = {
  tenantId: string;
  mode: Mode;
  actor: Actor;
  scopes: ReadonlySet<Scope>;
  /** Set while the tenant may only read, because it is suspended or closing. */
  halted?: "suspended" | "closing";
  /** How many requests a second this caller may make; when absent, as many as any, and never more. */
  requestsPerSecond?: number;
};

/** Who acts, as the audit log names them. */
export type Actor = KeyActor | PersonActor;

export type KeyActor = { kind: "key"; id: string };

export type PersonActor = {
  kind: "person";
  id: string;
  sessionId: string;
  /** Staff of the platform, who see every tenant from outside. */
  platform: boolean;
  /** When they last proved themselves a second time; null when never in this session. */
  provedAt: Date | null;
  /** Set while staff acts in a tenant's name: why, in their own words. */
  impersonation: { reason: string } | null;
};

/** For so long a second proof is good. */
export const provedForMs = 10 * 60_000;

/** A person behind a session's cookie, and as whom they call for the tenant they work in; null when in none. */
export type SignedIn = { person: PersonActor; callers: Readonly<Record<Mode, Caller>> | null };

/** `key_…` or `usr_…`: how a record names who did it. */
export function nameActor({ kind, id }: Pick<Actor, "kind" | "id">): string {
  return presentId(kind === "key" ? "key" : "usr", id);
}

export type Mode = "live" | "test";

export const scopes = [
  "messages:read",
  /** That there are messages and what became of them, without what they say and to whom in full. */
  "messages:metadata",
  "messages:write",
  "senders:read",
  "senders:write",
  "templates:read",
  "templates:write",
  /** To be the second person for what others wrote. */
  "templates:approve",
  "contacts:read",
  "contacts:write",
  "campaigns:read",
  "campaigns:write",
  /** Launching, pausing and ending them: what people then receive. */
  "campaigns:launch",
  "media:read",
  "media:write",
  "dead-letters:write",
  "routing:read",
  "routing:write",
  "sessions:export",
  "usage:read",
  "tenant:read",
  "tenant:write",
  "keys:read",
  "keys:write",
  "people:read",
  "people:write",
  "privacy:read",
  "privacy:write",
  "audit:read",
  /** To follow what happens; of what, the other scopes say. */
  "events:read",
  "webhooks:read",
  "webhooks:write",
] as const;
export type Scope = (typeof scopes)[number];

/** Scopes that open the house itself; a key has them only when it was asked for by name. */
const grave: readonly Scope[] = [
  "templates:approve",
  "sessions:export",
  "tenant:write",
  "keys:write",
  "people:write",
  "privacy:read",
  "privacy:write",
  "audit:read",
];

/** What a key may do when nobody says. */
export const usualScopes: readonly Scope[] = scopes.filter((scope) => !grave.includes(scope));
