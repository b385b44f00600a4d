// A plan at dispatch: what was accepted before waits for its turn too, however many nodes send.

import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import {
  accept,
  accepted,
  createHarness,
  type Harness,
  newMessage,
  runDispatcher,
} from "../messaging/harness.ts";
import { assign, openPlans, type Plans, savePlan } from "../plans/index.ts";
import { newId } from "../messaging/harness.ts";

let house: Harness;
beforeAll(async () => {
  house = await createHarness();
});
afterAll(() => house.close());

function openNode(): Plans {
  const errors: Error[] = [];
  const plans = openPlans({
    engine: house.engine,
    use: "dispatch",
    onError: (error) => void errors.push(error),
  });
  onTestFinished(async () => {
    await plans.stop();
    expect(errors).toEqual([]);
  });
  return plans;
}

test("two nodes send no more than the day allows together; the rest waits and says why", async () => {
  const first = await house.tenant({ rate: 500, burst: 50, shard: 1 });
  const lanes = [first];
  for (const shard of [2, 3, 4, 5, 6]) {
    const lane = { ...first, senderId: newId(), shard };
    await house.engine.query(
      `insert into sender (tenant_id, id, name, transport, mode, address, shard, rate_per_second, burst)
       values ($1, $2, 'desk', 'memory', 'test', $3, $4, 500, 50)`,
      [lane.tenantId, lane.senderId, `+1555010000${shard}`, shard],
    );
    lanes.push(lane);
  }
  const { id: planId } = await savePlan(house.engine, newId, { name: "day", caps: { messages_per_day: 40 } });
  const { tenantId } = first;
  await assign(house.engine, { tenantId, planId, overrides: {}, since: null });
  // Accepted before anybody was held to a plan: all of it is due now.
  const messages = lanes.flatMap((lane) =>
    Array.from({ length: 20 }, (_, index) => newMessage(lane, { recipient: `+1415555${1_000 + index}` })),
  );
  await accept(house, messages);

  const sent = new Set<string>();
  for (const plans of [openNode(), openNode()]) {
    await plans.inForce.known();
    const purse = plans.purseOf({ tenantId, mode: "test" });
    const running = await runDispatcher(
      house,
      lanes.map((lane) => ({ ...lane, purse })),
      async ({ correlation }) => {
        sent.add(correlation);
        return accepted(correlation);
      },
    );
    onTestFinished(() => running.stop());
  }
  const reasons = async (): Promise<string[]> => {
    const { rows } = await house.engine.query<{ text: string }>(
      "select text from sender_rest where tenant_id = $1 and code = 'plan_limit'",
      [tenantId],
    );
    return rows.map(({ text }) => text);
  };
  await expect.poll(() => sent.size, { timeout: 15_000 }).toBe(40);
  await expect.poll(async () => (await reasons()).length, { timeout: 15_000 }).toBe(lanes.length);
  expect(new Set(await reasons())).toEqual(
    new Set(["the plan's 40 messages a day have left; it renews then"]),
  );
  expect(sent.size).toBe(40);
  const { rows } = await house.engine.query(
    "select count(*)::int from attempt where tenant_id = $1 and state = 'accepted'",
    [tenantId],
  );
  expect(rows).toEqual([{ count: 40 }]);

  await assign(house.engine, { tenantId, planId: null, overrides: {}, since: null });
  await expect.poll(() => sent.size, { timeout: 15_000 }).toBe(messages.length);
}, 60_000);
