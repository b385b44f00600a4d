// Messages one after another and at once over a store that is slow, refuses or dies: what is on the wire never
// knows more than the store.

import { initAuthCreds } from "baileys";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FrameNotSent, holdFrames } from "./frames.ts";
import { sending } from "./keys/signal-repository.ts";
import { createVault } from "./keys/vault.ts";
import { createTestMemory } from "./testing/session-memory.ts";
import type { TestMemory } from "./testing/session-memory.ts";

type Frame = { contact: string; step: number; id: string };

/** A line as far as it is about keys: a contact's ratchet is a number, and each message takes the next one. */
function startLine(memory: TestMemory, wire: Frame[] = []) {
  const faults: Error[] = [];
  const vault = createVault({ memory, creds: initAuthCreds(), onFault: () => void faults.push(new Error()) });
  const raw = {
    send: (bytes: Uint8Array, done: (error?: Error) => void): void => {
      const frame = JSON.parse(Buffer.from(bytes).toString()) as Frame;
      const isKept = stepOf(memory, frame.contact) > frame.step && memory.rows.has(`sent/${frame.id}`);
      wire.push(frame);
      done(isKept ? undefined : new Error(`${frame.id} left before its keys were durable`));
    },
  };
  holdFrames(raw, vault);
  return { vault, raw, wire, faults };
}

type Line = ReturnType<typeof startLine>;

function stepOf(memory: TestMemory, contact: string): number {
  const row = memory.rows.get(`session/${contact}`);
  return row ? Number(JSON.parse(JSON.parse(Buffer.from(row).toString()))) : 0;
}

async function takeStep({ vault }: Line, contact: string): Promise<number> {
  const row: unknown = (await vault.keys.get("session", [contact]))[contact];
  const step = Number(row ?? 0);
  // Longer than a turn of the event loop, as a second device of the person would be.
  await new Promise((tick) => setImmediate(tick));
  await vault.keys.set({ session: { [contact]: String(step + 1) as never } });
  return step;
}

/** `failed`: it was let go, and its keys were not durable. */
type Result = "left" | "held" | "failed";

async function sendMessage(line: Line, contact: string, id: string): Promise<Result> {
  const progress = { along: null, encrypted: false, mayHaveLeft: false, calledOff: false };
  const work = async (): Promise<void> => {
    const step = await takeStep(line, contact);
    await line.vault.put({ type: "sent", id, value: Buffer.from(id) });
    progress.encrypted = true;
    await transmit(line, { contact, step, id });
  };
  try {
    await sending.run(progress, () => line.vault.keys.transaction(work, contact));
    return "left";
  } catch {
    return progress.mayHaveLeft ? "failed" : "held";
  }
}

function transmit({ raw }: Line, frame: Frame): Promise<void> {
  return new Promise((resolve, reject) =>
    raw.send(Buffer.from(JSON.stringify(frame)), (error) => (error ? reject(error) : resolve())),
  );
}

/** What a contact writes moves the same ratchet, and sends nothing. */
function receive(line: Line, contact: string): Promise<unknown> {
  return line.vault.keys.transaction(() => takeStep(line, contact), contact).catch(() => undefined);
}

const contact = fc.constantFrom("ana", "bia", "caio");
const act = fc.record({ does: fc.constantFrom("send", "send", "receive"), contact, pause: fc.nat(3) });
type Act = typeof act extends fc.Arbitrary<infer Value> ? Value : never;

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((tick) => setImmediate(tick));
}

async function perform(line: Line, acts: readonly Act[], name: string): Promise<Result[]> {
  const results: Promise<Result>[] = [];
  const others: Promise<unknown>[] = [];
  for (const [number, { does, contact: to, pause }] of acts.entries()) {
    if (does === "send") results.push(sendMessage(line, to, `${name}${number}`));
    else others.push(receive(line, to));
    await turns(pause);
  }
  await Promise.all(others);
  return await Promise.all(results);
}

describe("whatever is under way at once", () => {
  const acts = fc.array(act, { minLength: 1, maxLength: 12 });
  const death = fc.record({ write: fc.nat(8), how: fc.constantFrom("refuses", "dies before", "dies after") });

  test("no key is used twice, whichever write fails or is the last", async () => {
    await fc.assert(
      fc.asyncProperty(acts, acts, death, async (before, after, { write, how }) => {
        const memory = createTestMemory();
        const steps = new Map<string, number>();
        let copy: TestMemory | null = null;
        let wireThen = -1;
        const line = startLine(memory);
        const original = memory.write.bind(memory);
        memory.write = async (changes) => {
          await turns(2);
          if (memory.writes >= write && how !== "dies after") {
            copy ??= memory.copy();
            wireThen = wireThen < 0 ? line.wire.length : wireThen;
            throw new Error(how);
          }
          await original(changes);
          for (const { type, id } of changes) {
            if (type !== "session") continue;
            expect(stepOf(memory, id)).toBeGreaterThan(steps.get(id) ?? 0);
            steps.set(id, stepOf(memory, id));
          }
          if (memory.writes > write && how === "dies after") {
            copy ??= memory.copy();
            await turns(1);
            throw new Error(how);
          }
        };
        const results = await perform(line, before, "a");
        // Nothing after what was refused.
        if (wireThen >= 0) expect(line.wire.length).toBe(wireThen);
        expect(results.filter((result) => result === "left")).toHaveLength(line.wire.length);
        expect(results).not.toContain("failed");
        const sentSoFar = line.wire.length;
        await line.vault.close().catch(() => undefined);
        expect(line.wire).toHaveLength(sentSoFar);
        await perform(startLine(copy ?? memory, line.wire), after, "b");
        const keys = line.wire.map(({ contact: to, step }) => `${to} ${step}`);
        expect(new Set(keys).size).toBe(keys.length);
      }),
      { numRuns: 100 },
    );
  });

  test("messages leave in the order in which they took their keys, and share writes", async () => {
    const memory = createTestMemory();
    const line = startLine(memory);
    const original = memory.write.bind(memory);
    memory.write = async (changes) => {
      await turns(20);
      await original(changes);
    };
    const ids = Array.from({ length: 20 }, (_, number) => `m${number}`);
    const results = await Promise.all(ids.map((id) => sendMessage(line, "ana", id)));
    expect(new Set(results)).toEqual(new Set(["left"]));
    expect(line.wire.map(({ id }) => id)).toEqual(ids);
    expect(line.wire.map(({ step }) => step)).toEqual(Array.from(ids.keys()));
    expect(memory.writes).toBeLessThan(ids.length / 2);
  });
});

describe("a frame that is held back", () => {
  test("for good lets none follow", async () => {
    const memory = createTestMemory();
    const line = startLine(memory);
    memory.onWrite = () => {
      throw new Error("no");
    };
    expect(await sendMessage(line, "ana", "m1")).toBe("held");
    memory.onWrite = () => {};
    await expect(transmit(line, { contact: "ana", step: -1, id: "m1" })).rejects.toThrow(FrameNotSent);
    expect([line.wire, line.faults.length]).toEqual([[], 1]);
  });

  test("does not leave when the session has passed to another process while its keys were written", async () => {
    const memory = createTestMemory();
    const line = startLine(memory);
    expect(await sendMessage(line, "ana", "before")).toBe("left");
    const original = memory.write.bind(memory);
    memory.write = async (changes) => {
      await original(changes);
      // The process slept just then, and longer than its lease.
      memory.held = false;
    };
    expect(await sendMessage(line, "ana", "while it slept")).toBe("held");
    expect(await sendMessage(line, "bia", "afterwards")).toBe("held");
    expect(line.wire.map(({ id }) => id)).toEqual(["before"]);
  });

  test("does not leave once its message is called off, and nothing does after it", async () => {
    const memory = createTestMemory();
    const line = startLine(memory);
    const progress = { along: null, encrypted: true, mayHaveLeft: false, calledOff: false };
    memory.write = () => turns(3);
    const first = sending.run(progress, () =>
      line.vault.keys.transaction(async () => {
        await takeStep(line, "ana");
        const leaving = transmit(line, { contact: "ana", step: 0, id: "m1" });
        progress.calledOff = true;
        await leaving;
      }, "ana"),
    );
    await expect(first).rejects.toThrow(FrameNotSent);
    await expect(transmit(line, { contact: "ana", step: -1, id: "m1" })).rejects.toThrow(FrameNotSent);
    expect([line.wire, progress.mayHaveLeft]).toEqual([[], false]);
  });
});
