// A provider that fails at everything and says in its errors all it was told, tokens included.

import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";

export type EchoingProvider = { url: string; requests: () => number; stop(): void };

export async function startEchoingProvider(): Promise<EchoingProvider> {
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    void echoOf(request).then((echo) => {
      response.writeHead(requests % 2 === 0 ? 401 : 500, {
        "content-type": "application/json",
        "x-echo": "1",
      });
      response.end(JSON.stringify({ error: { message: echo, type: "Echo", code: 190 }, message: echo }));
    });
  });
  // A tenant's server is reached on its program's port only; another story's has another loopback address.
  const [a = 0, b = 0, c = 0] = randomBytes(3);
  const host = `127.${a}.${b}.${(c % 253) + 2}`;
  await new Promise<void>((resolve) => server.listen(3_000, host, resolve));
  return {
    url: `http://${host}:3000`,
    requests: () => requests,
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function echoOf(request: IncomingMessage): Promise<string> {
  return `${request.method} ${request.url} ${JSON.stringify(request.headers)} ${await text(request)}`;
}
