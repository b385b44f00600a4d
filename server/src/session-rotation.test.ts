// A linked phone's session is held for longer than its tenant keeps its data keys: rotation takes nothing from it.

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createSealedHouse, type SealedHouse, type SealedTenant } from "./secrets/testing/sealed-house.ts";
import { rotateDataKeys, rotationJob, secretsStatus, verifySealed } from "./secrets/index.ts";
import { startHolding } from "./sessions/testing/holding-process.ts";

let house: SealedHouse;
let tenant: SealedTenant;
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  house = await createSealedHouse();
  tenant = await house.tenant();
});
afterEach(async () => {
  vi.useRealTimers();
  await house.drop();
});

const atOnce = { settle: 0, keep: 0 };
const halfAMinute = (): void => void vi.advanceTimersByTime(30_000);
const deps = () => ({ engine: house.db, vault: house.vault, masters: house.masters });
const fail = (error: Error): never => {
  throw error;
};
const advance = () => rotationJob(deps(), fail, atOnce).run();

test("a held session reads and writes through a whole rotation, and is not opened again for it", async () => {
  const rig = await startHolding({ db: house.db, vault: house.vault, shard: 5 });
  await rig.look();
  await vi.waitFor(() => expect(rig.opened).toHaveLength(1));
  const memory = rig.opened[0]!.account.memory!;
  const write = (id: string, text: string) =>
    memory.write([{ type: "session", id, value: Buffer.from(text) }]);
  const read = async (id: string): Promise<string> =>
    Buffer.from((await memory.read("session", [id])).get(id) ?? []).toString();

  await write("before", "1");
  // Published, and killed: by the time anybody goes on, its half minute is over.
  const onStep = (): never => {
    throw new Error("killed");
  };
  await expect(rotateDataKeys({ ...deps(), onStep }, [tenant.id], atOnce)).rejects.toThrow("killed");
  await write("published", "2");
  halfAMinute();
  expect(await read("before")).toBe("1");
  await advance();
  // Everything is sealed under the new key, and this process still seals under the old one.
  expect(await read("before")).toBe("1");
  await write("promoted", "3");
  await advance();
  await rig.look();
  halfAMinute();
  await write("late", "4");
  await advance();
  await advance();

  const [status] = (await secretsStatus(house.db, house.masters)).tenants;
  expect(status).toMatchObject({ rotation: null, keys: [{ values: 14 }] });
  for (const [id, text] of Object.entries({ before: "1", published: "2", promoted: "3", late: "4" }))
    expect(await read(id)).toBe(text);
  const verified = await verifySealed({ engine: house.db, vault: house.vault }, null);
  expect(verified.flatMap(({ broken }) => broken)).toEqual([]);
  expect([rig.opened.length, rig.opened[0]?.isClosed, rig.errors]).toEqual([1, false, []]);
});
