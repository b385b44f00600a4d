// The other side of the wire: what the simulator is told to do, and what its people were given.

import type { Json } from "./stack.ts";

/** A request to the simulator's own controls; one that it refuses is a mistake of the story's, and throws. */
export async function simulate(
  simulatorUrl: string,
  control: string,
  method = "GET",
  body?: object,
): Promise<Json> {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  const answer = await fetch(`${simulatorUrl}/_sim/${control}`, init);
  const said: Json = await answer.json();
  if (!answer.ok) throw new Error(`${method} ${control}: ${answer.status} ${JSON.stringify(said)}`);
  return said;
}

/** In place of those before; none with `{}`. */
export async function putFaults(simulatorUrl: string, faults: object): Promise<void> {
  await simulate(simulatorUrl, "faults", "PUT", faults);
}

/** What one person was given, in order. */
export async function received(simulatorUrl: string, person: string): Promise<Json[]> {
  return (await simulate(simulatorUrl, `ledger?to=${encodeURIComponent(person)}`)).data;
}

/** How many copies of a message each person was given. */
export async function countCopies(simulatorUrl: string): Promise<Map<string, number>> {
  const copies = new Map<string, number>();
  for (let after = ""; ;) {
    const page = await simulate(simulatorUrl, `ledger?limit=1000${after}`);
    for (const { to } of page.data) copies.set(`+${to}`, (copies.get(`+${to}`) ?? 0) + 1);
    if (page.next === null || page.next === undefined) return copies;
    after = `&after=${encodeURIComponent(page.next)}`;
  }
}
