// The baseline: a bare node:http server that reads the body and answers, and checks a webhook's signature.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { verifySignature } from "../server/src/transports/cloud-api/index.ts";

const [secret = ""] = process.argv.slice(2);
const answer = Buffer.from('{"ok":true}');
const head = { "content-type": "application/json", "content-length": answer.length };

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    response.writeHead(statusFor(request.url ?? "", request.headers["x-hub-signature-256"], chunks), head);
    response.end(answer);
  });
});
server.listen(0, "127.0.0.1", () => {
  process.send?.({ type: "ready", port: (server.address() as AddressInfo).port });
});
process.on("SIGTERM", () => process.exit(0));

function statusFor(url: string, signature: string | string[] | undefined, chunks: Buffer[]): number {
  if (!url.startsWith("/hooks/")) return 202;
  const body = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
  return verifySignature(body, String(signature), [secret]) ? 200 : 401;
}
