// Evidence on a real database: in any order, twice, too early, and from the wrong tenant.

import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { StatusEvent } from "../transports/transport.ts";
import { applyStatuses, type SenderStatus } from "./apply-evidence.ts";
import { createHarness, type Harness, type Lane, newId, newMessage } from "./harness.ts";
import { insertMessages } from "./store/accept.ts";
import { takeMatchedParked } from "./store/evidence.ts";

let harness: Harness;
let lane: Lane;
beforeAll(async () => {
  harness = await createHarness();
  lane = await harness.tenant();
});
afterAll(() => harness.close());

const deps = { newId, random: () => 0.5 };

/** A message whose first attempt has ended as `state` says, with the provider's id known or not. */
async function attempted(of: Lane, state: "sent" | "unknown", providerId: string | null): Promise<string> {
  const message = newMessage(of);
  await harness.engine.transaction(async (tx) => {
    await insertMessages(tx, [message]);
    await tx.query("update message set status = $2, tries = 1, attempts = 1 where id = $1", [
      message.id,
      state,
    ]);
    await tx.query("delete from lane_entry where message_id = $1", [message.id]);
    await tx.query(
      `insert into attempt (tenant_id, message_id, number, shard, epoch, state, provider_message_id, started_at)
       values ($1, $2, 1, 7, 1, $3, $4, now())`,
      [of.tenantId, message.id, state === "sent" ? "accepted" : "unknown", providerId],
    );
  });
  return message.id;
}

function status(of: Lane, event: Partial<StatusEvent> & Pick<StatusEvent, "status">): SenderStatus {
  return {
    tenantId: of.tenantId,
    senderId: of.senderId,
    source: "cloud_api",
    event: {
      kind: "status",
      providerMessageId: "wamid.x",
      correlation: null,
      at: new Date("2026-11-01T12:00:00Z"),
      error: null,
      retry: null,
      ...event,
    },
  };
}

const apply = (statuses: SenderStatus[]): Promise<{ applied: number; parked: number }> =>
  harness.engine.transaction((tx) => applyStatuses(tx, statuses, deps));

async function statusOf(id: string): Promise<unknown> {
  const { rows } = await harness.engine.query(
    "select status, provider_message_id from message where id = $1",
    [id],
  );
  return rows[0];
}

describe("evidence", () => {
  test("finds its message by our correlation when the answer was lost, and settles the doubt", async () => {
    const id = await attempted(lane, "unknown", null);
    await apply([status(lane, { status: "sent", correlation: `${id}.1`, providerMessageId: "wamid.lost" })]);
    expect(await statusOf(id)).toEqual({ status: "sent", provider_message_id: "wamid.lost" });
    // The read receipt carries only the provider's id, which is known by now.
    await apply([status(lane, { status: "read", providerMessageId: "wamid.lost" })]);
    expect(await statusOf(id)).toMatchObject({ status: "read" });
  });

  test("of a thousand messages in one batch, in any order and twice, moves each to the same end", async () => {
    const ids = await Promise.all(
      Array.from({ length: 50 }, (_, n) => attempted(lane, "sent", `wamid.m${n}`)),
    );
    const events = ids.flatMap((_, n) =>
      (["read", "sent", "delivered", "sent", "read"] as const).map((proof) =>
        status(lane, { status: proof, providerMessageId: `wamid.m${n}` }),
      ),
    );
    await apply(events.toSorted(() => 0.5 - Math.random()));
    const { rows } = await harness.engine.query(
      "select status, count(*)::int from message where id = any ($1) group by status",
      [ids],
    );
    expect(rows).toEqual([{ status: "read", count: 50 }]);
    const evidence = await harness.engine.query(
      "select count(*)::int from evidence where message_id = any ($1)",
      [ids],
    );
    expect(evidence.rows).toEqual([{ count: 150 }]);
  });

  test("about messages that are just being written waits for them, and is not taken for early", async () => {
    const ids = await Promise.all([attempted(lane, "sent", "wamid.w1"), attempted(lane, "sent", "wamid.w2")]);
    const events = ids.flatMap((id) =>
      (["delivered", "read"] as const).map((proof) =>
        status(lane, { status: proof, correlation: `${id}.1` }),
      ),
    );
    const applied = await harness.engine.transaction(async (tx) => {
      await tx.query("update message set updated_at = now() where id = any ($1)", [ids]);
      const { rows } = await tx.query<{ pid: number }>("select pg_backend_pid() as pid");
      const waiting = apply(events);
      await vi.waitFor(async () => {
        const held = "select from pg_locks where not granted and $1 = any (pg_blocking_pids(pid))";
        expect((await harness.engine.query(held, [rows[0]?.pid])).rowCount).toBe(1);
      });
      return [waiting];
    });
    expect(await applied[0]).toMatchObject({ applied: 4, parked: 0 });
  });

  test("that came before its message is parked, and counts once the message is known", async () => {
    expect(
      await apply([status(lane, { status: "delivered", providerMessageId: "wamid.early" })]),
    ).toMatchObject({
      applied: 0,
      parked: 1,
    });
    const id = await attempted(lane, "sent", "wamid.early");
    await harness.engine.transaction(async (tx) => {
      const parked = await takeMatchedParked(tx, [10]);
      expect(parked).toHaveLength(1);
      await applyStatuses(
        tx,
        [status(lane, { status: "delivered", providerMessageId: "wamid.early" })],
        deps,
      );
    });
    expect(await statusOf(id)).toMatchObject({ status: "delivered" });
  });

  test("from one tenant's sender cannot touch another tenant's message", async () => {
    const other = await harness.tenant();
    const id = await attempted(lane, "sent", "wamid.mine");
    await apply([
      status(other, { status: "read", providerMessageId: "wamid.mine" }),
      status(other, { status: "read", correlation: `${id}.1`, providerMessageId: "wamid.mine" }),
    ]);
    expect(await statusOf(id)).toMatchObject({ status: "sent" });
  });
});
