// Messages follow their template: held when it cannot be sent, due again as they were when it can, and no others.

import { describe, expect, test } from "vitest";
import { harness, insertMessages, type Lane, newId, newMessage, useHarness } from "../harness.ts";
import {
  holdAccepted,
  holdStep,
  type LanePlace,
  releaseStep,
  type TemplateHold,
  type TemplateMessages,
} from "./hold-template.ts";

useHarness();

const until = new Date(Date.now() + 40 * 86_400_000);
const hold: TemplateHold = {
  until,
  code: "template_paused",
  reason: "its template trip (en) is paused by WhatsApp",
};

const ofTemplate = (name: string, language: string | { code: string } = "en") => ({
  type: "template" as const,
  body: { type: "template" as const, template: { name, language } },
});

async function send(
  lane: Lane,
  count: number,
  more: Parameters<typeof newMessage>[1] = {},
): Promise<string[]> {
  const messages = Array.from({ length: count }, (_, n) =>
    newMessage(lane, { recipient: `+1415556${1_000 + n}`, ...more }),
  );
  await harness.app.asTenants([lane.tenantId], (tx) => insertMessages(tx, messages));
  return messages.map(({ id }) => id);
}

function meant(lane: Lane): TemplateMessages {
  return {
    tenantId: lane.tenantId,
    senderIds: [lane.senderId],
    template: { id: newId(), name: "trip", language: "en" },
  };
}

type Step = (from: LanePlace | null) => Promise<LanePlace | null>;

async function walk(step: Step): Promise<number> {
  let steps = 0;
  for (let from: LanePlace | null | undefined; from !== null; steps++) from = await step(from ?? null);
  return steps;
}

const holdAll = (which: TemplateMessages): Promise<number> =>
  walk((from) => harness.engine.transaction((tx) => holdStep(tx, which, hold, from)));
const releaseAll = (which: TemplateMessages): Promise<number> =>
  walk((from) => harness.engine.transaction((tx) => releaseStep(tx, which, from)));

async function dueTimes(lane: Lane): Promise<Map<string, number>> {
  const { rows } = await harness.engine.query(
    "select message_id, due_at from lane_entry where tenant_id = $1 order by message_id",
    [lane.tenantId],
  );
  return new Map(rows.map((row) => [String(row["message_id"]), (row["due_at"] as Date).getTime()]));
}

describe("a template that cannot be sent", () => {
  test("holds its own messages of every class and language spelling, and no others", async () => {
    const lane = await harness.tenant();
    const held = [
      ...(await send(lane, 3, ofTemplate("trip"))),
      ...(await send(lane, 2, { ...ofTemplate("trip", { code: "en" }), class: 2, category: "marketing" })),
      ...(await send(lane, 1, { ...ofTemplate("trip"), class: 0, category: "authentication" })),
    ];
    const others = [
      ...(await send(lane, 2)),
      ...(await send(lane, 2, ofTemplate("trips"))),
      ...(await send(lane, 2, ofTemplate("trip", "en_US"))),
    ];
    const before = await dueTimes(lane);
    await holdAll(meant(lane));
    const after = await dueTimes(lane);
    for (const id of held) expect(after.get(id)).toBe(until.getTime());
    for (const id of others) expect(after.get(id)).toBe(before.get(id));
  });

  test("gives them back the time they had, whatever was scheduled, in its old order", async () => {
    const lane = await harness.tenant();
    const which = meant(lane);
    const later = new Date(Date.now() + 3_600_000).toISOString();
    await send(lane, 5, ofTemplate("trip"));
    await send(lane, 5, { ...ofTemplate("trip"), status: "scheduled", due_at: later });
    const before = await dueTimes(lane);
    await holdAll(which);
    // A longer hold over the first keeps the first time too.
    const longer = { ...hold, until: new Date(until.getTime() + 86_400_000) };
    await walk((from) => harness.engine.transaction((tx) => holdStep(tx, which, longer, from)));
    await releaseAll(which);
    expect(await dueTimes(lane)).toEqual(before);
  });

  test("is held in steps, and what was scheduled by people is not released with it", async () => {
    const lane = await harness.tenant();
    const which = meant(lane);
    await send(lane, 5_200, ofTemplate("trip"));
    expect(await holdAll(which)).toBe(4);
    const later = new Date(Date.now() + 3_600_000).toISOString();
    const [scheduled = ""] = await send(lane, 1, {
      ...ofTemplate("trip"),
      status: "scheduled",
      due_at: later,
    });
    await releaseAll(which);
    const after = await dueTimes(lane);
    expect([...after.values()].filter((due) => due > Date.now())).toHaveLength(1);
    expect(after.get(scheduled)).toBe(new Date(later).getTime());
  });

  test("lets go what a refusal put off", async () => {
    const lane = await harness.tenant();
    const [refused = "", other = ""] = await send(lane, 2, ofTemplate("trip"));
    await harness.engine.query(
      "update lane_entry set due_at = now() + interval '15 minutes' where tenant_id = $1",
      [lane.tenantId],
    );
    await harness.engine.query(
      `update message set error = '{"code": "template_paused"}' where tenant_id = $1 and id = $2`,
      [lane.tenantId, refused],
    );
    const which = meant(lane);
    // Held or not when its answer came.
    await holdAll(which);
    await releaseAll(which);
    const after = await dueTimes(lane);
    expect(after.get(refused)).toBeLessThanOrEqual(Date.now());
    expect(after.get(other)).toBeGreaterThan(Date.now());
  });

  test("leaves alone what is in flight", async () => {
    const lane = await harness.tenant();
    const [id = ""] = await send(lane, 1, ofTemplate("trip"));
    await harness.engine.query("update lane_entry set status = 'sending' where tenant_id = $1", [
      lane.tenantId,
    ]);
    await holdAll(meant(lane));
    expect((await dueTimes(lane)).get(id)).toBeLessThan(until.getTime());
  });
});

describe("a message accepted for a template that waits", () => {
  async function template(lane: Lane, status: string): Promise<string> {
    const id = newId();
    await harness.engine.query(
      `insert into template (tenant_id, id, mode, account, name, language, parameter_format, category, components,
                             status, applied_status)
       values ($1, $2, 'test', '200', 'trip', 'en', 'POSITIONAL', 'UTILITY', '[]', $3, $3)`,
      [lane.tenantId, id, status],
    );
    return id;
  }

  const accept = (lane: Lane, templateId: string): Promise<string> =>
    harness.app.asTenants([lane.tenantId], async (tx) => {
      const message = newMessage(lane, ofTemplate("trip"));
      await insertMessages(tx, [message]);
      await holdAccepted(tx, [message, { ...message, held: { ...hold, templateId } }]);
      return message.id;
    });

  test("waits with it, and is let go with it", async () => {
    const lane = await harness.tenant();
    const id = await template(lane, "PENDING");
    const messageId = await accept(lane, id);
    expect((await dueTimes(lane)).get(messageId)).toBe(until.getTime());
    await releaseAll({ ...meant(lane), template: { id, name: "trip", language: "en" } });
    expect((await dueTimes(lane)).get(messageId)).toBeLessThanOrEqual(Date.now());
  });

  test("does not when it was approved meanwhile", async () => {
    const lane = await harness.tenant();
    const messageId = await accept(lane, await template(lane, "APPROVED"));
    expect((await dueTimes(lane)).get(messageId)).toBeLessThanOrEqual(Date.now());
  });
});
