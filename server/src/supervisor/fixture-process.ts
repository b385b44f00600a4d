// A stand-in for control, transport or simulator: serves its port, says what happens to it, and drains when
// told to.
import { once } from "node:events";
import { createServer } from "node:http";
import { endWithParent } from "./end-with-parent.ts";

const [name = ""] = process.argv.slice(2);
const ports: Record<string, string | undefined> = {
  control: process.env["WAYPOST_PORT"],
  simulator: process.env["WAYPOST_SIMULATOR_PORT"],
};

if (process.env["FIXTURE_FAILS"] === name) process.exit(3);
endWithParent();
const server = createServer((_request, response) => response.end("{}")).listen(
  Number(ports[name] ?? 0),
  "127.0.0.1",
);
await once(server, "listening");

process.on("SIGTERM", () => {
  // Control has something in flight, which is finished when the test says so; the others have nothing.
  if (name === "control") process.once("SIGUSR2", end);
  console.log(`${name} drains`);
  if (name !== "control") end();
});
process.send?.({ type: "ready" });
console.log(`${name} ready ${process.pid}`);

function end(): void {
  console.log(`${name} drained`);
  process.exit(0);
}
