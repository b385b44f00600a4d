// A server on this machine that answers what a test wants, and remembers what it was asked.

import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export type Asked = { method: string; url: string; headers: IncomingHttpHeaders; body: string };

export type LocalServer = {
  url: string;
  asked: Asked[];
  /** Ends every connection that is open, in the middle of whatever it is saying. */
  cut(): void;
};

export type Answer = (asked: Asked, response: ServerResponse, index: number) => void;

/** Gone when the test is over. */
export async function startServer(answer: Answer): Promise<LocalServer> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "", url = "", headers } = request;
      const one = { method, url, headers, body: Buffer.concat(chunks).toString("latin1") };
      answer(one, response, asked.push(one) - 1);
    });
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  onTestFinished(() => {
    server.closeAllConnections();
    return new Promise<void>((closed) => server.close(() => closed()));
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, asked, cut: () => server.closeAllConnections() };
}

export function json(response: ServerResponse, status: number, body: unknown, headers = {}): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}

/** A problem document, as far as a client reads it. */
export function problem(
  response: ServerResponse,
  status: number,
  code: string,
  more: { retryable?: boolean; maybe_sent?: boolean; headers?: Record<string, string> } = {},
): void {
  const { headers, ...facts } = more;
  const type = { "content-type": "application/problem+json", "request-id": "req_1" };
  response.writeHead(status, { ...type, ...headers });
  const unsure = { retryable: false, maybe_sent: false };
  response.end(
    JSON.stringify({ code, status, detail: `It is ${code}.`, request_id: "req_1", ...unsure, ...facts }),
  );
}
