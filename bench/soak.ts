// Soak: the whole product at a steady pace for an hour, to see what grows: what a message costs, tables, memory.

import { setTimeout as delay } from "node:timers/promises";
import { askSimulator, type House, startHouse } from "./house/house.ts";
import { post } from "./house/post.ts";
import { addSenders, textFrom } from "./house/senders.ts";
import { allRead, expectEverybodyOnce } from "./house/settled.ts";
import { createRecipients } from "./load/recipients.ts";
import type { Benchmark, Choices } from "./main.ts";
import { statementSettings } from "./measure/statements.ts";
import { type Cell, printTable } from "./measure/table.ts";
import { type Growth, watchGrowth } from "./soak/growth.ts";

export const soak: Benchmark = {
  summary: "500 messages a second through every process for an hour (--short: a minute), and what grows",
  run,
};

const perSecond = 500;
const senderCount = 50;
/** An hour is shown as so many lines. */
const lines = 12;
/** As on a good line: a second until it arrives, two more until somebody looks. */
const people = { sent_ms: 100, delivered_ms: 1_000, read_ms: 2_000 };

async function run(
  end: AsyncDisposableStack,
  profiles: string | undefined,
  { short }: Choices,
): Promise<void> {
  const house = await startHouse(end, { transport: true, profiles, settings: statementSettings });
  await askSimulator(house.simulatorUrl, "people/defaults", "PUT", people);
  const senders = await addSenders(house, senderCount);

  const growth = await watchGrowth(end, house);
  const secondsEach = ((short ? 1 : 60) * 60) / lines;
  const empty = await growth.look(1);
  const send = createSending(house, senders);
  const rows: Cell[][] = [];
  for (let line = 1; line <= lines; line++) {
    const slowestMs = await send(secondsEach);
    const now = await growth.look(secondsEach * perSecond);
    const sent = line * secondsEach * perSecond;
    rows.push([(line * secondsEach) / 60, sent, slowestMs, ...shown(now, empty, sent)]);
    console.error(`  ${line} of ${lines}: ${JSON.stringify(now)}`);
  }
  printTable(heading, rows);
  await allRead(house);
  await expectEverybodyOnce(house, lines * secondsEach * perSecond);
}

/** A batch each second, by the clock: after a slow one the next comes sooner. Answers the slowest acceptance in ms. */
function createSending(house: House, senders: readonly string[]): (seconds: number) => Promise<number> {
  const recipient = createRecipients();
  let due = performance.now();
  return async (seconds) => {
    let slowest = 0;
    for (let second = 0; second < seconds; second++) {
      await delay(Math.max(0, due - performance.now()));
      due += 1_000;
      const messages = Array.from({ length: perSecond }, (_, index) =>
        textFrom(senders[index % senders.length], recipient()),
      );
      const began = performance.now();
      await post(house, "/v1/messages/batch", { messages });
      slowest = Math.max(slowest, performance.now() - began);
    }
    return slowest;
  };
}

const heading = [
  "minute",
  "sent",
  "accepted in ms at most",
  "waiting",
  "unread webhooks",
  "claim µs",
  "record µs",
  "evidence µs",
  "passing MB",
  "dead entries",
  "B a message",
  "control MB",
  "transport MB",
  "postgres MB",
];

function shown(now: Growth, empty: Growth, sent: number): Cell[] {
  const stored = (now.bytes - empty.bytes) / sent;
  const costs = [now.claim, now.record, now.evidence];
  const memory = [now.control, now.transport, now.postgres];
  return [now.waiting, now.unread, ...costs, now.passing, now.deadEntries, stored, ...memory];
}
