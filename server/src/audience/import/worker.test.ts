// Imports take turns: a giant of one tenant does not hold up another's, and nobody's is worked on twice at once.

import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { takeDue } from "../store/words.ts";
import { createImportHouse, type ImportHouse, type Shown, type TenantSide } from "./testing/import-house.ts";
import { claimImport, releaseImport, someoneWaits } from "./store/import.ts";
import { createImportWorker } from "./worker.ts";

let house: ImportHouse;
beforeAll(async () => {
  house = await createImportHouse();
});
afterAll(() => house.harness.close());

const phones = (count: number): string =>
  ["phone", ...Array.from({ length: count }, (_, n) => String(9_820_000_000 + n))].join("\n");
const begin = async (tenant: TenantSide, count: number): Promise<string> =>
  ((await (await tenant.send(phones(count))).json()) as Shown).id;

test("of each tenant one is worked on at a time, and whoever has waited longest is next", async () => {
  const [one, other] = [await house.tenant(), await house.tenant()];
  await begin(one, 1);
  await begin(one, 2);
  await begin(other, 3);
  const { engine } = house.harness;
  const claim = async () => (await claimImport(engine, []))[0];
  const [first, second, third] = [await claim(), await claim(), await claim()];
  expect([first?.tenant_id, second?.tenant_id, third]).toEqual([one.id, other.id, undefined]);
  expect((await someoneWaits(engine, []))[0]?.waits).toBe(false);
  // The giant puts itself down, and the tenant's other one, which nobody has touched yet, goes first.
  await releaseImport(engine, [first?.tenant_id, first?.id, first?.claims]);
  expect((await someoneWaits(engine, []))[0]?.waits).toBe(true);
  const next = await claim();
  expect([next?.tenant_id, next?.id === first?.id]).toEqual([one.id, false]);
  await engine.query("update contact_import set state = 'canceled'");
});

test("while a large one is read a small one of somebody else is done", { timeout: 60_000 }, async () => {
  const [giant, small] = [await house.tenant(), await house.tenant()];
  const giantId = await begin(giant, 30_000);
  const smallId = await begin(small, 10);
  const worker = createImportWorker(house.deps);
  worker.nudge();
  await vi.waitFor(async () => expect((await small.show(smallId)).state).toBe("done"), {
    timeout: 30_000,
    interval: 20,
  });
  expect((await giant.show(giantId)).state).toBe("running");
  await worker.stop();
  // What was put down is taken up where it was.
  const { rows, state } = await giant.show(giantId);
  expect([state, rows < 30_000]).toEqual(["running", true]);
  await giant.ask(`POST /v1/contacts/import/${giantId}/cancel`);
});

test("the words of who came in bulk wait for the tenant's next file, ten minutes at most", async () => {
  const { engine } = house.harness;
  await engine.query("delete from contact_word_due");
  const tenant = await house.tenant();
  await tenant.import(phones(300));
  const due = async (): Promise<unknown[]> => (await takeDue(engine, [])).map(({ tenant_id }) => tenant_id);
  expect(await due()).toEqual([tenant.id]);

  const id = await begin(tenant, 1);
  await claimImport(engine, []);
  expect(await due()).toEqual([]);
  await engine.query("update contact_import set created_at = created_at - interval '11 minutes'");
  expect(await due()).toEqual([tenant.id]);
  await tenant.ask(`POST /v1/contacts/import/${id}/cancel`);
});
