// A Graph server on loopback for tests of this transport: it does what each phone number is told to do, and
// sends signed webhooks. The simulator is the whole provider; this shows the wire's rare moments on demand.

import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";

export type Received = {
  path: string;
  authorization: string | undefined;
  /** As it came. */
  text: string;
  body: Readonly<Record<string, unknown>>;
};

export type LoopbackGraph = {
  origin: string;
  received: readonly Received[];
  /** How many requests were in flight at the worst moment. */
  peak(): number;
  stop(): Promise<void>;
};

/** Answers one request; whatever it does not answer, it leaves open. */
export type Respond = (received: Received, response: ServerResponse) => void;

export async function startLoopbackGraph(respond: Respond): Promise<LoopbackGraph> {
  const received: Received[] = [];
  let inFlight = 0;
  let peak = 0;
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    peak = Math.max(peak, ++inFlight);
    response.on("close", () => inFlight--);
    const text = await read(request);
    const entry = {
      path: request.url ?? "",
      authorization: request.headers.authorization,
      text,
      body: bodyOf(request, text),
    };
    received.push(entry);
    respond(entry, response);
  };
  const server = createServer((request, response) => void serve(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    origin: `http://127.0.0.1:${port}`,
    received,
    peak: () => peak,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

export function answer(response: ServerResponse, status: number, body: unknown, headers = {}): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(typeof body === "string" ? body : JSON.stringify(body));
}

export function accepted(id: string): Record<string, unknown> {
  return { messaging_product: "whatsapp", messages: [{ id, message_status: "accepted" }] };
}

export function graphError(code: number, more: Record<string, unknown> = {}): Record<string, unknown> {
  return { error: { message: `(#${code}) Something`, type: "OAuthException", code, ...more } };
}

export function sign(rawBody: Buffer, appSecret: string): string {
  return `sha256=${createHmac("sha256", appSecret).update(rawBody).digest("hex")}`;
}

/** Empty for a form, and for none. */
function bodyOf(request: IncomingMessage, text: string): Received["body"] {
  const isJson = request.headers["content-type"] === "application/json" && text !== "";
  return isJson ? (JSON.parse(text) as Received["body"]) : {};
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}
