// A webhook consumer that does nothing but count: who came, and how long after what they tell of.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

let ids = new Set<string>();
let [count, firstAt, lastAt] = [0, 0, 0];
let lateMs: number[] = [];

const server = createServer((request, response) => {
  const path = request.url ?? "";
  if (path === "/stats") return void response.end(JSON.stringify(stats()));
  if (path === "/reset") {
    ids = new Set();
    [count, firstAt, lastAt] = [0, 0, 0];
    lateMs = [];
    return void response.end("{}");
  }
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => void chunks.push(chunk));
  request.on("end", () => {
    if (path.startsWith("/hang")) return;
    hear(path + String(request.headers["webhook-id"]), Buffer.concat(chunks).toString());
    response.writeHead(204).end();
  });
});
server.listen(0, "127.0.0.1", () => {
  process.send?.({ type: "ready", port: (server.address() as AddressInfo).port });
});
process.on("SIGTERM", () => process.exit(0));

function hear(id: string, body: string): void {
  const now = Date.now();
  count += 1;
  if (firstAt === 0) firstAt = now;
  lastAt = now;
  if (ids.has(id)) return;
  ids.add(id);
  const at = /"timestamp":"([^"]+)"/.exec(body)?.[1];
  if (at !== undefined) lateMs.push(now - Date.parse(at));
}

function stats() {
  const sorted = lateMs.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? 0;
  const seconds = (lastAt - firstAt) / 1_000;
  return { count, distinct: ids.size, seconds, p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99) };
}
