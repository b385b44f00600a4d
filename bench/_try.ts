import { createServer } from "node:http";
import autocannon from "autocannon";
if (process.argv[2] === "server") {
  const s = createServer((q, r) => { const c: Buffer[] = []; q.on("data", (d) => c.push(d)); q.on("end", () => { r.writeHead(202, { "content-type": "application/json" }); r.end('{"ok":true}'); }); });
  s.listen(9911);
} else {
  let n = 0;
  const run = (connections: number) => autocannon({ url: "http://127.0.0.1:9911/v1/messages", connections, duration: 6, method: "POST",
    headers: { "content-type": "application/json", authorization: "Bearer x" },
    setupClient: (c) => { const next = () => c.setHeadersAndBody({ "content-type": "application/json", authorization: "Bearer x" }, JSON.stringify({ to: `+1415${String(5550000 + n++)}`, type: "text", text: { body: "Your order is on its way" } })); next(); c.on("response", next); } } as autocannon.Options);
  const run2 = (connections: number) => autocannon({ url: "http://127.0.0.1:9911", connections, duration: 6, 
    requests: [{ method: "POST", path: "/v1/messages", headers: { "content-type": "application/json", authorization: "Bearer x" }, setupRequest: (r) => ({ ...r, body: JSON.stringify({ to: `+1415${String(5550000 + n++)}`, type: "text", text: { body: "Your order is on its way" } }) }) }] });
  for (const [k, f] of Object.entries({ run, run2 })) for (const c of [256, 16]) { const r = await f(c); console.log(k, c, r.requests.average, r.latency.p50, r.latency.p99, process.cpuUsage()); }
}
