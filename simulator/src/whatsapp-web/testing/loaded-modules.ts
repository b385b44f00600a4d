// Run as a process of its own: tells whether the protocol library is in memory before and after it is needed.
import { createRequire } from "node:module";
import { createSimulator } from "../../index.ts";

/** The library's CommonJS parts show in the cache of required modules; libsignal is one. */
const isLoaded = () =>
  Object.keys(createRequire(import.meta.url).cache).some((path) => path.includes("libsignal"));

const simulator = createSimulator();
const { url } = await simulator.start();
await fetch(`${url}/_sim/config`);
await fetch(`${url}/_sim/ledger`);
const before = isLoaded();
await fetch(`${url}/_sim/web`);
const after = isLoaded();
await simulator.stop();
process.send?.({ before, after }, () => process.exit(0));
