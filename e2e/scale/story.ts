// One run: nodes join, leave, die, freeze, are cut off and come back while messages flow. It tells what it saw; the
// test that started it judges.

import { setTimeout as delay } from "node:timers/promises";
import { startFleet, type Fleet, type Transport } from "./fleet.ts";
import { groundOf } from "./ground.ts";
import {
  balancedAfter,
  type Journal,
  keepJournal,
  type Life,
  longestGap,
  readJournal,
  takenOverAfter,
} from "./journal.ts";
import { type Lateness, watchLateness } from "./lateness.ts";
import { type Reckoning, startTraffic } from "./traffic.ts";

export type Event = "join" | "leave" | "kill" | "freeze" | "cut" | "restart" | "kill control";

export type Order = {
  /** The namespace this runs in; undefined outside any. */
  core: string | undefined;
  redisUrl: string | undefined;
  events: Event[];
};

/** Milliseconds; null where the event has no such thing. */
export type Told = {
  event: Event;
  nodes: number;
  takeoverMs: number | null;
  gapMs: number | null;
  /** From the moment the nodes were what they were to be from then on. */
  balanceMs: number | null;
  /** How late the machine was meanwhile. */
  lateMs: number;
};

export type Report = { ground: string; told: Told[]; reckoning: Reckoning; lateMs: number };

/** Longer than two leases. */
const faultMs = 12_000;
const balanceMaxMs = 45_000;

process.once("message", (order: Order) => {
  run(order).then(
    (report) => process.send?.(report, () => process.disconnect()),
    (error: Error) => {
      console.error(error);
      process.exitCode = 1;
      process.disconnect();
    },
  );
});
process.send?.("ready");

async function run({ core, redisUrl, events }: Order): Promise<Report> {
  await using end = new AsyncDisposableStack();
  const ground = groundOf(core);
  const fleet = await startFleet(end, ground, redisUrl);
  const lateness = await watchLateness(end, fleet.ownerUrl);
  await keepJournal(fleet.owner);
  const nodes = new Map<number, Transport>();
  nodes.set(1, await started(fleet, 1));
  const traffic = await startTraffic(fleet);
  const told: Told[] = [];
  try {
    for (const event of events) told.push(await happen(fleet, nodes, lateness, event));
    const reckoning = await traffic.settle();
    return { ground: ground.kind, told, reckoning, lateMs: lateness.worstSince(0) };
  } catch (error) {
    console.error(told, [...nodes.values()].map(({ process }) => process.output()).join("\n"));
    throw error;
  }
}

async function started(fleet: Fleet, number: number): Promise<Transport> {
  const node = await fleet.transport(number);
  await node.process.ready;
  return node;
}

async function happen(
  fleet: Fleet,
  nodes: Map<number, Transport>,
  lateness: Lateness,
  event: Event,
): Promise<Told> {
  const victim = [...nodes.values()].at(-1);
  if (victim === undefined) throw new Error("there is always one");
  const before = await lifeOf(fleet, victim);
  const at = Date.now();
  const seen: Told = { event, nodes: nodes.size, takeoverMs: null, gapMs: null, balanceMs: null, lateMs: 0 };
  let settledAt = at;
  switch (event) {
    case "join": {
      const number = Math.max(...nodes.keys()) + 1;
      const joined = await fleet.transport(number);
      nodes.set(number, joined);
      settledAt = await bornAt(fleet, joined, at);
      break;
    }
    case "leave":
      await victim.process.end("SIGTERM");
      nodes.delete(victim.number);
      seen.gapMs = longestGap(await readJournal(fleet.owner), at, Date.now());
      break;
    case "kill":
      await victim.process.end("SIGKILL");
      nodes.delete(victim.number);
      seen.takeoverMs = await takenOver(fleet, before, at);
      break;
    case "freeze":
    case "cut":
      settledAt = await away(fleet, victim, event, (ms) => (seen.takeoverMs = ms));
      break;
    case "restart":
      await victim.process.end("SIGKILL");
      settledAt = await comeBack(fleet, nodes, victim);
      seen.gapMs = longestGap(await readJournal(fleet.owner), at, Date.now());
      break;
    case "kill control":
      await fleet.controls.pop()?.process.end("SIGKILL");
      return seen;
  }
  seen.nodes = nodes.size;
  seen.balanceMs = await balanced(fleet, nodes, settledAt);
  seen.lateMs = lateness.worstSince(at);
  return seen;
}

async function comeBack(fleet: Fleet, nodes: Map<number, Transport>, { number }: Transport): Promise<number> {
  const at = Date.now();
  const back = await fleet.transport(number);
  nodes.set(number, back);
  return bornAt(fleet, back, at);
}

/** Frozen or cut off for a while, taken over meanwhile, and back; answers when it was itself again. */
async function away(
  fleet: Fleet,
  victim: Transport,
  how: "freeze" | "cut",
  tell: (takeoverMs: number) => void,
): Promise<number> {
  const life = await lifeOf(fleet, victim);
  const at = Date.now();
  if (how === "freeze") victim.process.signal("SIGSTOP");
  else victim.place.cut();
  tell(await takenOver(fleet, life, at));
  await delay(Math.max(0, at + faultMs - Date.now()));
  const backAt = Date.now();
  if (how === "freeze") victim.process.signal("SIGCONT");
  else victim.place.mend();
  return bornAt(fleet, victim, backAt);
}

async function takenOver(fleet: Fleet, life: string, at: number): Promise<number> {
  return until(fleet, (journal) => takenOverAfter(journal, life, at));
}

/** When this host's process had a row of its own again. */
function bornAt(fleet: Fleet, node: Transport, after: number): Promise<number> {
  return until(
    fleet,
    ({ lives }) => lives.findLast((life) => isOf(node, life) && life.from > after)?.from ?? null,
  );
}

async function balanced(fleet: Fleet, nodes: ReadonlyMap<number, Transport>, from: number): Promise<number> {
  return until(fleet, (journal) => {
    const lives = [...nodes.values()].map((node) =>
      journal.lives.findLast((life) => isOf(node, life) && !life.to),
    );
    if (lives.includes(undefined)) return null;
    return balancedAfter(
      journal,
      lives.map((life) => life?.id ?? ""),
      from,
    );
  });
}

async function lifeOf(fleet: Fleet, node: Transport): Promise<string> {
  const { lives } = await readJournal(fleet.owner);
  return lives.findLast((life) => isOf(node, life))?.id ?? "";
}

function isOf(node: Transport, life: Life): boolean {
  return life.host.endsWith(` ${node.host}`);
}

async function until<T>({ owner }: Fleet, look: (journal: Journal) => T | null): Promise<T> {
  for (const deadline = Date.now() + balanceMaxMs; ; await delay(100)) {
    const found = look(await readJournal(owner));
    if (found !== null) return found;
    if (Date.now() > deadline) throw new Error(`not within ${balanceMaxMs} ms: ${look.toString()}`);
  }
}
