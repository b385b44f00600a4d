// A provider takes a message and says afterwards that the number may not send, or that the person has had enough.

import { expect, test } from "vitest";
import { marketingRestsOf } from "../accounts/index.ts";
import type { Failure } from "../messaging/index.ts";
import { harness, type Lane, useHarness } from "../messaging/harness.ts";
import { heedFailures } from "./heed-failures.ts";

useHarness();

const person = "+14155550142";

function failure({ tenantId, senderId }: Lane, event: Partial<Failure["event"]>): Failure {
  return {
    tenant_id: tenantId,
    sender_id: senderId,
    recipient: person,
    event: {
      kind: "status",
      status: "failed",
      providerMessageId: "wamid.1",
      correlation: null,
      at: new Date(),
      error: { code: "payment_required_by_provider", providerCode: "131042", detail: "" },
      retry: null,
      blocks: { scope: "sender", afterMs: null },
      ...event,
    },
  };
}

async function pauseOf({ senderId }: Lane): Promise<unknown> {
  const { rows } = await harness.engine.query(
    "select paused_at is not null as paused, paused_until > now() as ends, pause_reason from sender where id = $1",
    [senderId],
  );
  return rows[0];
}

const heed = (...failures: Failure[]): Promise<void> =>
  harness.engine.transaction((tx) => heedFailures(tx, failures));

test("the number stands still until somebody acts, whatever else was said of it", async () => {
  const lane = await harness.tenant();
  const passing = failure(lane, {
    error: { code: "provider_throttled", providerCode: "80007", detail: "" },
    blocks: { scope: "sender", afterMs: 60_000 },
  });
  await heed(passing, failure(lane, {}), passing);
  expect(await pauseOf(lane)).toEqual({
    paused: true,
    ends: null,
    pause_reason: "payment_required_by_provider",
  });
  await heed(passing);
  expect(await pauseOf(lane)).toMatchObject({ ends: null });
});

test("for a while, when that is what was said", async () => {
  const lane = await harness.tenant();
  await heed(failure(lane, { blocks: { scope: "sender", afterMs: 60_000 } }));
  expect(await pauseOf(lane)).toMatchObject({ paused: true, ends: true });
});

test("not for what speaks of one message, nor for what was said long ago", async () => {
  const lane = await harness.tenant();
  await heed(
    failure(lane, { blocks: null }),
    failure(lane, { blocks: { scope: "template", afterMs: null } }),
    failure(lane, { at: new Date(Date.now() - 3_600_000) }),
  );
  expect(await pauseOf(lane)).toMatchObject({ paused: false });
});

test("a person from whom marketing was withheld gets none for a day at least", async () => {
  const lane = await harness.tenant();
  const error = { code: "marketing_capped", providerCode: "131049", detail: "" } as const;
  await heed(failure(lane, { error, blocks: null }));
  const rests = await marketingRestsOf(harness.engine, lane.tenantId, [person], new Date());
  expect(rests.get(person)?.getTime()).toBeGreaterThanOrEqual(Date.now() + 24 * 3_600_000 - 60_000);
});
