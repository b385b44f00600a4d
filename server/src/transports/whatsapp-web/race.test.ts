// Both sides write first at the same moment, and then go on over each other: every message must be readable.

import { makeCacheableSignalKeyStore, makeWASocket } from "baileys";
import type { SignalDataSet, WASocket } from "baileys";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { initAuthCreds } from "baileys";
import { decodeKey, encodeValue } from "./keys/rows.ts";
import { baileysLogger } from "./log.ts";
import { libsignal } from "./repairs/libsignal.ts";
import { decryptSafely, unsafely } from "./repairs/safe-decrypt.ts";
import { trusting } from "./repairs/signatures.ts";
import { openLinked, send, text } from "./testing/rig.ts";
import { createTestMemory } from "./testing/session-memory.ts";
import { startWhatsApp } from "./testing/whatsapp.ts";
import type { WhatsApp } from "./testing/whatsapp.ts";

/** A store as far away as a database: without it the races do not show. */
const storeMs = 2;
const count = 60;
/** Of theirs, while one of ours is under way. */
const atOnce = 3;

let whatsapp: WhatsApp;
beforeAll(async () => {
  whatsapp = await startWhatsApp({ faults: { web: { latency_ms: { min: 5, max: 5 } } } });
});
afterAll(() => whatsapp.stop());

describe("a conversation in which both sides write at once", () => {
  test("is readable from the first message to the last", async () => {
    const address = "+5511930000001";
    const rig = await openLinked(whatsapp, { address });
    rig.memory.delayMs = storeMs;
    const before = await whatsapp.tally();
    const person = "+14155550300";
    for (let i = 0; i < count; i++) {
      const [outcome] = await Promise.all([
        send(rig, text(person, `out ${i}`)),
        writeMeanwhile(person, address),
      ]);
      expect(outcome).toMatchObject({ kind: "accepted" });
    }
    await vi.waitFor(
      () =>
        expect(new Set(rig.inbound().map(({ providerMessageId }) => providerMessageId)).size).toBe(
          count * atOnce,
        ),
      {
        timeout: 15_000,
      },
    );
    const after = await whatsapp.tally();
    expect(trouble(after)).toBe(trouble(before));
    await rig.session.close();
  }, 60_000);

  test("is not, without the lock and the safe decryption", async () => {
    libsignal.SessionCipher.prototype.decryptWithSessions = unsafely;
    const before = await whatsapp.tally();
    const { socket, address } = await linkStock("+5511930000002");
    try {
      const person = "+14155550301";
      // How soon is chance, and the faster the machine is, the longer it takes.
      while (trouble(await whatsapp.tally()) === trouble(before)) {
        await Promise.all([
          socket.sendMessage("14155550301@s.whatsapp.net", { text: "out" }).catch(() => {}),
          writeMeanwhile(person, address),
        ]);
      }
    } finally {
      decryptSafely();
      await socket.end(undefined);
    }
  }, 60_000);
});

/** One message after another, so that some come while ours is encrypted, and some while its ratchet is kept. */
async function writeMeanwhile(person: string, address: string): Promise<void> {
  for (let i = 0; i < atOnce; i++) await whatsapp.reply(person, address, "in");
}

/** Messages that either side could not read at first. */
function trouble({ undecryptable = 0, deviceRetries = 0 }: Record<string, number>): number {
  return undecryptable + deviceRetries;
}

/** Baileys as it comes, over a store of the same speed. */
async function linkStock(address: string): Promise<{ socket: WASocket; address: string }> {
  const store = slowStore();
  const creds = initAuthCreds();
  const open = (): WASocket => {
    const logger = baileysLogger(() => {});
    const keys = makeCacheableSignalKeyStore(store, logger);
    const config = { waWebSocketUrl: whatsapp.endpoint.webSocketUrl, logger, auth: { creds, keys } };
    const socket = trusting(whatsapp.endpoint.rootKey, () => makeWASocket(config));
    socket.ev.on("creds.update", (update) => void Object.assign(creds, update));
    return socket;
  };
  const first = open();
  const qr = await new Promise<string>((resolve) =>
    first.ev.on("connection.update", (update) => void (update.qr !== undefined && resolve(update.qr))),
  );
  const ended = new Promise<void>((resolve) =>
    first.ev.on("connection.update", ({ connection }) => void (connection === "close" && resolve())),
  );
  await whatsapp.scan(address, qr);
  await ended;
  const socket = open();
  await new Promise<void>((resolve) =>
    socket.ev.on("connection.update", ({ connection }) => void (connection === "open" && resolve())),
  );
  return { socket, address };
}

function slowStore(): Parameters<typeof makeCacheableSignalKeyStore>[0] {
  const memory = createTestMemory();
  memory.delayMs = storeMs;
  return {
    get: async (type, ids) => {
      const found = await memory.read(type, ids);
      return Object.fromEntries([...found].map(([id, row]) => [id, decodeKey(type, row)]));
    },
    set: async (data: SignalDataSet) => {
      const changes = Object.entries(data).flatMap(([type, entries]) =>
        Object.entries(entries).map(([id, value]) => ({
          type,
          id,
          value: value === null ? null : encodeValue(value),
        })),
      );
      await memory.write(changes);
    },
  };
}
