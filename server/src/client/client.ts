// The client of Waypost's own API: typed calls, kept-alive connections, errors as values.

import type { Writable } from "node:stream";
import type {
  BatchAnswer,
  ContactImportResource,
  LiveEvent,
  MessageObject,
  MessageQuery,
  MessageResource,
  MessageSummary,
  Page,
  SendOptions,
} from "@waypost/contract";
import { Pool } from "undici";
import type { Failure } from "./failure.ts";
import { type EventWish, followEvents } from "./follow-events.ts";
import { callOf, type PlainRoute, type PlainRoutes, type Wish } from "./plain-routes.ts";
import { type Connection, request, type Result } from "./request.ts";
import { download, upload, type Upload } from "./transfer.ts";

/** Options and message object flat in one body, as it travels. */
export type OutgoingMessage = SendOptions & MessageObject;

export type Client = {
  sendMessage(message: OutgoingMessage, idempotencyKey: string): Promise<Result<MessageSummary>>;
  sendBatch(messages: readonly OutgoingMessage[], idempotencyKey: string): Promise<Result<BatchAnswer>>;
  readMessage(id: string): Promise<Result<MessageResource>>;
  /** One page, newest first. */
  listMessages(query: MessageQuery): Promise<Result<Page<MessageResource>>>;
  /** Each event once, in order, also when the line ends in between; ends with why it was refused. */
  followEvents(wish: EventWish): AsyncGenerator<LiveEvent, Failure, undefined>;
  /** Any plain route, by its name. */
  ask<Name extends PlainRoute>(route: Name, wish?: Wish): Promise<Result<PlainRoutes[Name]>>;
  /** The file that is uploaded becomes contacts or, at the other path, suppressions. */
  importFile(file: Upload): Promise<Result<ContactImportResource>>;
  downloadRejects(id: string, into: Writable): Promise<Result<null>>;
  close(): Promise<void>;
};

export type ClientOptions = {
  url: string;
  /** Gives the API key to use now. */
  authorize(): Promise<string>;
  /** How long failures that may pass are met with patience; a minute when left out. */
  patienceMs?: number;
  /** Ends what is under way; its calls answer with the failure `canceled`. */
  signal?: AbortSignal;
  onRetry?(failure: Failure, delayMs: number): void;
};

export function createClient(options: ClientOptions): Client {
  const connection = connect(options);
  return {
    sendMessage: (body, idempotencyKey) =>
      request(connection, { path: "/v1/messages", post: { body, idempotencyKey } }),
    sendBatch: (messages, idempotencyKey) =>
      request(connection, {
        path: "/v1/messages/batch",
        post: { body: { messages }, idempotencyKey },
      }),
    readMessage: (id) => request(connection, { path: `/v1/messages/${encodeURIComponent(id)}` }),
    listMessages: (query) => request(connection, { path: "/v1/messages", query }),
    followEvents: (wish) => followEvents(connection, wish),
    ask: (route, wish) => request(connection, callOf(route, wish)),
    importFile: (file) => upload(connection, file),
    downloadRejects: (id, into) =>
      download(connection, `/v1/contacts/import/${encodeURIComponent(id)}/rejects`, into),
    // What is still under way was canceled or given up, so nobody waits for it.
    close: () => connection.pool.destroy(),
  };
}

function connect({ url, authorize, patienceMs, signal, onRetry }: ClientOptions): Connection {
  const { origin, pathname } = new URL(url);
  return {
    pool: new Pool(origin, {
      connections: 8,
      connect: { timeout: 5_000 },
      headersTimeout: 30_000,
      bodyTimeout: 30_000,
    }),
    basePath: pathname.replace(/\/+$/, ""),
    authorize,
    patienceMs: patienceMs ?? 60_000,
    signal,
    onRetry: onRetry ?? (() => undefined),
  };
}
