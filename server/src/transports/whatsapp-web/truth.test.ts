// Nothing lost, nothing doubled, nothing claimed that is not so: sending and receiving while things break.

import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { OutgoingMessage } from "../transport.ts";
import { messageIdOf } from "./message-id.ts";
import { repeatable } from "./repeat.ts";
import { createSentMessages } from "./sent-messages.ts";
import { openAnew, openNext, send, text } from "./testing/rig.ts";
import type { Rig, RigOptions } from "./testing/rig.ts";
import { digits, startWhatsApp } from "./testing/whatsapp.ts";
import type { WhatsApp } from "./testing/whatsapp.ts";
import type { TestMemory } from "./testing/session-memory.ts";

let whatsapp: WhatsApp;
beforeAll(async () => {
  whatsapp = await startWhatsApp();
});
afterAll(() => whatsapp.stop());

const linked = (options?: RigOptions) => openAnew(whatsapp, options);

/** The second attempt at a message. */
function secondOf(message: OutgoingMessage): OutgoingMessage {
  return { ...message, correlation: message.correlation.replace(/\.1$/, ".2") };
}

function inOrder(words: readonly (string | undefined)[]): string[] {
  return words.map(String).toSorted((one, other) => one.localeCompare(other));
}

async function bodies(person: string): Promise<(string | undefined)[]> {
  return (await whatsapp.received(person)).map((message) => message.text?.body);
}

describe("sending", () => {
  test("a message is named before it leaves, and the name is the same at every attempt", () => {
    expect(messageIdOf("msg_0193a1b2.1")).toMatch(/^3EB0[0-9A-F]{18}$/);
    expect(messageIdOf("msg_0193a1b2.2")).toBe(messageIdOf("msg_0193a1b2.1"));
    expect(messageIdOf("msg_0193a1b3.1")).not.toBe(messageIdOf("msg_0193a1b2.1"));
  });

  test("what the person received is what was sent, with receipts in order", async () => {
    const rig = await linked();
    const message = text("+14155550200", "olá");
    const outcome = await send(rig, message);
    expect(outcome).toEqual({ kind: "accepted", providerMessageId: messageIdOf(message.correlation) });
    await vi.waitFor(() => {
      expect(rig.statuses(message.correlation).map(({ status }) => status)).toEqual(["delivered", "read"]);
    });
    expect(await bodies("+14155550200")).toEqual(["olá"]);
    await rig.session.close();
  });

  test("a message to somebody known costs one write, and no read", async () => {
    const rig = await linked();
    const person = "+14155550208";
    await send(rig, text(person, "first"));
    // What the first one brings about besides: the person's receipts, our token for them.
    const settled = (correlation: string) =>
      vi.waitFor(() => expect(rig.statuses(correlation).at(-1)?.status).toBe("read"));
    const second = text(person, "second");
    await send(rig, second);
    await settled(second.correlation);
    const types: string[][] = [];
    rig.memory.onWrite = (changes) => void types.push(changes.map(({ type }) => type).toSorted());
    const { reads } = rig.memory;
    const third = text(person, "third");
    expect(await send(rig, third)).toMatchObject({ kind: "accepted" });
    await settled(third.correlation);
    expect(types.map((all) => [...new Set(all)])).toEqual([["sent", "session"]]);
    expect(rig.memory.reads).toBe(reads);
    await rig.session.close();
  });

  const many = 300;
  test(`${many} messages to 20 people: each once, in order, all readable`, async () => {
    const rig = await linked();
    const to = (i: number) => `+1415556${String(1000 + (i % 20))}`;
    const before = await whatsapp.tally();
    for (let i = 0; i < many; i++) {
      expect(await send(rig, text(to(i), `n${i}`))).toMatchObject({ kind: "accepted" });
    }
    for (let person = 0; person < 20; person++) {
      const expected = Array.from({ length: many }, (_, i) => i).filter((i) => i % 20 === person);
      await vi.waitFor(async () => expect(await bodies(to(person))).toEqual(expected.map((i) => `n${i}`)));
    }
    const after = await whatsapp.tally();
    expect(after["undecryptable"]).toBe(before["undecryptable"]);
    await rig.session.close();
  }, 120_000);

  test("no ack: unknown; the same message sent again is the same message to the person", async () => {
    const rig = await linked();
    const person = "+14155550201";
    await whatsapp.putFaults({ people: { [digits(person)]: { lose_response: true, times: 1 } } });
    const first = text(person, "once");
    expect(await send(rig, first)).toMatchObject({ kind: "unknown", error: { code: "outcome_unknown" } });
    expect(await send(rig, secondOf(first))).toMatchObject({ kind: "accepted" });
    const received = await whatsapp.received(person);
    expect(received.map(({ id, text: { body } = { body: "" }, repeats }) => [id, body, repeats])).toEqual([
      [received[0]?.id, "once", 1],
    ]);
    await whatsapp.putFaults({});
    await rig.session.close();
  });

  test("a connection that drops after the message left: unknown, and the receipt settles it", async () => {
    const rig = await linked();
    await whatsapp.putFaults({ web: { drop_after: 1, ack_loss: 1 } });
    const message = text("+14155550202");
    expect(await send(rig, message)).toMatchObject({ kind: "unknown" });
    await whatsapp.putFaults({});
    await vi.waitFor(
      () => expect(rig.statuses(message.correlation).map(({ status }) => status)).toContain("read"),
      { timeout: 10_000 },
    );
    await rig.session.close();
  });

  test("463: refused, never to be tried again by itself", async () => {
    const rig = await linked();
    await whatsapp.putFaults({ people: { "14155550203": { ack_error: 463 } } });
    expect(await send(rig, text("+14155550203"))).toMatchObject({
      kind: "refused",
      error: { code: "sender_quality_restricted", providerCode: "463" },
    });
    await whatsapp.putFaults({});
    await rig.session.close();
  });

  test("479: later, with the recipient's devices asked for anew", async () => {
    const rig = await linked();
    await whatsapp.putFaults({ people: { "14155550204": { ack_error: 479, times: 1 } } });
    const message = text("+14155550204");
    expect(await send(rig, message)).toMatchObject({ kind: "later", scope: "message", counts: true });
    expect(await send(rig, secondOf(message))).toMatchObject({ kind: "accepted" });
    await rig.session.close();
  });

  test("a number that is not on WhatsApp is refused, and nothing is sent to it", async () => {
    const rig = await linked();
    const before = await whatsapp.tally();
    expect(await send(rig, text("+14155550002"))).toMatchObject({
      kind: "refused",
      error: { code: "recipient_undeliverable" },
    });
    expect((await whatsapp.tally())["messages"]).toBe(before["messages"]);
    const checked = await rig.session.checkNumbers(["+14155550002", "+14155550205"]);
    expect([...checked]).toEqual([
      ["+14155550002", null],
      ["+14155550205", "+14155550205"],
    ]);
    await rig.session.close();
  });

  test("a recipient who cannot decrypt it gets it again", async () => {
    const rig = await linked();
    await whatsapp.putFaults({ web: { phone_retry: 1 } });
    const before = await whatsapp.tally();
    await send(rig, text("+14155550206", "again"));
    await vi.waitFor(async () => expect(await bodies("+14155550206")).toEqual(["again"]), {
      timeout: 10_000,
    });
    expect((await whatsapp.tally())["phoneRetries"]).toBeGreaterThan(before["phoneRetries"]!);
    await whatsapp.putFaults({});
    await rig.session.close();
  });

  test("a message is repeated for a day, from the store, by its id alone", async () => {
    const rig = await linked();
    const message = text("+14155550207");
    await send(rig, message);
    await rig.session.close();
    const sent = createSentMessages(rig.memory);
    const id = messageIdOf(message.correlation);
    const { at } = (await sent.find(id))!;
    const hours = (count: number) => new Date(at + count * 3_600_000);
    expect(await repeatable(sent, id, hours(23))).toMatchObject({
      extendedTextMessage: { text: expect.any(String) },
    });
    expect(await repeatable(sent, id, hours(25))).toBeUndefined();
    expect(await repeatable(sent, "3EB0000000000000000000", hours(0))).toBeUndefined();
  });
});

describe("a process that dies", () => {
  test("before the ack: the next message is readable, the repeated one shown once", async () => {
    const rig = await linked();
    const person = "+14155550210";
    await send(rig, text(person, "first"));
    await whatsapp.putFaults({ people: { [digits(person)]: { lose_response: true, times: 1 } } });
    const doubtful = text(person, "doubtful");
    const before = await whatsapp.tally();
    const sending = send(rig, doubtful);
    await vi.waitFor(async () =>
      expect((await whatsapp.tally())["messages"]).toBeGreaterThan(before["messages"]!),
    );
    // What a kill at this moment leaves behind; the old process then never gets to write again.
    const left = rig.memory.copy();
    rig.memory.onWrite = () => {
      throw new Error("killed");
    };
    await rig.session.close();
    await sending;
    const reopened = await openNext(whatsapp, rig, left);
    expect(await send(reopened, text(person, "next"))).toMatchObject({ kind: "accepted" });
    expect(await send(reopened, secondOf(doubtful))).toMatchObject({ kind: "accepted" });
    await vi.waitFor(async () => expect(await bodies(person)).toEqual(["first", "doubtful", "next"]));
    const after = await whatsapp.tally();
    expect(after["undecryptable"]).toBe(before["undecryptable"]);
    await reopened.session.close();
  });

  test("25 times in the middle of sending: nothing lost, nothing doubled", async () => {
    let rig: Rig = await linked();
    const { address } = rig;
    const person = "+14155550211";
    const before = await whatsapp.tally();
    for (let round = 0; round < 25; round++) {
      const message = text(person, `round ${round}`);
      const writes = rig.memory.writes + (round % 4);
      const killed = new Promise<TestMemory>((resolve) => {
        rig.memory.onWrite = () => {
          if (rig.memory.writes < writes) return;
          resolve(rig.memory.copy());
          throw new Error("killed");
        };
      });
      const done = send(rig, message).then(() => rig.memory.copy());
      const left = await Promise.race([killed, done]);
      await rig.session.close();
      rig = await openNext(whatsapp, { address }, left);
      // The next message overtakes it, because messaging does not know yet what became of the first.
      expect(await send(rig, text(person, `after ${round}`))).toMatchObject({ kind: "accepted" });
      expect(await send(rig, secondOf(message))).toMatchObject({ kind: "accepted" });
    }
    const rounds = Array.from({ length: 25 }, (_, round) => round);
    const expected = rounds.flatMap((round) => [`after ${round}`, `round ${round}`]);
    await vi.waitFor(async () => expect(inOrder(await bodies(person))).toEqual(inOrder(expected)));
    expect((await whatsapp.tally())["undecryptable"]).toBe(before["undecryptable"]);
    await rig.session.close();
  }, 60_000);
});

describe("a store that refuses", () => {
  test("the keys: nothing leaves, the connection is built anew, and the next attempt passes", async () => {
    const rig = await linked();
    const person = "+14155550220";
    await send(rig, text(person, "before"));
    let refusals = 1;
    rig.memory.onWrite = (changes) => {
      if (refusals > 0 && changes.some(({ type }) => type === "session")) {
        refusals--;
        throw new Error("no");
      }
    };
    const message = text(person, "after");
    expect(await send(rig, message)).toMatchObject({ kind: "later" });
    await rig.reaches("reconnecting", "memory_failing");
    await rig.reaches("connected");
    expect(await bodies(person)).toEqual(["before"]);
    expect(await send(rig, secondOf(message))).toMatchObject({ kind: "accepted" });
    await vi.waitFor(async () => expect(await bodies(person)).toEqual(["before", "after"]));
    await rig.session.close();
  });

  test("the message itself: it does not leave", async () => {
    const rig = await linked();
    rig.memory.onWrite = (changes) => {
      if (changes.some(({ type }) => type === "sent")) throw new Error("no");
    };
    expect(await send(rig, text("+14155550221"))).toMatchObject({ kind: "later" });
    expect(await bodies("+14155550221")).toEqual([]);
    await rig.session.close();
  });
});

describe("receiving", () => {
  test("a message is told with its sender's number, LID and name", async () => {
    const rig = await linked();
    const id = await whatsapp.reply("+14155550230", rig.address, "oi");
    await vi.waitFor(() => expect(rig.inbound()).toHaveLength(1));
    expect(rig.inbound()[0]).toMatchObject({
      from: "+14155550230",
      fromLid: expect.stringMatching(/^\d+@lid$/),
      name: expect.stringMatching(/./),
      type: "text",
      body: { text: { body: "oi" } },
    });
    expect(id).toMatch(/./);
    await rig.session.close();
  });

  test("signs that no database keeps are left out, and do not make it come again for ever", async () => {
    const rig = await linked();
    await whatsapp.reply("+14155550234", rig.address, "a\0b\ud800c");
    await vi.waitFor(() => expect(rig.inbound()).toHaveLength(1));
    expect(JSON.stringify(rig.inbound())).not.toMatch(/\\u0000|\\ud800/);
    expect(JSON.stringify(rig.inbound()[0]?.body["text"])).toMatch(/^{"body":"ab.*c"}$/);
    await rig.session.close();
  });

  test("what was written while we were away is there when we come back", async () => {
    const rig = await linked();
    await rig.session.close();
    await whatsapp.reply("+14155550231", rig.address, "are you there?");
    const again = await openNext(whatsapp, rig, rig.memory);
    await vi.waitFor(() =>
      expect(again.inbound().map(({ body }) => body["text"])).toEqual([{ body: "are you there?" }]),
    );
    await again.session.close();
  });

  test("a message is confirmed only once it is durable: until then WhatsApp delivers it again", async () => {
    let refusals = 2;
    const rig = await linked({
      keep: async (events) => {
        if (events.some(({ kind }) => kind === "inbound") && refusals-- > 0) throw new Error("no room");
      },
    });
    await whatsapp.reply("+14155550232", rig.address, "do not lose me");
    await rig.reaches("reconnecting", "memory_failing");
    await vi.waitFor(
      () => expect(rig.inbound().map(({ body }) => body["text"])).toEqual([{ body: "do not lose me" }]),
      { timeout: 15_000 },
    );
    expect((await whatsapp.tally())["deviceRetries"]).toBe(0);
    await rig.session.close();
  }, 30_000);

  test("the number of an option is the press of its button", async () => {
    const rig = await linked();
    const button = (id: string, title: string) => ({ type: "reply" as const, reply: { id, title } });
    const buttons = [button("yes", "Yes"), button("no", "No, thanks")];
    const interactive = { type: "button" as const, body: { text: "Change?" }, action: { buttons } };
    const outcome = await send(rig, {
      ...text("+14155550233"),
      message: { type: "interactive", interactive },
    });
    await vi.waitFor(async () =>
      expect(await bodies("+14155550233")).toEqual(["Change?\n\n1. Yes\n2. No, thanks"]),
    );
    await whatsapp.reply("+14155550233", rig.address, "2");
    await vi.waitFor(() => expect(rig.inbound()).toHaveLength(1));
    expect(rig.inbound()[0]).toMatchObject({
      type: "interactive",
      body: {
        interactive: { type: "button_reply", button_reply: { id: "no", title: "No, thanks" } },
        context: { id: outcome.kind === "accepted" ? outcome.providerMessageId : "" },
        text: { body: "2" },
      },
    });
    await rig.session.close();
  });
});
