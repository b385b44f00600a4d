// Live and test senders of one process: each gets a transport of its own world, and neither waits for the
// other.

import { createSimulator, type Simulator } from "@waypost/simulator";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type AttachedConfig, readConfig } from "./config.ts";
import { createLog } from "./kernel/log.ts";
import { createLinkedTransports, type LinkedFiles } from "./linked-transports.ts";

let simulator: Simulator;
let port: number;
beforeAll(async () => {
  simulator = createSimulator({ port: 0 });
  port = Number(new URL((await simulator.start()).url).port);
});
afterAll(() => simulator.stop());

const log = createLog({ level: "silent", role: "transport", phoneKey: Buffer.alloc(32) });

const noFiles: LinkedFiles = {
  provide: (transport) => transport,
  fetchLink: () => Promise.reject(new Error("none")),
  download: { fetch: () => Promise.reject(new Error("none")), bytesMax: 0 },
};

function configWith(env: Record<string, string>): AttachedConfig {
  const config = readConfig(env);
  if ("problems" in config) throw new Error(config.problems.join());
  return { ...config, databaseUrl: "postgresql://nowhere", masterKey: Buffer.alloc(32) };
}

test("both have theirs, whoever comes first", async () => {
  for (const modes of [["live", "test"] as const, ["test", "live"] as const]) {
    const find = createLinkedTransports(configWith({ WAYPOST_SIMULATOR_PORT: String(port) }), log, noFiles);
    const [one, other] = await Promise.all(modes.map((mode) => find({ mode })));
    expect([one?.name, other?.name]).toEqual(["whatsapp_web", "whatsapp_web"]);
    expect(one).not.toBe(other);
    expect(await find({ mode: modes[0] })).toBe(one);
  }
});

test("a test sender waits for a simulator that is not up, and has its transport once it is", async () => {
  const late = createSimulator({ port: 0 });
  const { url } = await late.start();
  await late.stop();
  const find = createLinkedTransports(
    configWith({ WAYPOST_SIMULATOR_PORT: new URL(url).port }),
    log,
    noFiles,
  );
  expect(await find({ mode: "test" })).toBeNull();
  expect((await find({ mode: "live" }))?.name).toBe("whatsapp_web");
  const again = createSimulator({ port: Number(new URL(url).port) });
  await again.start();
  expect((await find({ mode: "test" }))?.name).toBe("whatsapp_web");
  await again.stop();
});
