// Plays a row of the golden table on a running product: the fault is set, each sender writes to a person of its own,
// and what became of each message is read as a user would read it.

import { isDeepStrictEqual } from "node:util";
import { readTaken } from "../faults/story/ledger.ts";
import type { Sender } from "../faults/story/tenants.ts";
import { until } from "../faults/wait.ts";
import { putFaults } from "../simulated.ts";
import type { Json, Stack } from "../stack.ts";
import type { Expected, Fault } from "./fault.ts";

export type Played = { ids: readonly string[]; senders: readonly Sender[]; people: readonly string[] };

/** People of one row: nobody else writes to them. `row` is below 100, `run` too. */
export function personOf(row: number, run: number): string {
  return `141580${String(row).padStart(2, "0")}${String(100 + run)}`;
}

/** Sets the faults of these rows at once, so that rows about single messages may be played together. */
export async function setFaults(stack: Stack, rows: readonly (readonly [number, Fault])[], runs: number) {
  const people: Record<string, object> = {};
  for (const [row, { cause }] of rows) {
    if (!("person" in cause)) continue;
    for (let run = 0; run < runs; run += 1) people[personOf(row, run)] = cause.person;
  }
  await putFaults(stack.simulatorUrl, { people });
}

/** The messages of one row, each from a sender of its own. */
export async function send(
  stack: Stack,
  senders: readonly Sender[],
  row: number,
  { message, title }: Fault,
): Promise<Played> {
  const people = senders.map((_, run) => personOf(row, run));
  const messages = senders.map(({ id }, run) => ({
    from: id,
    to: `+${people[run]}`,
    ...(message ?? { type: "text", text: { body: `${title}, ${run}` } }),
  }));
  const body = await until("the row is accepted", () => accept(stack, messages), { timeoutMs: 30_000 });
  return { ids: body.data.map(({ id }: Json) => id), senders, people };
}

/** Null while Waypost is busy, which it says before it has taken anything. */
async function accept(stack: Stack, messages: readonly object[]): Promise<Json> {
  const { status, body } = await stack.request("POST", "/v1/messages/batch", { messages });
  if (status === 503 && body.maybe_sent === false) return null;
  if (status !== 202) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
}

export type Seen = Omit<Expected, "again" | "received"> & { againInS: number | null; received: number };

/** What a user sees of each message of a row, in the words of the table. */
export async function look(stack: Stack, { ids, senders, people }: Played): Promise<Seen[]> {
  const taken = await readTaken(stack.simulatorUrl);
  return Promise.all(
    ids.map(async (id, run) => {
      const { body: message } = await stack.request("GET", `/v1/messages/${id}`);
      const { body: sender } = await stack.request("GET", `/v1/senders/${senders[run]?.id}`);
      const copies = taken.filter(({ to, outcome }) => to === people[run] && onPhone.has(outcome));
      return seenOf(message, sender, copies.length);
    }),
  );
}

const onPhone = new Set(["received", "read", "played"]);

function seenOf(message: Json, sender: Json, received: number): Seen {
  const waiting = message.timeline.findLast((entry: Json) => entry.type === "waiting");
  return {
    status: message.status,
    code: message.error?.code ?? null,
    timeline: message.timeline.map((entry: Json) => entry.type),
    againInS: waiting ? (Date.parse(waiting.detail.until) - Date.parse(waiting.at)) / 1_000 : null,
    alert: sender.health.reason,
    received,
  };
}

/** Those that are not as the table says, with their number. */
export function strays(seen: readonly Seen[], { again, ...expected }: Expected): object[] {
  return seen.flatMap((each, run) => {
    const { againInS, ...shown } = each;
    const isInTime =
      again === null ? againInS === null : againInS !== null && againInS >= again[0] && againInS <= again[1];
    return isInTime && isDeepStrictEqual(shown, expected) ? [] : [{ run, ...each }];
  });
}
