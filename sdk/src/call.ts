// What a route of the API is called with, and what it gives back, by its name: `POST /v1/messages`.

import type { Operations } from "./generated/operations.ts";

export type Route = keyof Operations;

/** Routes that answer in JSON; the others answer with a file. */
export type JsonRoute = {
  [Name in Route]: Operations[Name]["answer"] extends Response ? never : Name;
}[Route];

/** Routes whose answer is a page of a list. */
export type ListRoute = {
  [Name in Route]: Operations[Name] extends ListOperation ? Name : never;
}[Route];

type ListOperation = {
  query?: { after?: string | undefined };
  answer: { data: readonly unknown[]; next: string | null };
};

export type Answer<Name extends Route> = Operations[Name]["answer"];
export type Body<Name extends Route> = Operations[Name] extends { body: infer Value } ? Value : never;
export type Query<Name extends Route> = Operations[Name] extends { query?: infer Value }
  ? NonNullable<Value>
  : never;
export type Item<Name extends ListRoute> = Operations[Name]["answer"]["data"][number];

export type CallOptions = {
  /** Ends the call, which then throws the signal's reason. */
  signal?: AbortSignal | undefined;
  /** How long one try may take. */
  timeoutMs?: number | undefined;
  retries?: number | undefined;
  headers?: Readonly<Record<string, string>> | undefined;
  /**
   * For a POST: up to 255 printable ASCII characters that name this very wish. Made up for each call when left out,
   * which makes the client's own retries safe; give one to make yours safe as well.
   */
  idempotencyKey?: string | undefined;
};

export type Given<Name extends Route> = Omit<Operations[Name], "answer"> & CallOptions;

/** May be left out where nothing in it is needed. */
export type MaybeGiven<Name extends Route> =
  CallOptions extends Given<Name> ? [given?: Given<Name>] : [given: Given<Name>];

/** A call as `request.ts` sees it: any route's. */
export type AnyCall = CallOptions & {
  params?: Readonly<Record<string, string>>;
  query?: Readonly<Record<string, string | number | boolean | undefined>> | undefined;
  body?: unknown;
};
