// Runs the simulator as its own process.
import { readEnvironment } from "./config.ts";
import { createSimulator } from "./index.ts";

const simulator = createSimulator({
  ...readEnvironment(process.env),
  onError: (problem) => console.error("simulator: request failed", problem),
});
const { url } = await simulator.start();

let stopping = false;
function stop() {
  if (stopping) return;
  stopping = true;
  void simulator.stop().then(() => process.exit(0));
}
process.on("SIGTERM", stop);
process.on("SIGINT", stop);
// A parent that died takes its sandbox with it.
process.on("disconnect", stop);

if (process.send) process.send({ type: "ready", url });
else console.log(`WhatsApp simulator at ${url} (credentials: ${url}/_sim/config)`);
