// What a request is answered with, including the two ways of not answering.
import type { IncomingHttpHeaders } from "node:http";

export type Answer =
  | { kind: "reply"; status: number; body: string | Buffer; headers: Record<string, string> }
  /** The connection is reset. */
  | { kind: "reset" }
  /** Nothing is said for a while, then the connection is closed. */
  | { kind: "silence"; ms: number };

export type Request = {
  method: string;
  /** Path segments, decoded. */
  path: string[];
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body(): Promise<Buffer>;
  /** Where the client reached us, such as http://127.0.0.1:8485. */
  origin: string;
};

const JSON_TYPE = { "content-type": "application/json; charset=UTF-8" };

export function reply(value: unknown, status = 200, headers: Record<string, string> = {}): Answer {
  return {
    kind: "reply",
    status,
    body: JSON.stringify(value),
    headers: { ...JSON_TYPE, ...headers },
  };
}
