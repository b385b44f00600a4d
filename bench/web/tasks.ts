// What the benchmark asks of a contender's process, and the loop there that does it.

import { setTimeout as delay } from "node:timers/promises";
import { numberOf } from "./numbers.ts";

/** `from` up to, but not with, `to`. */
export type Places = { from: number; to: number };

export type Task =
  | { do: "pair"; sessions: Places }
  | { do: "connect"; sessions: Places }
  | { do: "send"; sending: Sending }
  | { do: "weigh" }
  /** Begins to write down when connections are dialled and when they are open. */
  | { do: "watch" }
  | { do: "reconnected"; count: number; patienceMs: number }
  /** Ends the process in its own time: so that it can write its profile. */
  | { do: "end" };

export type Sending = {
  sessions: Places;
  /** Messages of each session. */
  each: number;
  /** One contact for each session, or somebody else with every message from this place on. */
  people: "known" | { newFrom: number };
  /** `ack`: the next message waits for WhatsApp's word on the last one. */
  pace: "ack" | "left";
};

export type Sent = { seconds: number; p50Ms: number; p99Ms: number; repeated: number };
/** In MB. */
export type Weight = { heap: number; outside: number; rss: number; kept: number };
/** Instants in milliseconds since 1970. */
export type Reconnected = { all: boolean; dialled: number[]; opened: number[] };

export type Answers = {
  pair: null;
  connect: null;
  send: Sent;
  weigh: Weight;
  watch: null;
  reconnected: Reconnected;
  end: null;
};

/** Sessions of one process over one WhatsApp library, by place. */
export type Contender = {
  /** Links a new device and logs it in, hangs up, and has kept all that a later process needs. */
  pair(place: number): Promise<void>;
  connect(place: number): Promise<void>;
  /** Resolves when the next message may be sent. */
  send(place: number, to: string, pace: Sending["pace"]): Promise<void>;
  tally: Tally;
  close(): Promise<void>;
  /** MB of keys and credentials held in memory because there is no store. */
  kept(): number;
};

/** Since the start of the process. `repeated`: sends that found no connection; `opened`: instants of connecting. */
export type Tally = {
  accepted: number;
  read: number;
  repeated: number;
  opened: number[];
  /** Places of the sessions that are connected now. */
  connected: Set<number>;
};

export const words = "Your order 1042 is on its way and arrives on Thursday between 10 and 12.";

const atATime = 8;
const receiptsMs = 60_000;
const dialled: number[] = [];

export function serve(contender: Contender): void {
  process.on("message", (task: Task) => {
    perform(contender, task).then(
      (answer) => process.send?.({ answer }),
      (error: Error) => process.send?.({ error: error.stack ?? error.message }),
    );
  });
  process.on("SIGTERM", () => process.exit(0));
  process.send?.({ type: "ready" });
}

/** To be called for every connection that is begun. */
export function noteDial(): void {
  dialled.push(Date.now());
}

async function perform(contender: Contender, task: Task): Promise<Answers[Task["do"]]> {
  switch (task.do) {
    case "pair":
      return await forEach(task.sessions, (place) => contender.pair(place));
    case "connect":
      return await forEach(task.sessions, (place) => contender.connect(place));
    case "send":
      return await send(contender, task.sending);
    case "weigh":
      return await weigh(contender);
    case "watch":
      dialled.length = 0;
      contender.tally.opened.length = 0;
      return null;
    case "reconnected":
      return await reconnected(contender, task);
    case "end":
      await contender.close();
      setTimeout(() => process.exit(0), 100);
      return null;
  }
}

async function forEach({ from, to }: Places, work: (place: number) => Promise<void>): Promise<null> {
  let next = from;
  const worker = async (): Promise<void> => {
    while (next < to) await work(next++);
  };
  await Promise.all(Array.from({ length: atATime }, worker));
  return null;
}

/** The clock stops with WhatsApp's word on the last message; the answer waits for the receipts too. */
async function send(contender: Contender, sending: Sending): Promise<Sent> {
  const { sessions, each, people, pace } = sending;
  const { tally } = contender;
  const total = (sessions.to - sessions.from) * each;
  const goal = { accepted: tally.accepted + total, read: tally.read + total };
  const latencies: number[] = [];
  const before = tally.repeated;
  const began = performance.now();
  const drive = async (place: number): Promise<void> => {
    for (let number = 0; number < each; number++) {
      const fresh = (from: number): number => from + (place - sessions.from) * each + number;
      const person = people === "known" ? place : fresh(people.newFrom);
      const sent = performance.now();
      await contender.send(place, numberOf("person", person), pace);
      latencies.push(performance.now() - sent);
    }
  };
  const places = Array.from({ length: sessions.to - sessions.from }, (_, index) => sessions.from + index);
  await Promise.all(places.map(drive));
  await until(() => tally.accepted >= goal.accepted, receiptsMs);
  const seconds = (performance.now() - began) / 1_000;
  await until(() => tally.read >= goal.read, receiptsMs);
  const sorted = latencies.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
  return { seconds, p50Ms: at(0.5), p99Ms: at(0.99), repeated: tally.repeated - before };
}

async function weigh(contender: Contender): Promise<Weight> {
  const collect = globalThis.gc;
  if (!collect) throw new Error("weighing needs --expose-gc");
  for (let time = 0; time < 4; time++) {
    collect();
    await delay(50);
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  const mb = 2 ** 20;
  return { heap: heapUsed / mb, outside: external / mb, rss: rss / mb, kept: contender.kept() };
}

async function reconnected(
  { tally }: Contender,
  { count, patienceMs }: Extract<Task, { do: "reconnected" }>,
): Promise<Reconnected> {
  const all = await until(
    () => tally.opened.length >= count && tally.connected.size >= count,
    patienceMs,
  ).then(
    () => true,
    () => false,
  );
  return { all, dialled: [...dialled], opened: [...tally.opened] };
}

/** Looked at often enough that it is no part of what is measured. */
export async function until(done: () => boolean, patienceMs: number): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!done()) {
    if (performance.now() > deadline) throw new Error(`waited ${patienceMs} ms in vain`);
    await delay(2);
  }
}
