// Ends the connections of twenty linked phones forty times, in every way WhatsApp can, and holds what follows to a
// table written from what its clients are known to do. DISCONNECT_WAVES=10 ends two hundred.

import { expect, test, vi } from "vitest";
import { type Stack, startStack } from "../stack.ts";
import {
  allOnline,
  link,
  type LinkedPhone,
  linkPhones,
  sessionIn,
  sessionOf,
  startSession,
} from "./linked-phones.ts";
import { statusesByText, submit, type Wanted } from "./messages.ts";
import { type Random, seededRandom } from "./random.ts";
import { type WhatsApp, whatsappOf } from "./whatsapp.ts";

const phoneCount = 20;
const waves = Number(process.env["DISCONNECT_WAVES"] ?? 2);

/** `returns` by itself; `waits` for minutes, or for a person; the others are states only a person ends. */
type Fate = "returns" | "waits" | "replaced" | "logged_out" | "banned";

/** What WhatsApp does to a connection that stands. */
const endings: Readonly<Record<string, Fate>> = {
  // 515
  restart: "returns",
  // 503
  unavailable: "returns",
  // 428
  stream_end: "returns",
  drop: "returns",
  // 440: the same device is connected elsewhere
  replaced: "replaced",
  // 401: the phone has unlinked it
  device_removed: "logged_out",
  // 403
  banned: "banned",
};
/** What it answers a login with. */
const refusals: Readonly<Record<number, Fate>> = {
  401: "logged_out",
  403: "banned",
  405: "waits",
  500: "returns",
  503: "returns",
};
/** Endings that only time shows: 408 after 35 s without a word, and an upgrade refused, which nobody hears of. */
const slowEndings = ["silence", "drop"];

test(
  "every end of a connection leads where it should, and no person's decision is taken for them",
  async () => {
    const stack = await startStack();
    try {
      await run(stack);
    } finally {
      await stack.stop();
    }
  },
  180_000 + waves * 90_000,
);

type Run = { stack: Stack; whatsapp: WhatsApp; random: Random; phones: LinkedPhone[]; wanted: Wanted[] };

async function run(stack: Stack): Promise<void> {
  const whatsapp = whatsappOf(stack);
  const random = seededRandom("DISCONNECT_SEED");
  const phones = await linkPhones(stack, whatsapp, phoneCount);
  const going: Run = { stack, whatsapp, random, phones, wanted: [] };
  const counts = new Map<string, number>();
  for (let wave = 0; wave < waves; wave += 1) {
    // Twice in ten, and once in three.
    const ended = await (wave % 5 === 2 ? slowWave(going) : fastWave(going));
    for (const name of ended) counts.set(name, (counts.get(name) ?? 0) + 1);
    await allOnline(whatsapp, phones);
    await everyoneSends(going, wave);
    if (wave % 2 === 1 && wave + 1 < waves) await restartAll(going);
  }
  console.log([...counts].map(([name, count]) => `${name} ${count}`).join(", "));
}

/** As after an upgrade: who came back often would be slowed down, which is right and not what the table is about. */
async function restartAll({ stack, whatsapp, phones }: Run): Promise<void> {
  const before = await loginsOf(whatsapp);
  await Promise.all(
    phones.map(async ({ sender }) => {
      expect((await stack.request("POST", `/v1/senders/${sender}/session/restart`)).status).toBe(202);
    }),
  );
  await Promise.all(phones.map((phone) => hasLoggedIn({ stack, whatsapp }, phone, before, "restarted")));
}

type Disconnect = { phone: LinkedPhone; name: string; how: string; fate: Fate };

/** Some of the phones meet a refusal when they come back, the others each an ending of its own. */
async function fastWave(going: Run): Promise<string[]> {
  const { whatsapp, random, phones } = going;
  const code = Number(random.pick(Object.keys(refusals)));
  const disconnects = phones.map((phone): Disconnect => {
    const refused = random.next() < 0.3;
    const how = refused ? "drop" : random.pick(Object.keys(endings));
    const fate = (refused ? refusals[code] : endings[how]) ?? "returns";
    return { phone, name: refused ? `refused with ${code}` : how, how, fate };
  });
  const refused = disconnects.filter(({ name }) => name.startsWith("refused"));
  const before = await loginsOf(whatsapp);
  if (refused.length > 0) await refuse(whatsapp, refused, code);
  await Promise.all(disconnects.map((one) => disconnect(whatsapp, one)));
  await Promise.all(disconnects.map((one) => meetsItsFate(going, one, refused.includes(one) ? code : null)));
  await nothingMore(going, disconnects, before);
  await whatsapp.putFaults({});
  await Promise.all(disconnects.map((one) => comesBack(going, one, before)));
  return disconnects.map(({ name }) => name);
}

function refuse(whatsapp: WhatsApp, refused: readonly Disconnect[], code: number): Promise<void> {
  const only_numbers = refused.map(({ phone }) => phone.phone);
  return whatsapp.putFaults({ web: { only_numbers, connecting: { refuse_login: code } } });
}

/** Nobody gets in for a while, and half of the phones do not even hear that they are out. */
async function slowWave(going: Run): Promise<string[]> {
  const { stack, whatsapp, random, phones } = going;
  const before = await loginsOf(whatsapp);
  const status = random.pick([403, 502, 503]);
  await whatsapp.putFaults({ web: { connecting: { refuse_upgrade: status } } });
  const disconnects = phones.map((phone): Disconnect => {
    const how = random.pick(slowEndings);
    const name = how === "drop" ? `upgrade refused with ${status}` : how;
    return { phone, name, how, fate: "returns" };
  });
  await Promise.all(disconnects.map((one) => disconnect(whatsapp, one)));
  const refused = disconnects.filter(({ how }) => how === "drop");
  await Promise.all(refused.map(({ phone }) => sessionIn(stack, phone.sender, "reconnecting")));
  await whatsapp.putFaults({});
  await Promise.all(disconnects.map((one) => comesBack(going, one, before)));
  return disconnects.map(({ name }) => name);
}

async function disconnect(whatsapp: WhatsApp, { phone, how }: Disconnect): Promise<void> {
  const { disconnected } = await whatsapp.post(`web/${phone.phone}/disconnect`, { how });
  expect(disconnected).toBe(1);
}

async function meetsItsFate(
  { stack }: Run,
  { phone, fate }: Disconnect,
  refusedWith: number | null,
): Promise<void> {
  if (fate === "waits" || (fate === "returns" && refusedWith !== null)) {
    const reasons = { 405: "client_outdated", 500: "session_failing", 503: "whatsapp_unavailable" };
    const reason = Object.entries(reasons).find(([code]) => Number(code) === refusedWith)?.[1];
    await sessionWith(stack, phone, { state: "reconnecting", reason });
  } else if (fate !== "returns") {
    const reason = {
      replaced: "replaced_elsewhere",
      logged_out: "logged_out_on_phone",
      banned: "banned_by_whatsapp",
    };
    await sessionWith(stack, phone, { state: fate, reason: reason[fate] });
  }
}

async function sessionWith(stack: Stack, { sender }: LinkedPhone, expected: object): Promise<void> {
  await vi.waitFor(async () => expect(await sessionOf(stack, sender)).toMatchObject(expected), {
    timeout: 90_000,
    interval: 200,
  });
}

/**
 * Longer than the first steps of any back-off. Time itself is what is tried here: a phone that does nothing gives no
 * sign of it, and one that came back in its place often enough to measure by would be slowed down for that.
 */
const quietMs = 5_000;

async function nothingMore(
  { stack, whatsapp }: Run,
  disconnects: readonly Disconnect[],
  before: ReadonlyMap<string, number>,
): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, quietMs));
  const after = await loginsOf(whatsapp);
  for (const { phone, fate, name } of disconnects.filter((one) => one.fate !== "returns")) {
    const { state } = await sessionOf(stack, phone.sender);
    expect(state, name).toBe(fate === "waits" ? "reconnecting" : fate);
    // An unlinked device is not listed any more.
    if (after.has(phone.phone)) expect(after.get(phone.phone), name).toBe(before.get(phone.phone));
  }
}

/** By itself, or because a person does what the state asks for. */
async function comesBack(
  { stack, whatsapp }: Run,
  { phone, fate, name }: Disconnect,
  before: ReadonlyMap<string, number>,
): Promise<void> {
  const { sender } = phone;
  if (fate === "waits") {
    const { status } = await stack.request("POST", `/v1/senders/${sender}/session/restart`);
    expect(status).toBe(202);
  } else if (fate === "logged_out") {
    // Refused at its login the device is still on the phone's list; its owner takes it off.
    if (name !== "device_removed") await whatsapp.post(`people/${phone.phone}/unlink`);
    await link(stack, whatsapp, phone);
    return;
  } else if (fate !== "returns" || (await hasGivenUp(stack, phone, name))) await startSession(stack, sender);
  await hasLoggedIn({ stack, whatsapp }, phone, before, name);
}

async function hasLoggedIn(
  { stack, whatsapp }: Pick<Run, "stack" | "whatsapp">,
  { phone, sender }: LinkedPhone,
  before: ReadonlyMap<string, number>,
  why: string,
): Promise<void> {
  await vi.waitFor(
    async () => {
      expect((await loginsOf(whatsapp)).get(phone), why).toBeGreaterThan(before.get(phone) ?? 0);
      expect((await sessionOf(stack, sender)).state, why).toBe("connected");
    },
    { timeout: 150_000, interval: 300 },
  );
}

/** A fifth refusal in a row with 500, for which a busy machine has the time, is the last: a person is asked. */
async function hasGivenUp(stack: Stack, { sender }: LinkedPhone, name: string): Promise<boolean> {
  const { state, reason } = await sessionOf(stack, sender);
  if (name !== "refused with 500" || state !== "stopped") return false;
  expect(reason).toBe("session_failing");
  return true;
}

async function loginsOf(whatsapp: WhatsApp): Promise<Map<string, number>> {
  const accounts = [...(await whatsapp.accounts())];
  return new Map(
    accounts.flatMap(([phone, { devices }]) =>
      devices.map(({ logins }): [string, number] => [phone, logins]),
    ),
  );
}

/** What a session is for: whatever befell it, its next message arrives, and none twice. */
async function everyoneSends({ stack, whatsapp, phones, wanted }: Run, wave: number): Promise<void> {
  const messages = phones.map(({ sender, phone }): Wanted => {
    const text = { body: `after wave ${wave} from ${phone}` };
    return { from: sender, to: `+1415700${1_000 + wave}`, text, unknown_policy: "once" };
  });
  wanted.push(...messages);
  await submit(stack, messages);
  await vi.waitFor(
    async () => {
      const received = (await whatsapp.ledger()).map(({ text }) => text.body).toSorted();
      const statuses = await statusesByText(stack);
      const missing = wanted.filter(({ text }) => !received.includes(text.body));
      expect(missing.map(({ text }) => `${text.body}: ${statuses.get(text.body)}`)).toEqual([]);
      expect(received).toHaveLength(wanted.length);
    },
    { timeout: 60_000, interval: 500 },
  );
}
