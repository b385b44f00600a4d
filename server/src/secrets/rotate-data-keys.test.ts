// Rotation of data keys: nobody who works meanwhile fails or loses a value, and it goes on where it was killed.

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { dataKeyIds, sealingKeyId } from "./data-keys.ts";
import { resealTenant } from "./reseal.ts";
import { advanceRotations, type Patience, rotateDataKeys } from "./rotate-data-keys.ts";
import { sealedColumns } from "./sealed-columns.ts";
import { secretsStatus } from "./status.ts";
import {
  createSealedHouse,
  memoryPlace,
  type SealedHouse,
  type SealedTenant,
} from "./testing/sealed-house.ts";
import { verifySealed } from "./verify.ts";

let house: SealedHouse;
beforeEach(async () => {
  house = await createSealedHouse();
});
afterEach(() => house.drop());

const atOnce: Patience = { settle: 0, keep: 0 };
const keeping: Patience = { settle: 0, keep: 3_600_000 };

const deps = () => ({ engine: house.db, vault: house.vault, masters: house.masters });
const rotate = (tenants: readonly SealedTenant[]) =>
  rotateDataKeys(
    deps(),
    tenants.map(({ id }) => id),
    atOnce,
  );
const fail = (error: Error): never => {
  throw error;
};

async function keysOf({ id }: SealedTenant): Promise<string[]> {
  return dataKeyIds(house.masters, id, await house.dataKeys(id));
}

async function broken(): Promise<unknown[]> {
  const found = await verifySealed({ engine: house.db, vault: house.vault }, null);
  expect(found.every(({ opened }) => opened > 0)).toBe(true);
  return found.flatMap((one) => one.broken);
}

describe("a tenant whose data key is rotated", () => {
  test("has everything it sealed under the new key, and another tenant nothing", async () => {
    const [one, other] = [await house.tenant(450), await house.tenant()];
    const [before] = await keysOf(one);
    const untouched = await keysOf(other);
    expect(await rotate([one])).toEqual({ tenants: 1, values: 457 });
    const [newest, ...older] = await keysOf(one);
    expect(newest).not.toBe(before);
    expect(older).toEqual([before]);
    const { tenants } = await secretsStatus(house.db, house.masters);
    expect(Object.fromEntries(tenants.map(({ slug, rotation, keys }) => [slug, { rotation, keys }]))).toEqual(
      {
        [`t-${one.id}`]: {
          rotation: "promoted",
          keys: [
            { id: newest, values: 457 },
            { id: before, values: 0 },
          ],
        },
        [`t-${other.id}`]: { rotation: null, keys: [{ id: untouched[0], values: 10 }] },
      },
    );
    expect(await broken()).toEqual([]);
  });

  test("keeps its old key for an hour, and then has one again", async () => {
    const one = await house.tenant();
    await rotate([one]);
    await advanceRotations(deps(), keeping, fail);
    expect(await keysOf(one)).toHaveLength(2);
    await advanceRotations(deps(), atOnce, fail);
    expect(await keysOf(one)).toHaveLength(1);
    expect(await broken()).toEqual([]);
    // Over: the next rotation is another.
    await rotate([one]);
    expect(await keysOf(one)).toHaveLength(2);
  });

  test("keeps its old key while a value is sealed under it, and the value is taken along", async () => {
    const one = await house.tenant();
    const old = await house.dataKeys(one.id);
    await rotate([one]);
    await house.db.query("update session_memory set value = $1 where id = 'key-0001'", [
      house.vault.seal(old, memoryPlace(one, "key-0001"), "a late one"),
    ]);
    await advanceRotations(deps(), atOnce, fail);
    expect(await keysOf(one)).toHaveLength(2);
    await advanceRotations(deps(), atOnce, fail);
    expect(await keysOf(one)).toHaveLength(1);
    expect(await valueOf(one, "key-0001")).toBe("a late one");
  });

  test("keeps its old key when one of its values opens under none, and the others go on", async () => {
    const [one, other] = [await house.tenant(), await house.tenant()];
    await house.db.query("update session_memory set value = $1 where tenant_id = $2 and id = 'key-0001'", [
      house.vault.seal(await house.dataKeys(other.id), memoryPlace(other, "key-0001"), "moved"),
      one.id,
    ]);
    await expect(rotate([one, other])).rejects.toThrow("cannot be opened");
    const told: string[] = [];
    for (let times = 0; times < 3; times++)
      await advanceRotations(deps(), atOnce, (error) => void told.push(error.message));
    expect(told[0]).toContain(one.id);
    expect([(await keysOf(one)).length, (await keysOf(other)).length]).toEqual([2, 1]);
    expect(await broken()).toEqual([{ tenant: `t-${one.id}`, row: one.senderId, part: "session/key-0001" }]);
  });
});

async function valueOf(tenant: SealedTenant, key: string): Promise<string> {
  const { rows } = await house.db.query<{ value: Buffer }>(
    "select value from session_memory where tenant_id = $1 and id = $2",
    [tenant.id, key],
  );
  return house.vault.open(await house.dataKeys(tenant.id), memoryPlace(tenant, key), rows[0]!.value);
}

describe("whoever works meanwhile", () => {
  test("opens what the new key has sealed once it was published, and does not seal with it", async () => {
    const one = await house.tenant();
    const readBefore = await house.dataKeys(one.id);
    await rotateUntilPublished(one);
    const readMeanwhile = await house.dataKeys(one.id);
    expect(sealingKeyId(house.masters, one.id, readMeanwhile)).toEqual(
      sealingKeyId(house.masters, one.id, readBefore),
    );
    await rotate([one]);
    const { rows } = await house.db.query<{ value: Buffer }>(
      "select value from session_memory where id = 'key-0000'",
    );
    const place = memoryPlace(one, "key-0000");
    expect(house.vault.open(readMeanwhile, place, rows[0]!.value)).toBe("value of key-0000");
    expect(() => house.vault.open(readBefore, place, rows[0]!.value)).toThrow();
    // And the reverse: what is sealed with keys of before still opens.
    const late = house.vault.seal(readBefore, place, "late");
    expect(house.vault.open(await house.dataKeys(one.id), place, late)).toBe("late");
  });

  async function rotateUntilPublished(tenant: SealedTenant): Promise<void> {
    const killed = rotateDataKeys(
      {
        ...deps(),
        onStep: () => {
          throw new Error("killed");
        },
      },
      [tenant.id],
      atOnce,
    );
    await expect(killed).rejects.toThrow("killed");
  }

  test("never loses a value to the rotation, however often it writes", async () => {
    const one = await house.tenant(40);
    const last = new Map<string, string>();
    let writing = true;
    const writer = (async () => {
      for (let count = 0; writing; count++) {
        const names = [count, count + 7, count + 20].map((n) => `key-${String(n % 40).padStart(4, "0")}`);
        const dataKeys = await house.dataKeys(one.id);
        const values = names.map((name) =>
          house.vault.seal(dataKeys, memoryPlace(one, name), `${name} ${count}`),
        );
        await house.db.query(
          `update session_memory m set value = w.value from unnest($1::text[], $2::bytea[]) as w(id, value)
           where m.id = w.id`,
          [names, values],
        );
        for (const name of names) last.set(name, `${name} ${count}`);
      }
    })();
    for (let times = 0; times < 5; times++) {
      await rotate([one]);
      await advanceRotations(deps(), atOnce, fail);
      await advanceRotations(deps(), atOnce, fail);
    }
    writing = false;
    await writer;
    for (const [name, value] of last) expect(await valueOf(one, name)).toBe(value);
    expect(last.size).toBe(40);
    expect(await broken()).toEqual([]);
  });

  test("is not waited for: a row it has locked is left for the next look", async () => {
    const one = await house.tenant();
    await rotateUntilPublished(one);
    await advanceRotations(deps(), atOnce, fail);
    const old = await house.dataKeys(one.id);
    const place = memoryPlace(one, "key-0002");
    const [memory] = sealedColumns.filter(({ table }) => table === "session_memory");
    await house.db.transaction(async (tx) => {
      await tx.query("update session_memory set written_at = now() where id = 'key-0002'");
      const dataKeys = await house.dataKeys(one.id);
      // As if the first key sealed again: everything is to be sealed anew.
      const sealingKey = Buffer.alloc(8, 1);
      const done = await resealTenant(deps(), { id: one.id, dataKeys, sealingKey }, [memory!]);
      expect(done).toEqual({ done: 2, left: 1 });
    });
    expect(house.vault.open(old, place, house.vault.seal(old, place, "x"))).toBe("x");
    expect(await broken()).toEqual([]);
  });
});

describe("a rotation that is killed", () => {
  const killAt = async (tenant: SealedTenant, step: number): Promise<void> => {
    let steps = 0;
    const onStep = (): void => {
      if (++steps === step) throw new Error("killed");
    };
    await rotateDataKeys({ ...deps(), onStep }, [tenant.id], atOnce).catch((error: Error) => {
      expect(error.message).toBe("killed");
    });
  };

  test.each([1, 2])("after step %i is finished by the job", async (at) => {
    const one = await house.tenant();
    const [before] = await keysOf(one);
    await killAt(one, at);
    for (let times = 0; times < 4; times++) await advanceRotations(deps(), atOnce, fail);
    const after = await keysOf(one);
    expect(after).toHaveLength(1);
    expect(after).not.toContain(before);
    expect(await broken()).toEqual([]);
  });

  test.each([1, 2])("after step %i is joined by the next command, which makes no third key", async (at) => {
    const one = await house.tenant();
    await killAt(one, at);
    await rotate([one]);
    expect(await keysOf(one)).toHaveLength(2);
    expect(await broken()).toEqual([]);
  });

  test("is the same as two at once: one of them takes each step", async () => {
    const one = await house.tenant(300);
    await Promise.all([rotate([one]), rotate([one])]);
    expect(await keysOf(one)).toHaveLength(2);
    expect(await broken()).toEqual([]);
  });
});
