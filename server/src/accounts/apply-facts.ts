// Takes in what Meta says of numbers and accounts: it is kept with its time, and the lanes it concerns follow it.

import type { Tx } from "../kernel/db.ts";
import { notifySender } from "../senders/index.ts";
import type { AccountFact, FactName } from "../transports/cloud-api/index.ts";
import { type Pause, type Ruling, ruleOn, type Told } from "./breaker.ts";
import { currentOf, fit, type Said } from "./facts.ts";
import { type Facts, factsOf, paceOf } from "./standing.ts";
import {
  type FactRow,
  lockObjects,
  type NewFact,
  type ObjectKey,
  readCurrentFacts,
  readRecentFacts,
  writeFacts,
} from "./store/facts.ts";
import {
  liftLanes,
  lockNumbersOf,
  type NumberRow,
  type PaceRow,
  setPaces,
  stopLanes,
  type StopRow,
} from "./store/numbers.ts";

/** One fact about one of Meta's objects, as a tenant heard it. */
export type Heard = ObjectKey & { source: "webhook" | "refresh"; at: Date; said: AccountFact };

/** What became of a sender's lane; whoever tells the world of a sender's health tells this. */
export type LaneChange = { tenantId: string; senderId: string } & (
  | { kind: "stopped"; code: string; detail: string; until: Date | null }
  | { kind: "lifted"; code: string | null }
  | { kind: "told"; facts: readonly FactName[] }
);

/**
 * All in the caller's transaction. The same word twice, and words in any order, end in the same place. Whoever calls it
 * within a larger transaction calls it last: it locks senders.
 */
export async function applyFacts(tx: Tx, heard: readonly Heard[], now: Date): Promise<LaneChange[]> {
  if (heard.length === 0) return [];
  const objects = distinct(heard);
  await lockObjects(tx, objects);
  const told = await keep(tx, heard, objects);
  const numbers = await lockNumbersOf(tx, objects);
  const changes = await follow(tx, numbers, told, now);
  const moved = numbers.filter(({ id }) => changes.has(id));
  for (const shard of new Set(moved.map((row) => row.shard))) await notifySender(tx, [String(shard)]);
  return [...changes.values()].flat();
}

function distinct(heard: readonly Heard[]): ObjectKey[] {
  const byName = new Map(
    heard.map(({ tenant_id, mode, object }) => [
      nameOf({ tenant_id, mode, object }),
      { tenant_id, mode, object },
    ]),
  );
  return [...byName.values()];
}

function nameOf({ tenant_id, mode, object }: ObjectKey): string {
  return `${tenant_id} ${mode} ${object}`;
}

type ToldOf = Map<string, { changed: Set<FactName>; observed: Set<FactName> }>;

/** By object: what was told, and what of it is another word than before. */
async function keep(tx: Tx, heard: readonly Heard[], objects: readonly ObjectKey[]): Promise<ToldOf> {
  const histories = historiesOf(await readRecentFacts(tx, objects));
  const told: ToldOf = new Map(
    objects.map((key) => [nameOf(key), { changed: new Set(), observed: new Set() }]),
  );
  const rows: NewFact[] = [];
  for (const { said, at, source, tenant_id, mode, object } of heard) {
    const name = nameOf({ tenant_id, mode, object });
    const history = histories.get(`${name} ${said.fact}`) ?? [];
    const before = currentOf(history);
    told.get(name)?.observed.add(said.fact);
    const row = fit(history, at, said.value);
    if (row === null) continue;
    const longer = [row, ...history.filter((each) => each.at.getTime() !== row.at.getTime())];
    histories.set(`${name} ${said.fact}`, longer);
    rows.push({ tenant_id, mode, object, fact: said.fact, source, value: said.value, ...times(row) });
    if (currentOf(longer) === row && row.at.getTime() !== before?.at.getTime()) {
      told.get(name)?.changed.add(said.fact);
    }
  }
  // One row is written once, as it ended: a statement may touch it only once.
  await writeFacts(tx, [...new Map(rows.map((row) => [rowName(row), row])).values()]);
  return told;
}

function times({ at, seenAt }: Said): Pick<NewFact, "at" | "seen_at"> {
  return { at: at.toISOString(), seen_at: seenAt.toISOString() };
}

function rowName(row: NewFact): string {
  return `${nameOf(row)} ${row.fact} ${row.at}`;
}

function historiesOf(rows: readonly FactRow[]): Map<string, Said[]> {
  const histories = new Map<string, Said[]>();
  for (const { at, seen_at: seenAt, value, fact, ...key } of rows) {
    const name = `${nameOf(key)} ${fact}`;
    histories.set(name, [...(histories.get(name) ?? []), { at, seenAt, value }]);
  }
  return histories;
}

/** Stops, lifts and paces the lanes of these numbers; answers what changed, by sender. */
async function follow(
  tx: Tx,
  numbers: readonly NumberRow[],
  toldOf: ToldOf,
  now: Date,
): Promise<Map<string, LaneChange[]>> {
  const facts = await factsOfNumbers(tx, numbers);
  const stops: StopRow[] = [];
  const lifted: NumberRow[] = [];
  const paces: PaceRow[] = [];
  const changes = new Map<string, LaneChange[]>();
  for (const row of numbers) {
    const known = facts.get(row.id) ?? {};
    const told = toldOfNumber(row, toldOf);
    const ruling = ruleOn(known, told, pauseOf(row, now), now);
    if (ruling?.kind === "stop") stops.push(stopRow(row, ruling));
    if (ruling?.kind === "lift") lifted.push(row);
    const pace = known.throughput === undefined ? null : paceOf(known.throughput.value);
    if (pace !== null && told.changed.has("throughput") && pace.ratePerSecond !== row.rate_per_second) {
      paces.push({ ...keyOf(row), rate_per_second: pace.ratePerSecond, burst: pace.burst });
    }
    const mine = changesOf(row, told, ruling);
    if (mine.length > 0) changes.set(row.id, mine);
  }
  await stopLanes(tx, stops);
  if (lifted.length > 0)
    await liftLanes(tx, [lifted.map((row) => row.tenant_id), lifted.map((row) => row.id)]);
  await setPaces(tx, paces);
  return changes;
}

function keyOf({ tenant_id, id }: NumberRow): Pick<NumberRow, "tenant_id" | "id"> {
  return { tenant_id, id };
}

/** One that has run out is none. */
function pauseOf({ paused_at, paused_until, pause_reason }: NumberRow, now: Date): Pause | null {
  const isOver = paused_until !== null && paused_until <= now;
  return paused_at === null || isOver ? null : { at: paused_at, reason: pause_reason };
}

function stopRow(row: NumberRow, { stop }: Extract<Ruling, { kind: "stop" }>): StopRow {
  return {
    ...keyOf(row),
    at: stop.at.toISOString(),
    until: stop.until?.toISOString() ?? null,
    reason: stop.code,
  };
}

function changesOf(row: NumberRow, told: Told, ruling: Ruling | null): LaneChange[] {
  const owner = { tenantId: row.tenant_id, senderId: row.id };
  const changes: LaneChange[] = [];
  if (told.changed.size > 0) changes.push({ ...owner, kind: "told", facts: [...told.changed] });
  if (ruling?.kind === "stop") {
    const { code, detail, until } = ruling.stop;
    changes.push({ ...owner, kind: "stopped", code, detail, until });
  }
  if (ruling?.kind === "lift") changes.push({ ...owner, kind: "lifted", code: row.pause_reason });
  return changes;
}

function toldOfNumber(row: NumberRow, toldOf: ToldOf): Told {
  const objects = objectsOf(row).map((key) => toldOf.get(nameOf(key)));
  return {
    changed: new Set(objects.flatMap((told) => [...(told?.changed ?? [])])),
    observed: new Set(objects.flatMap((told) => [...(told?.observed ?? [])])),
  };
}

type Placed = Pick<NumberRow, "tenant_id" | "mode" | "external_id" | "waba_id">;

/** What Meta says of a number it says of the number or of its account. */
export function objectsOf({ tenant_id, mode, external_id, waba_id }: Placed): ObjectKey[] {
  const names = waba_id === null ? [external_id] : [external_id, waba_id];
  return names.map((object) => ({ tenant_id, mode, object }));
}

/** By sender id. */
export async function factsOfNumbers(
  tx: Tx,
  numbers: readonly (Placed & { id: string })[],
): Promise<Map<string, Facts>> {
  if (numbers.length === 0) return new Map();
  const objects = new Map(numbers.flatMap(objectsOf).map((key) => [nameOf(key), key]));
  const byObject = Map.groupBy(await readCurrentFacts(tx, [...objects.values()]), nameOf);
  return new Map(
    numbers.map((row) => [row.id, factsOf(objectsOf(row).flatMap((key) => byObject.get(nameOf(key)) ?? []))]),
  );
}
