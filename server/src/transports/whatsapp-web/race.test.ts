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
import { startWhatsApp } from "./testing/whatsapp.ts";
import type { WhatsApp } from "./testing/whatsapp.ts";

/** A store as far away as a database: without it the races do not show. */
const storeMs = 2;
const count = 60;

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
    await Promise.all([
      each(async (i) =>
        expect(await send(rig, text(person, `out ${i}`))).toMatchObject({ kind: "accepted" }),
      ),
      each(async (i) => {
        await whatsapp.reply(person, address, `in ${i}`);
        await pause(6);
      }),
    ]);
    await vi.waitFor(
      () => expect(new Set(rig.inbound().map(({ providerMessageId }) => providerMessageId)).size).toBe(count),
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
      await Promise.all([
        each(async (i) => {
          await socket.sendMessage("14155550301@s.whatsapp.net", { text: `out ${i}` }).catch(() => {});
        }),
        each(async (i) => {
          await whatsapp.reply(person, address, `in ${i}`);
          await pause(6);
        }),
      ]);
      await vi.waitFor(async () => expect(trouble(await whatsapp.tally())).toBeGreaterThan(trouble(before)));
    } finally {
      decryptSafely();
      await socket.end(undefined);
    }
  }, 60_000);
});

/** Messages that either side could not read at first. */
function trouble({ undecryptable = 0, deviceRetries = 0 }: Record<string, number>): number {
  return undecryptable + deviceRetries;
}

/** Baileys as it comes, over a store of the same speed. */
async function linkStock(address: string): Promise<{ socket: WASocket; address: string }> {
  const rows = new Map<string, Uint8Array>();
  const creds = initAuthCreds();
  const open = (): WASocket => {
    const logger = baileysLogger(() => {});
    const keys = makeCacheableSignalKeyStore(slowStore(rows), logger);
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

function slowStore(rows: Map<string, Uint8Array>): Parameters<typeof makeCacheableSignalKeyStore>[0] {
  return {
    get: async (type, ids) => {
      await pause(storeMs);
      const found = ids.map((id) => [id, rows.get(`${type}/${id}`)] as const);
      return Object.fromEntries(found.flatMap(([id, row]) => (row ? [[id, decodeKey(type, row)]] : [])));
    },
    set: async (data: SignalDataSet) => {
      await pause(storeMs);
      for (const [type, entries] of Object.entries(data)) {
        for (const [id, value] of Object.entries(entries)) {
          if (value === null) rows.delete(`${type}/${id}`);
          else rows.set(`${type}/${id}`, encodeValue(value));
        }
      }
    },
  };
}

async function each(act: (i: number) => Promise<void>): Promise<void> {
  for (let i = 0; i < count; i++) await act(i);
}

async function pause(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}
