// Failover on a real database: what is taken out of a lane, where it goes, and what stays.

import { describe, expect, test } from "vitest";
import { ask } from "../http/harness.ts";
import { presentId } from "../kernel/ids.ts";
import { createSweeper } from "../routing/index.ts";
import {
  addSender,
  house,
  key,
  now,
  pool,
  putPolicy,
  send,
  setSender,
  tenant,
  timeline,
  toPool,
  useRoutedHouse,
} from "./testing/routed-house.ts";

useRoutedHouse();

describe("failover", () => {
  const sweep = (): Promise<void> =>
    createSweeper({
      db: house.engine,
      now,
      onError: (error) => {
        throw error;
      },
    }).job.run();

  const lanes = async (): Promise<Map<string, number>> => {
    const { rows } = await house.engine.query<{ sender_id: string; n: number }>(
      "select sender_id, count(*)::int as n from lane_entry where tenant_id = $1 group by sender_id",
      [tenant.id],
    );
    return new Map(rows.map(({ sender_id, n }) => [presentId("snd", sender_id), n]));
  };

  test("moves what waits for a sender that was paused, says why, and moves nothing twice", async () => {
    const [first, second] = [await addSender(), await addSender()];
    await putPolicy({ rules: [{ use: { sender: first }, fallbacks: [{ use: { sender: second } }] }] });
    const ids = await Promise.all(
      Array.from({ length: 8 }, async (_, n) => (await send({ to: `+1415555800${n % 4}` })).body["id"]),
    );
    const pinned = await send({ from: first, to: "+14155558009" });
    await sweep();
    expect(await lanes()).toEqual(new Map([[first, 9]]));
    await setSender(first, "paused");
    await sweep();
    await sweep();
    expect(await lanes()).toEqual(
      new Map([
        [first, 1],
        [second, 8],
      ]),
    );
    expect((await timeline(pinned.body["id"])).map(({ type }) => type)).not.toContain("rerouted");
    for (const id of ids) {
      const moved = (await timeline(id)).filter(({ type }) => type === "rerouted");
      expect(moved).toHaveLength(1);
      expect(moved[0]?.detail).toMatchObject({
        from: first,
        sender: second,
        code: "sender_paused",
        policy: 1,
      });
    }
  });

  test("leaves everything where it is while no other can take it", async () => {
    const [first, second] = [await addSender(), await addSender()];
    await putPolicy({ pools: pool(first, second), rules: [toPool] });
    await send({});
    await setSender(first, "paused");
    await setSender(second, "paused");
    const before = await lanes();
    await sweep();
    expect(await lanes()).toEqual(before);
  });

  test("takes what a deleted sender leaves behind, also when the policy has forgotten it", async () => {
    const [first, second] = [await addSender(), await addSender()];
    await putPolicy({ rules: [{ use: { sender: first } }] });
    await send({});
    await putPolicy({ rules: [{ use: { sender: second } }] }, 1);
    await setSender(first, "deleted");
    await sweep();
    expect(await lanes()).toEqual(new Map([[second, 1]]));
  });

  test("takes a long lane's last messages, until what is left may wait there", async () => {
    const [slow, quick] = [await addSender({ rate: 1 }), await addSender({ rate: 1_000 })];
    const rules = [{ use: { sender: slow }, fallbacks: [{ use: { sender: quick }, on: ["throttled"] }] }];
    await putPolicy({ rules });
    const sent = [];
    for (let n = 0; n < 40; n++) sent.push((await send({ to: `+1415555${9000 + n}` })).body["id"]);
    await putPolicy({ rules, throttled_after_seconds: 25 }, 1);
    await sweep();
    expect(await lanes()).toEqual(
      new Map([
        [slow, 25],
        [quick, 15],
      ]),
    );
    expect((await timeline(sent.at(-1))).map(({ type }) => type)).toContain("rerouted");
    expect((await timeline(sent.at(0))).map(({ type }) => type)).not.toContain("rerouted");
  });

  test("by several processes at once moves each message once", async () => {
    const [first, second] = [await addSender(), await addSender()];
    await putPolicy({ rules: [{ use: { sender: first }, fallbacks: [{ use: { sender: second } }] }] });
    const messages = Array.from({ length: 700 }, (_, n) => ({
      to: `+1415555${1000 + n}`,
      text: { body: "x" },
    }));
    await ask(house, key, "POST /v1/messages/batch", { body: { messages } });
    await setSender(first, "paused");
    await Promise.all([sweep(), sweep(), sweep()]);
    expect(await lanes()).toEqual(new Map([[second, 700]]));
    const { rows } = await house.engine.query(
      "select count(*)::int as n from evidence where tenant_id = $1 and type = 'rerouted'",
      [tenant.id],
    );
    expect(rows).toEqual([{ n: 700 }]);
  });
});
