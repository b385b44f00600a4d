// When all that was sent has arrived and been read, and the database knows it.

import { setTimeout as delay } from "node:timers/promises";
import { askSimulator, type House } from "./house.ts";

export const statusesPerMessage = 3;

/** Until each message the database has is told and taken as sent, delivered and read. */
export async function allRead(house: House): Promise<void> {
  const { rows } = await house.engine.query<{ total: number }>("select count(*)::int as total from message");
  await acknowledged(house.simulatorUrl, (rows[0]?.total ?? 0) * statusesPerMessage);
  for (;;) {
    const { rows: found } = await house.engine.query<{ open: boolean }>(
      "select exists (select from message where status <> 'read') as open",
    );
    if (found[0]?.open === false) return;
    await delay(50);
  }
}

/** Until that many updates were told and taken; the simulator is asked, because that costs the database nothing. */
export async function acknowledged(simulatorUrl: string, updates: number): Promise<void> {
  for (;;) {
    const { webhooks } = await askSimulator(simulatorUrl, "health");
    if (Number((webhooks as Record<string, unknown>)["acknowledged"]) >= updates) return;
    await delay(100);
  }
}

/** Of all that was sent since the simulator began; says so, and ends the benchmark as a failure where it is not so. */
export async function expectEverybodyOnce({ simulatorUrl }: House, sent: number): Promise<void> {
  const summary = await askSimulator(simulatorUrl, "ledger/summary");
  const exact = summary["received"] === sent && summary["accepted"] === sent && summary["duplicates"] === 0;
  const verdict = exact ? "everybody got exactly one" : `WRONG ${JSON.stringify(summary)}`;
  console.log(`  the simulator's ledger: ${verdict}`);
  if (!exact) process.exitCode = 1;
}
