// WhatsApp goes away for all sessions at once: each comes back by itself, and not all in the same second.
// RESTART_SESSIONS=300 is a large installation's.

import { expect, test, vi } from "vitest";
import { type Stack, startStack } from "../stack.ts";
import { linkPhones, sessionIn } from "./linked-phones.ts";
import { submit, type Wanted } from "./messages.ts";
import { type WhatsApp, whatsappOf } from "./whatsapp.ts";

const sessions = Number(process.env["RESTART_SESSIONS"] ?? 30);

/**
 * In any second, of thirty who without their gate come in one. It lets eight dial (life/dial-gate.test.ts), but a busy
 * machine lets in together those who dialled one after another.
 */
const arrivalsMax = 16;

test(
  "every session reconnects by itself, spread over time",
  async () => {
    const stack = await startStack();
    try {
      await run(stack);
    } finally {
      await stack.stop();
    }
  },
  180_000 + sessions * 3_000,
);

async function run(stack: Stack): Promise<void> {
  const whatsapp = whatsappOf(stack);
  const phones = await linkPhones(stack, whatsapp, sessions);
  const [simulator] = stack.processes().simulator;
  if (simulator === undefined) throw new Error("the simulator is not running");
  process.kill(simulator, "SIGKILL");
  const arrivals = await arrivalsOf(whatsapp);
  const seconds = perSecond(arrivals);
  console.log(`${sessions} sessions came back, in each second: ${seconds.join(" ")}`);
  for (const { sender } of phones) await sessionIn(stack, sender, "connected");
  // So many that knock at one door at the same moment look like an attack: eight are let go in a second.
  expect(Math.max(...busiest(arrivals))).toBeLessThanOrEqual(arrivalsMax);

  const messages = phones.map(({ sender, phone }): Wanted => {
    const text = { body: `back on ${phone}` };
    return { from: sender, to: "+14157001000", text, unknown_policy: "once" };
  });
  await submit(stack, messages);
  await vi.waitFor(
    async () => {
      const texts = (await whatsapp.ledger()).map(({ text }) => text.body);
      expect(texts.toSorted()).toEqual(messages.map(({ text }) => text.body).toSorted());
    },
    { timeout: 60_000, interval: 500 },
  );
  const devices = [...(await whatsapp.accounts()).values()].flatMap((account) => account.devices);
  expect(devices.filter(({ device }) => device !== 1)).toEqual([]);
}

/** When each device was first seen back, in ms after the first. */
async function arrivalsOf(whatsapp: WhatsApp): Promise<number[]> {
  const seen = new Map<string, number>();
  await vi.waitFor(
    async () => {
      for (const [phone, { devices }] of await whatsapp.accounts()) {
        const online = devices.some(({ state }) => state === "online");
        if (online && !seen.has(phone)) seen.set(phone, performance.now());
      }
      expect(seen.size).toBe(sessions);
    },
    { timeout: 120_000, interval: 50 },
  );
  const times = [...seen.values()].toSorted((a, b) => a - b);
  return times.map((at) => at - (times[0] ?? 0));
}

function perSecond(arrivals: readonly number[]): number[] {
  const seconds: number[] = [];
  for (const at of arrivals) {
    const second = Math.floor(at / 1_000);
    while (seconds.length <= second) seconds.push(0);
    seconds[second] = (seconds[second] ?? 0) + 1;
  }
  return seconds;
}

/** How many come within the second that begins with each. */
function busiest(arrivals: readonly number[]): number[] {
  return arrivals.map((from) => arrivals.filter((at) => at >= from && at < from + 1_000).length);
}
