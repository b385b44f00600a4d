// Seats of a plan: held where people are invited, asked again where they accept, and counted in what a tenant sees.

import { afterAll, beforeAll, expect, test } from "vitest";
import { type Answer, ask, createHarness, type Harness, newId, origin } from "../http/harness.ts";
import { presentId } from "../kernel/ids.ts";
import { createPasswords, createPeople, type People } from "../people/index.ts";
import { openPlans, type Plans } from "../plans/index.ts";
import { roomForSeat } from "./people.ts";
import { ownPlanRoutes, planGates } from "./plans.ts";

let house: Harness;
let plans: Plans;
let staff: Record<string, string>;

beforeAll(async () => {
  let people: People | undefined;
  const onError = (): undefined => undefined;
  const peopleOf = ({ engine, vault }: Pick<Harness, "engine" | "vault">): People =>
    (people ??= createPeople({
      engine,
      vault,
      newId,
      onError,
      roomForSeat,
      passwords: createPasswords(),
      mailer: null,
      publicUrl: origin,
      now: () => new Date(),
    }));
  house = await createHarness(
    (parts) => {
      plans = openPlans({ engine: parts.engine, use: "accept", onError });
      return [...peopleOf(parts).routes, ...ownPlanRoutes({ newId })];
    },
    {
      gates: (parts) => [...peopleOf(parts).gates, ...planGates({ engine: parts.engine, newId, plans })],
    },
  );
  staff = house.person({ platform: true });
});
afterAll(async () => {
  await plans.stop();
  await house.close();
});

const asStaff = (line: string, body: unknown): Promise<Answer> =>
  ask(house, null, line, { headers: staff, body });

async function allow(tenantId: string, seats: number): Promise<void> {
  const made = await asStaff("POST /v1/platform/plans", { name: `p-${newId().slice(-8)}`, caps: { seats } });
  const put = await asStaff(`PUT /v1/platform/tenants/${presentId("ten", tenantId)}/plan`, {
    plan: made.body["id"],
  });
  expect(put.status).toBe(200);
}

test("a plan's seats are for members and for whoever is invited, and no more", async () => {
  const tenant = await house.tenant();
  const key = (await tenant.key("live")).text;
  const invite = (email: string): Promise<Answer> =>
    ask(house, key, "POST /v1/invitations", { body: { email, role: "agent" } });
  await allow(tenant.id, 2);

  const first = await invite("asha@example.com");
  expect(first.status).toBe(201);
  expect((await invite("ben@example.com")).status).toBe(201);
  expect(await invite("chen@example.com")).toMatchObject({
    status: 403,
    body: { code: "plan_capacity_reached" },
  });
  // Somebody who is invited once more takes no second seat.
  const again = await invite("asha@example.com");
  expect(again.status).toBe(201);
  const { body: plan } = await ask(house, key, "GET /v1/plan");
  expect(plan["caps"]).toContainEqual(expect.objectContaining({ cap: "seats", limit: 2, used: 2, left: 0 }));

  await allow(tenant.id, 1);
  const token = String(again.body["link"]).split("#")[1];
  const accept = (): Promise<Answer> =>
    ask(house, null, "POST /v1/auth/invitation/accept", {
      body: { token, name: "Asha", password: "a bicycle under the mango tree" },
    });
  expect(await accept()).toMatchObject({ status: 403, body: { code: "plan_capacity_reached" } });
  // Nothing was half done: with room, the same link works.
  await allow(tenant.id, 2);
  expect((await accept()).status).toBeLessThan(300);
  expect((await invite("chen@example.com")).body).toMatchObject({ code: "plan_capacity_reached" });
});
