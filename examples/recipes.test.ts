// The recipes, step by step against the product's own routes and workers: who gets what by each.

import { afterAll, beforeAll, expect, test } from "vitest";
import { workOnCampaigns } from "../server/src/campaigns/index.ts";
import { workDeps } from "../server/src/control/campaigns.ts";
import { openImports } from "../server/src/control/contact-import.ts";
import { followTemplates } from "../server/src/control/templates.ts";
import {
  askWith,
  ground,
  makeKey,
  makeTenant,
  server,
  useControlServer,
} from "../server/src/control/testing/control-house.ts";
import { type Kitchen, type Made, readRecipe, recipes, runRecipe } from "./recipes/run-recipe.ts";

useControlServer();

let kitchen: Kitchen;
let tenantId: string;
let work: () => Promise<void>;
let end: () => Promise<unknown>;

beforeAll(async () => {
  const { house } = server;
  await fetch(`${ground.simulatorUrl}/_sim/settings`, {
    method: "PUT",
    body: JSON.stringify({ templates: { review_ms: 0 } }),
  });
  tenantId = await makeTenant(house, "A shop");
  const { text: key } = await makeKey(house, tenantId);
  const asked = askWith(server.url, key);
  expect((await asked("POST /v1/senders", { name: "front desk", transport: "sandbox" })).status).toBe(201);
  const [imports, templates] = [openImports(house), followTemplates(ground.config, house)];
  work = async () => {
    await imports.job.run();
    await templates.job.run();
    // What WhatsApp would say by webhook.
    await asked("POST /v1/templates/sync", {});
  };
  end = () => Promise.all([imports.stop(), templates.stop()]);
  kitchen = { url: server.url, key, run: "", ask: fetch, say: () => undefined, pause: work };
});
afterAll(() => end?.());

/** What was written to whom. */
async function cook(name: string): Promise<{ made: Made[]; said: [to: string, texts: string[]][] }> {
  const made = await runRecipe({ ...kitchen, run: name }, readRecipe(name));
  await workOnCampaigns(workDeps(server.house));
  const { rows } = await server.house.engine.query<{ recipient: string; texts: string[] }>(
    `select recipient, array(
              select p ->> 'text' from jsonb_path_query(body, '$.template.components[*].parameters[*]') p) as texts
     from message where tenant_id = $1 and body #>> '{template,name}' like '%' || $2 order by id`,
    [tenantId, name],
  );
  return { made, said: rows.map(({ recipient, texts }) => [recipient, texts]) };
}

test("reminders: each of tomorrow's people hears of their own doctor, day and time", async () => {
  const { made, said } = await cook("reminders");
  expect(made[4]).toMatchObject({ eligible: 5, missing: {} });
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
  expect(said).toHaveLength(5);
  expect(said).toContainEqual(["+14156200103", ["Leila", "Dr Chen", tomorrow, "10:30"]]);
});

test("arrivals: recent buyers, with links of their own, and who is held out hears nothing", async () => {
  const { made, said } = await cook("arrivals");
  const { eligible, skipped } = made[4] as { eligible: number; skipped: Record<string, number> };
  expect(eligible + (skipped["hold_out"] ?? 0)).toBe(4);
  expect(said).toHaveLength(eligible);
  for (const [, [, , link]] of said) expect(link).toMatch(/^https:\/\/waypost\.example\/l\/[\w-]{12}$/);
  expect(made.at(-1)).toMatchObject({ name: "purchase", value: 49.9 });
});

test("orders: each state is told once, however often it is asked for", async () => {
  const { made, said } = await cook("orders");
  expect(said.map(([, texts]) => texts[2])).toEqual(["packed", "on its way"]);
  expect(made.at(-1)?.["id"]).toBe(made.at(-2)?.["id"]);
});

test("donors: only those of the group, in the city, who may give again", async () => {
  const { said } = await cook("donors");
  expect(said.map(([to]) => to).toSorted()).toEqual(["+14156200401", "+14156200402", "+14156200406"]);
});

test("every recipe says what it is", () => {
  for (const name of recipes) expect(readRecipe(name)).toMatchObject({ title: /./, about: /\.$/ });
});
