// Kills the transport process in the middle of sending over linked phones, and counts: no message lost or
// doubled, no link lost, no ratchet broken, and what people wrote meanwhile is all there, once.

import { expect, test } from "vitest";
import { type Stack, startStack } from "../stack.ts";
import { agreed, type Story } from "./agreement.ts";
import { countDoubts } from "./database.ts";
import { allOnline, linkPhones, sessionIn } from "./linked-phones.ts";
import { statusesByText, submit, type Wanted } from "./messages.ts";
import { type Random, seededRandom } from "./random.ts";
import { startTransport, type TransportProcess, withoutTransport } from "./transport-process.ts";
import { whatsappOf } from "./whatsapp.ts";

/** 25 rounds of 40 messages are the thousand of every run; the long run sets 500. */
const rounds = Number(process.env["KILL_ROUNDS"] ?? 25);
const messagesPerRound = 40;
const repliesPerRound = 8;
const phoneCount = 8;
/** Few, so that the same ratchets turn again and again, both ways; more than the limit on each pair holds up. */
const peoplePerPhone = 12;

test(
  "kill -9 of the transport while phones send and people write: nothing lost, doubled or unreadable",
  async () => {
    const stack = await startStack({}, withoutTransport);
    try {
      await run(stack);
    } finally {
      await stack.stop();
    }
  },
  120_000 + rounds * 15_000,
);

type Run = Story & { random: Random };

async function run(stack: Stack): Promise<void> {
  const whatsapp = whatsappOf(stack);
  const random = seededRandom("KILL_SEED");
  const output: string[] = [];
  let transport = startTransport(stack, "--sole");
  try {
    await transport.ready;
    const phones = await linkPhones(stack, whatsapp, phoneCount);
    const going: Run = { stack, whatsapp, random, phones, wanted: [], replies: [] };
    for (let round = 0; round < rounds; round += 1) {
      await disturb(going, transport, round);
      output.push(transport.output());
      transport = startTransport(stack, "--sole");
    }
    for (const { sender } of phones) await sessionIn(stack, sender, "connected");
    await allOnline(whatsapp, phones);
    await agreed(going);
    output.push(transport.output(), stack.output());
    await tell(going);
    // A message that comes once more because the kill came before its receipt cannot be decrypted twice, and
    // Baileys says so; a ratchet that broke would say one of these, and somebody would miss a message.
    expect(output.join("\n")).not.toMatch(/bad mac|no matching sessions|unhandled|TypeError/i);
  } catch (error) {
    console.log([...output, transport.output()].join("").slice(-20_000));
    throw error;
  } finally {
    await transport.end("SIGTERM");
  }
}

/** One round: work for all phones, people who write, and a kill somewhere in it. */
async function disturb(going: Run, transport: TransportProcess, round: number): Promise<void> {
  const { random, whatsapp, phones } = going;
  // Now and then the kill meets a process that is only coming up, or connecting.
  const early = round % 4 === 3;
  if (!early) await allOnline(whatsapp, phones);
  const working = Promise.all([sendRound(going, round), writeRound(going, round)]);
  await pause(early ? random.between(0, 3_000) : random.between(50, 1_200));
  await transport.end("SIGKILL");
  await working;
}

async function sendRound({ stack, phones, random, wanted }: Run, round: number): Promise<void> {
  const messages = Array.from({ length: messagesPerRound }, (_, n): Wanted => {
    const desk = n % phoneCount;
    const body = `appointment ${round}/${n}`;
    // A third may be sent once more after a doubt, which the phone must not show twice.
    const policy = n % 3 === 0 ? "otp" : "once";
    const { sender } = phones[desk] ?? random.pick(phones);
    return { from: sender, to: `+${person(desk, random)}`, text: { body }, unknown_policy: policy };
  });
  wanted.push(...messages);
  await submit(stack, messages);
}

async function writeRound({ whatsapp, phones, random, replies }: Run, round: number): Promise<void> {
  for (let n = 0; n < repliesPerRound; n += 1) {
    const desk = n % phoneCount;
    const text = `reply ${round}/${n}`;
    replies.push(text);
    await pause(random.between(0, 200));
    await whatsapp.post(`people/${person(desk, random)}/reply`, { to: phones[desk]?.phone, text });
  }
}

function person(desk: number, random: Random): number {
  return 14_156_001_000 + desk * 100 + Math.floor(random.between(0, peoplePerPhone));
}

/**
 * The pause is the fault: it decides what is going on when the signal comes. To wait for something that can be seen
 * would spare the moments in which nothing can.
 */
function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function tell({ stack, whatsapp, wanted, replies }: Run): Promise<void> {
  const statuses = [...(await statusesByText(stack)).values()];
  const ledger = await whatsapp.ledger();
  const { phoneRetries, deviceRetries } = await whatsapp.tally();
  console.log(
    `${rounds} kills, ${wanted.length} messages, ${await countDoubts(stack)} caught in flight, ` +
      `${ledger.length} received, ` +
      `${statuses.filter((status) => status === "unknown").length} in doubt to the end, ` +
      `${ledger.filter(({ repeats }) => repeats > 0).length} repeated under their id and shown once, ` +
      `${replies.length} replies; asked again by phones ${phoneRetries}, by devices ${deviceRetries}`,
  );
}
