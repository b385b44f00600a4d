// What the doctor says about the sessions of linked phones, over real rows.

import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createHarness, type Harness, newId } from "../http/harness.ts";
import { adviceOn } from "../sessions/index.ts";
import { examineSessions, sessionFinding } from "./sessions.ts";
import { type LinkedSender, readLinkedSenders } from "./store.ts";

const now = new Date();
const minute = 60_000;
const ago = (ms: number): Date => new Date(now.getTime() - ms);

const sound: LinkedSender = {
  tenant: "marigold",
  name: "Front desk",
  address: "+14155550123",
  mode: "live",
  wanted: "running",
  state: "connected",
  reason: null,
  since: ago(3 * 60 * minute),
  host: "host-a 4711",
  epoch: "12",
  waiting: 0,
  waiting_since: null,
  taken: 0,
  silent: 0,
  receipt_at: null,
  inbound_at: null,
};

describe("a session in words", () => {
  test("that is well says who it is, who holds it, and what was heard", () => {
    const heard = {
      receipt_at: ago(5 * minute),
      inbound_at: ago(3 * 24 * 60 * minute),
      taken: 12,
      silent: 2,
    };
    expect(sessionFinding({ ...sound, ...heard }, now)).toEqual({
      mark: "ok",
      text: 'Session "Front desk" (+14155550123, tenant marigold, live): connected for 3 h.',
      more: [
        "The session is connected and sends.",
        "Held by host-a 4711, epoch 12. Nothing waits.",
        "Last receipt: 5 min ago. Last message from a person: 3 days ago. " +
          "In the last hour WhatsApp took 12, of which 2 have no receipt.",
      ],
    });
  });

  test("that was banned says so, with the API's own advice and what waits", () => {
    const finding = sessionFinding(
      {
        ...sound,
        state: "banned",
        reason: "banned_by_whatsapp",
        waiting: 40,
        waiting_since: ago(90 * minute),
      },
      now,
    );
    const { meaning, action } = adviceOn("banned", "banned_by_whatsapp");
    expect(finding).toMatchObject({ mark: "WRONG", text: expect.stringContaining("banned_by_whatsapp") });
    expect(finding.more?.[0]).toBe(`${meaning} ${action}`);
    expect(finding.more?.[1]).toContain("40 messages wait, the oldest for 90 min.");
  });

  test.each<[string, Partial<LinkedSender>, string]>([
    ["reconnects since a moment", { state: "reconnecting", since: ago(minute) }, "note"],
    ["reconnects since long", { state: "reconnecting", since: ago(6 * minute) }, "WRONG"],
    ["was thrown out by another program", { state: "replaced" }, "WRONG"],
    ["was logged out", { state: "logged_out", wanted: "stopped" }, "WRONG"],
    ["was stopped", { state: "stopped", wanted: "stopped", host: null }, "note"],
    ["is wanted and held by nobody", { host: null }, "WRONG"],
    ["may not write to new people", { reason: "new_chats_locked" }, "note"],
    ["sends and hears nothing back", { taken: 10, silent: 10 }, "note"],
  ])("that %s is marked for it", (_, change, mark) => {
    expect(sessionFinding({ ...sound, ...change }, now).mark).toBe(mark);
  });
});

describe("the database", () => {
  let house: Harness;
  beforeAll(async () => {
    house = await createHarness(() => []);
  });
  afterAll(() => house.close());

  async function sender(shard: number): Promise<{ tenant: string; id: string }> {
    const [{ id: tenant }, id] = [await house.tenant(), newId()];
    await house.engine.query(
      `insert into sender (tenant_id, id, name, transport, mode, address, shard, rate_per_second, burst)
       values ($1, $2, 'Desk', 'whatsapp_web', 'live', '+14155550123', $3, 1, 1)`,
      [tenant, id, shard],
    );
    return { tenant, id };
  }

  async function message(of: { tenant: string; id: string }, status: string, createdAt: Date): Promise<void> {
    const time = createdAt.getTime().toString(16).padStart(12, "0");
    const id = `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${randomUUID().slice(-12)}`;
    await house.engine.query(
      `insert into message (tenant_id, id, mode, sender_id, shard, recipient, class, category, type, body, status,
                            due_at, unknown_policy, created_at, updated_at)
       values ($1, $2, 'live', $3, 0, '+14155550199', 1, 'utility', 'text', '{}', $4, $5, 'once', $5, $5)`,
      [of.tenant, id, of.id, status, createdAt],
    );
    if (status !== "queued") return;
    await house.engine.query(
      `insert into lane_entry (tenant_id, sender_id, recipient, message_id, shard, class, status, due_at)
       values ($1, $2, '+14155550199', $3, 0, 1, 'queued', $4)`,
      [of.tenant, of.id, id, createdAt],
    );
  }

  test("tells who holds a session, what waits, and what was heard", async () => {
    const one = await sender(7);
    const node = randomUUID();
    await house.engine.query("insert into node values ($1, 'host-a', now() + interval '1 hour')", [node]);
    await house.engine.query("update unit set owner = $1, epoch = 9 where id = 'shard-7'", [node]);
    await house.engine.query(
      "insert into session (tenant_id, sender_id, wanted, state, since) values ($1, $2, 'running', 'connected', $3)",
      [one.tenant, one.id, ago(10 * minute)],
    );
    await message(one, "queued", ago(8 * minute));
    await message(one, "queued", ago(-60 * minute));
    await message(one, "sent", ago(3 * minute));
    await message(one, "read", ago(4 * minute));
    await message(one, "sent", ago(3 * 60 * minute));
    await house.engine.query(
      `insert into inbound_message (tenant_id, sender_id, provider_message_id, id, type, body, at, received_at)
       values ($1, $2, 'x', $3, 'text', '{}', now(), $4)`,
      [one.tenant, one.id, newId(), ago(2 * minute)],
    );
    const found = await examineSessions(house.engine, now);
    expect(found).toEqual([
      {
        mark: "ok",
        text: expect.stringMatching(
          /^Session "Desk" \(\+14155550123, tenant .+, live\): connected for 10 min\.$/,
        ),
        more: [
          "The session is connected and sends.",
          "Held by host-a, epoch 9. 1 message waits, for 8 min.",
          "Last receipt: 4 min ago. Last message from a person: 2 min ago. " +
            "In the last hour WhatsApp took 2, of which 1 have no receipt.",
        ],
      },
    ]);
  });

  test("counts a holder whose lease has run out as nobody, and knows senders never started", async () => {
    const node = randomUUID();
    await house.engine.query("insert into node values ($1, 'gone', now() - interval '1 second')", [node]);
    await house.engine.query("update unit set owner = $1 where id = 'shard-8'", [node]);
    const { id } = await sender(8);
    const rows = await readLinkedSenders(house.engine, [newId(), newId()]);
    expect(rows.at(-1)).toMatchObject({ host: null, state: "stopped", wanted: "stopped", reason: null });
    await house.engine.query("update sender set deleted_at = now() where id = $1", [id]);
    expect(await readLinkedSenders(house.engine, [newId(), newId()])).toHaveLength(rows.length - 1);
  });
});
