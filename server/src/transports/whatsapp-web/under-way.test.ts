// Several messages of one session under way at once, over a real Baileys: readable, and none twice.

import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { OutgoingMessage } from "../transport.ts";
import { openAnew, openNext, send, text } from "./testing/rig.ts";
import type { Rig } from "./testing/rig.ts";
import type { TestMemory } from "./testing/session-memory.ts";
import { startWhatsApp } from "./testing/whatsapp.ts";
import type { WhatsApp } from "./testing/whatsapp.ts";

const atOnce = 4;
/** As far away as a database. */
const storeMs = 5;

let whatsapp: WhatsApp;
beforeAll(async () => {
  whatsapp = await startWhatsApp();
});
afterAll(() => whatsapp.stop());

async function bodies(person: string): Promise<(string | undefined)[]> {
  return (await whatsapp.received(person)).map((message) => message.text?.body);
}

function secondOf(message: OutgoingMessage): OutgoingMessage {
  return { ...message, correlation: message.correlation.replace(/\.1$/, ".2") };
}

function inOrder(words: readonly (string | undefined)[]): string[] {
  return words.map(String).toSorted((one, other) => one.localeCompare(other));
}

async function undecryptable(): Promise<number> {
  return (await whatsapp.tally())["undecryptable"] ?? 0;
}

describe("messages that are under way at once", () => {
  test("to one person are all readable, as is what they write, and share the store's writes", async () => {
    const rig = await openAnew(whatsapp);
    const person = "+14155550400";
    await send(rig, text(person, "first"));
    const before = { unreadable: await undecryptable(), writes: rig.memory.writes };
    rig.memory.delayMs = storeMs;
    const rounds = 15;
    for (let round = 0; round < rounds; round++) {
      const messages = Array.from({ length: atOnce }, (_, one) => text(person, `${round}.${one}`));
      const reply = whatsapp.reply(person, rig.address, "in");
      const outcomes = await Promise.all(messages.map((message) => send(rig, message)));
      expect(outcomes.map(({ kind }) => kind)).toEqual(messages.map(() => "accepted"));
      await reply;
    }
    await vi.waitFor(async () => expect(new Set(await bodies(person)).size).toBe(1 + rounds * atOnce));
    expect(await bodies(person)).toHaveLength(1 + rounds * atOnce);
    await vi.waitFor(() => expect(rig.inbound()).toHaveLength(rounds));
    expect(await undecryptable()).toBe(before.unreadable);
    expect((await whatsapp.tally())["deviceRetries"]).toBe(0);
    expect(rig.memory.writes - before.writes).toBeLessThan(rounds * atOnce);
    await rig.session.close();
  }, 60_000);

  test("when the process dies, 15 times: nothing lost, nothing doubled, everything readable", async () => {
    let rig: Rig = await openAnew(whatsapp);
    const { address } = rig;
    const people = Array.from({ length: atOnce }, (_, one) => `+1415555041${Math.floor(one / 2)}`);
    const before = await undecryptable();
    const expected: string[] = [];
    for (let round = 0; round < 15; round++) {
      const messages = people.map((person, one) => text(person, `${round}.${one}`));
      expected.push(...messages.map((_, one) => `${round}.${one}`));
      rig.memory.delayMs = 1;
      const writes = rig.memory.writes + (round % 4);
      const killed = new Promise<TestMemory>((resolve) => {
        rig.memory.onWrite = () => {
          if (rig.memory.writes < writes) return;
          resolve(rig.memory.copy());
          throw new Error("killed");
        };
      });
      const { memory } = rig;
      const done = Promise.all(messages.map((message) => send(rig, message))).then(() => memory.copy());
      const left = await Promise.race([killed, done]);
      await rig.session.close();
      await done;
      rig = await openNext(whatsapp, { address }, left);
      for (const message of messages) {
        expect(await send(rig, secondOf(message))).toMatchObject({ kind: "accepted" });
      }
    }
    const arrived = async () => [...(await bodies(people[0]!)), ...(await bodies(people.at(-1)!))];
    await vi.waitFor(async () => expect(inOrder(await arrived())).toEqual(inOrder(expected)));
    expect(await undecryptable()).toBe(before);
    await rig.session.close();
  }, 60_000);
});
