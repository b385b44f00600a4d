// How a claim is planned while its lane is small: the same plan is kept when the lane has grown a thousandfold.

import pg from "pg";
import { expect, test } from "vitest";
import { createDatabase, type Database } from "../../kernel/db.ts";
import { harness, insertMessages, newId, newMessage, openEngine, useHarness } from "../harness.ts";
import { claimMessages } from "./dispatch.ts";

useHarness();

test("a lane of sixty messages is claimed as one of a hundred thousand would have to be", async () => {
  await fillLane(60);
  const engine = openEngine(harness.url);
  try {
    const plan = await claimPlan(engine);
    expect(plan).not.toMatch(/Seq Scan on (lane_entry|message)/);
    expect(plan).not.toContain("Bitmap Heap Scan on lane_entry");
    expect(plan).toContain("lane_entry_pkey on lane_entry earlier");
    // Whichever index finds the message, it is one probe: by the tenant and the id alone, the one that begins with
    // tenant and recipient read through all of a tenant's month for each message.
    expect(plan).toMatch(/recipient = c\.recipient/);
  } finally {
    await engine.close();
  }
});

test("without the transport's settings it would be read through for each of its messages", async () => {
  const onError = (): void => undefined;
  const engine = createDatabase({ url: harness.url, role: "waypost_engine", connectionsMax: 1, onError });
  try {
    expect(await claimPlan(engine)).toContain("Seq Scan on lane_entry");
  } finally {
    await engine.close();
  }
});

async function fillLane(count: number): Promise<void> {
  const lane = await harness.tenant();
  const messages = Array.from({ length: count }, (_, n) =>
    newMessage(lane, { recipient: `+1415555${1_000 + n}` }),
  );
  await harness.app.asTenants([lane.tenantId], (tx) => insertMessages(tx, messages));
  const owner = new pg.Client({ connectionString: harness.url });
  await owner.connect();
  await owner.query("analyze lane_entry, message, attempt");
  await owner.end();
}

/** The plan that a connection keeps, whatever it is asked for. */
function claimPlan(engine: Database): Promise<string> {
  return engine.transaction(async (tx) => {
    await claimMessages(tx, newId(), []);
    await tx.query("set local plan_cache_mode = force_generic_plan");
    const { rows } = await tx.query<{ "QUERY PLAN": string }>(
      `explain execute claim_messages('${newId()}', '[]')`,
    );
    return rows.map((row) => row["QUERY PLAN"]).join("\n");
  });
}
