// What is said of transports without loading their drivers is what their drivers say.

import { messageTypes } from "@waypost/contract";
import { expect, test } from "vitest";
import { type AttachedConfig, readConfig } from "../config.ts";
import { createGatewayTransports } from "../gateway-transports.ts";
import { createLog } from "../kernel/log.ts";
import { createLinkedTransports } from "../linked-transports.ts";
import { carriedTypes } from "../routing/index.ts";
import type { Transport } from "../transports/transport.ts";

const provide = (transport: Transport): Transport => transport;
const none = (): Promise<never> => Promise.reject(new Error("no file is asked for"));
const files = { provide, fetchLink: none, download: { fetch: none, bytesMax: 0 } };

function config(): AttachedConfig {
  const read = readConfig({});
  if ("problems" in read) throw new Error(read.problems.join());
  return { ...read, databaseUrl: "postgresql://nowhere", masterKey: Buffer.alloc(32) };
}

test.each(["dialog360", "waha", "wasender"] as const)("%s carries what its driver does", (transport) => {
  const driver = createGatewayTransports(config(), files)({ transport, mode: "live" });
  expect(carriedTypes(transport)).toEqual(driver?.capabilities.messageTypes);
});

test("a linked phone carries what its driver does", async () => {
  const log = createLog({ level: "silent", role: "control", phoneKey: Buffer.alloc(32) });
  const driver = await createLinkedTransports(config(), log, files)({ mode: "live" });
  expect(carriedTypes("whatsapp_web")).toEqual(driver?.capabilities.messageTypes);
});

test("Meta's own road carries everything, in the sandbox as well", () => {
  for (const transport of ["cloud_api", "sandbox"] as const)
    expect(carriedTypes(transport)).toEqual(new Set(messageTypes));
});
