// What a drop-in door is: routes that speak another product's API, so that its clients work unchanged with us.

import type { IncomingHttpHeaders } from "node:http";
import type { AppError } from "./errors.ts";
import type { Caller, Reply, Route, StreamRequest } from "./route.ts";

export type Door = {
  /** Names it in metrics and documents. */
  name: string;
  /** Their scopes, limits and callers are the house's own; only what is said is the dialect's. */
  routes: readonly Route[];
  /** The API key that a request brings in this dialect's way; null when it brings none. */
  keyIn(headers: IncomingHttpHeaders): string | null;
  /** What a handler may know of the key that asked, as `keyMark`: where the dialect signs in its name. */
  markOf?(key: string): Buffer;
  /** How this dialect says what was refused; every refusal of the door goes through it. */
  refuse(error: AppError, requestId: string): Reply;
};

/** A call of our own API as its caller would make it, without the network in between. Refusals are thrown. */
export type Call = (caller: Caller, route: string, asked?: Asked) => Promise<Reply>;

/** `route` names it as in the API: `GET /v1/messages/:id`. */
export type Asked = {
  params?: Readonly<Record<string, string>>;
  query?: Readonly<Record<string, unknown>>;
  body?: unknown;
  idempotencyKey?: string | null;
};

/** For files: the bytes go through as they come. */
export type Upload = (request: StreamRequest) => Promise<Reply>;
