// Freezes the transport that holds a linked phone in the middle of sending: another takes over without a new
// link, and the one that thaws finds that it has been replaced, sends nothing, and does not fight.

import { expect, test, vi } from "vitest";
import { type Stack, startStack } from "../stack.ts";
import { agreed, type Story } from "./agreement.ts";
import { holders, shares } from "./database.ts";
import { allOnline, linkPhones, sessionIn } from "./linked-phones.ts";
import { submit, type Wanted } from "./messages.ts";
import { startTransport, type TransportProcess, withoutTransport } from "./transport-process.ts";
import { whatsappOf } from "./whatsapp.ts";

/** Three leases; the long run sets 90. */
const frozenMs = Number(process.env["FREEZE_SECONDS"] ?? 15) * 1_000;
const phoneCount = 8;
const messagesPerPhone = 30;

test(
  "a holder that freezes is replaced, and sends nothing when it thaws",
  async () => {
    const stack = await startStack({}, withoutTransport);
    const transports = [startTransport(stack), startTransport(stack)];
    try {
      await Promise.all(transports.map(({ ready }) => ready));
      await run(stack, transports);
      expect(transports.map(({ output }) => output()).join("\n")).not.toMatch(/bad mac|unhandled|TypeError/i);
    } catch (error) {
      for (const { pid, output } of transports) console.log(`transport ${pid} said:\n${output()}`);
      throw error;
    } finally {
      await Promise.all(transports.map((transport) => transport.end("SIGTERM")));
      await stack.stop();
    }
  },
  240_000 + frozenMs,
);

async function run(stack: Stack, transports: TransportProcess[]): Promise<void> {
  const whatsapp = whatsappOf(stack);
  await balanced(stack);
  const phones = await linkPhones(stack, whatsapp, phoneCount);
  const story: Story = { stack, whatsapp, phones, wanted: [], replies: [] };
  const before = await holders(stack);
  const owner = before.get(phones[0]?.phone ?? "");
  const frozen = transports.find(({ pid }) => pid === owner);
  const other = transports.find(({ pid }) => pid !== owner);
  if (!frozen || !other) throw new Error("the phone's holder is none of ours");
  const orphans = phones.filter(({ phone }) => before.get(phone) === frozen.pid);

  await send(story, "before");
  await underWay(story, new Set(orphans.map(({ phone }) => phone)));
  frozen.signal("SIGSTOP");
  const frozenAt = performance.now();
  await heldBy(stack, other);
  const takenOverMs = performance.now() - frozenAt;
  await loggedIn(story, orphans, 2);
  await send(story, "meanwhile");
  // How long a machine sleeps is the fault itself: nobody is there to say anything meanwhile.
  await new Promise((resolve) => setTimeout(resolve, frozenMs - (performance.now() - frozenAt)));
  const logins = await loginsOf(story);
  await send(story, "as it thaws");
  frozen.signal("SIGCONT");

  await balanced(stack);
  await agreed(story);
  await allOnline(whatsapp, phones);
  for (const { sender } of phones) await sessionIn(stack, sender, "connected");
  const after = await loginsOf(story);
  // Its share comes back to it once, by a handover.
  const fights = [...after].filter(([phone, count]) => count > (logins.get(phone) ?? 0) + 1);
  expect(fights).toEqual([]);
  await noFight(story, after);
  const { unheard } = await whatsapp.tally();
  console.log(
    `frozen for ${frozenMs} ms with ${orphans.length} of ${phoneCount} phones, taken over after ` +
      `${Math.round(takenOverMs)} ms, ${story.wanted.length} messages, ${unheard} sent on a dead connection`,
  );
  expect(unheard).toBe(0);
}

async function send({ stack, phones, wanted }: Story, when: string): Promise<void> {
  const messages = phones.flatMap(({ sender, phone }) =>
    Array.from({ length: messagesPerPhone }, (_, n): Wanted => {
      // Many people: one who hears from the same number again and again is spared by a limit of its own.
      const to = `+1415700${1_000 + n}`;
      return { from: sender, to, text: { body: `${when} ${phone}/${n}` }, unknown_policy: "once" };
    }),
  );
  wanted.push(...messages);
  await submit(stack, messages.slice(0, 200));
  if (messages.length > 200) await submit(stack, messages.slice(200));
}

/** Until these phones have sent some of their messages, and not all. */
async function underWay({ whatsapp }: Story, from: ReadonlySet<string>): Promise<void> {
  await vi.waitFor(
    async () => {
      const sent = (await whatsapp.ledger()).filter((entry) => from.has(entry.from));
      expect(sent.length).toBeGreaterThan(2 * from.size);
    },
    { timeout: 30_000, interval: 20 },
  );
}

async function balanced(stack: Stack): Promise<void> {
  await vi.waitFor(async () => expect(await shares(stack)).toEqual([32, 32]), {
    timeout: 60_000,
    interval: 200,
  });
}

async function heldBy(stack: Stack, { pid }: TransportProcess): Promise<void> {
  await vi.waitFor(
    async () => {
      const others = [...(await holders(stack)).values()].filter((holder) => holder !== pid);
      expect(others).toEqual([]);
    },
    { timeout: 30_000, interval: 50 },
  );
}

async function loggedIn(story: Story, phones: Story["phones"], times: number): Promise<void> {
  await vi.waitFor(
    async () => {
      const logins = await loginsOf(story);
      const missing = phones.filter(({ phone }) => (logins.get(phone) ?? 0) < times);
      expect(missing).toEqual([]);
    },
    { timeout: 60_000, interval: 100 },
  );
}

async function loginsOf({ whatsapp }: Story): Promise<Map<string, number>> {
  const accounts = await whatsapp.accounts();
  return new Map([...accounts].map(([phone, { devices }]) => [phone, devices[0]?.logins ?? 0]));
}

/** Two processes that throw each other out need seconds for it, and a round of messages takes longer than that. */
async function noFight(story: Story, logins: ReadonlyMap<string, number>): Promise<void> {
  await send(story, "afterwards");
  await agreed(story);
  expect(await loginsOf(story)).toEqual(logins);
}
