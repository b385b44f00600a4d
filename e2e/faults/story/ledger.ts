// What the provider took from us, read from the simulator's ledger, and whether it still has something to tell.

import { simulate } from "../../simulated.ts";
import type { Json } from "../../stack.ts";
import type { Taken } from "../check/facts.ts";

export async function readTaken(simulatorUrl: string): Promise<Taken[]> {
  const rows: Taken[] = [];
  let after: number | null = 0;
  while (after !== null) {
    const page: Json = await simulate(simulatorUrl, `ledger/accepted?limit=10000&after=${after}`);
    for (const row of page.data) rows.push(takenOf(row));
    after = page.next;
  }
  return rows;
}

function takenOf(row: Json): Taken {
  return {
    attempt: row.biz_opaque_callback_data ?? "",
    to: row.to,
    number: row.from,
    text: row.text?.body ?? row.template?.name ?? "",
    outcome: row.outcome,
    at: Date.parse(row.accepted_at),
  };
}

/** How many messages the provider has taken. */
export async function countTaken(simulatorUrl: string): Promise<number> {
  return (await simulate(simulatorUrl, "ledger/summary")).accepted;
}

/** True when no message is on its way to a person and no webhook on its way to us. */
export async function isQuiet(simulatorUrl: string): Promise<boolean> {
  const [summary, health] = await Promise.all([
    simulate(simulatorUrl, "ledger/summary"),
    simulate(simulatorUrl, "health"),
  ]);
  return summary.pending === 0 && health.pending === 0 && health.webhooks.waiting === 0;
}
