// Whether the product says what happened: its messages, their statuses and what it heard, beside what the
// people on the other side have.

import { expect, vi } from "vitest";
import type { Json, Stack } from "../stack.ts";
import { countWaiting, heardTexts } from "./database.ts";
import type { LinkedPhone } from "./linked-phones.ts";
import { statusesByText, type Wanted } from "./messages.ts";
import type { WhatsApp } from "./whatsapp.ts";

export type Story = {
  stack: Stack;
  whatsapp: WhatsApp;
  phones: readonly LinkedPhone[];
  /** Each with a text of its own, by which it is found again. */
  wanted: Wanted[];
  /** Texts people wrote. */
  replies: string[];
};

const patience = { timeout: 120_000, interval: 1_000 };

/** Waits until all is told that will be: a receipt kept for its phone, the second copy of a code. */
export async function agreed(story: Story): Promise<void> {
  await workedOff(story.stack);
  await vi.waitFor(async () => expect(await differences(story)).toEqual(none), patience);
}

/** A person is written to ten times a minute, so what hundreds of kills have held up takes as long as it is long. */
async function workedOff(stack: Stack): Promise<void> {
  for (let left = await countWaiting(stack); left > 0;) {
    const before = left;
    await vi.waitFor(async () => {
      left = await countWaiting(stack);
      expect(left).toBeLessThan(before);
    }, patience);
  }
}

const none = {
  unconnected: [],
  waiting: 0,
  lost: [],
  doubled: [],
  unsettled: [],
  untold: [],
  unheard: [],
  heardTwice: [],
  linkedAnew: [],
  undecryptable: 0,
};

async function differences({ stack, whatsapp, phones, wanted, replies }: Story): Promise<object> {
  const statuses = await statusesByText(stack);
  const copies = countBy((await whatsapp.ledger()).map(({ text }) => text.body));
  const heard = countBy(await heardTexts(stack));
  const accounts = await whatsapp.accounts();
  const texts = wanted.map(({ text }) => text.body);
  const has = (text: string): boolean => copies.has(text);
  const told = (text: string): string => `${text}: ${statuses.get(text)}`;
  return {
    unconnected: await unconnected(stack),
    waiting: await countWaiting(stack),
    lost: texts.filter((text) => !has(text) && statuses.get(text) !== "unknown").map(told),
    doubled: texts.filter((text) => (copies.get(text) ?? 0) > 1),
    // A doubt about a message the person has must be settled by its receipt.
    unsettled: texts.filter((text) => has(text) && statuses.get(text) === "unknown"),
    untold: texts.filter((text) => has(text) && statuses.get(text) !== "read").map(told),
    unheard: replies.filter((text) => !heard.has(text)),
    heardTwice: replies.filter((text) => (heard.get(text) ?? 0) > 1),
    linkedAnew: phones.filter(({ phone }) => accounts.get(phone)?.devices.some(({ device }) => device !== 1)),
    undecryptable: (await whatsapp.tally())["undecryptable"],
  };
}

async function unconnected(stack: Stack): Promise<string[]> {
  const { body } = await stack.request("GET", "/v1/senders?limit=200");
  const linked: Json[] = body["data"].filter((sender: Json) => sender["transport"] === "whatsapp_web");
  return linked
    .filter(({ session }) => session["state"] !== "connected")
    .map(({ address, session }) => `${address} is ${session["state"]}: ${session["reason"]}`);
}

function countBy(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}
