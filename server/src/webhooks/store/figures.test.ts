// How an endpoint fared in the last day, counted from its deliveries.

import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { engine, useEngine } from "../../kernel/testing/engine.ts";
import { createIdMaker } from "../../kernel/ids.ts";
import { readFigures } from "./figures.ts";

useEngine();

const dayMs = 86_400_000;
const endpoint = { tenantId: randomUUID(), id: randomUUID() };

type Delivered = { state: "waiting" | "delivered" | "failed"; answers: (number | null)[]; at?: number };

async function deliver({ state, answers, at = Date.now() }: Delivered): Promise<void> {
  const log = answers.map((ms) => ({ status: ms === null ? null : 200, duration_ms: ms ?? 10_000 }));
  await engine.query(
    `insert into webhook_delivery (tenant_id, endpoint_id, event_id, sequence, type, state, due_at, log)
     values ($1, $2, $3, 1, 'message.sent', $4, case when $4 = 'waiting' then now() end, $5)`,
    [endpoint.tenantId, endpoint.id, createIdMaker(() => at)(), state, JSON.stringify(log)],
  );
}

test("what arrived, what took more than one attempt, and how fast it was answered", async () => {
  const read = async (bound: number) =>
    (await readFigures(engine, [endpoint.tenantId, endpoint.id, bound]))[0];
  const nothing = { counted: 0, delivered: 0, failed: 0, waiting: 0, retried: 0, attempts: 0 };
  expect(await read(100)).toEqual({ ...nothing, p50_ms: null, p95_ms: null });
  await deliver({ state: "delivered", answers: [99_999], at: Date.now() - dayMs - 60_000 });
  for (let ms = 1; ms <= 18; ms += 1) await deliver({ state: "delivered", answers: [ms] });
  await deliver({ state: "delivered", answers: [null, 19] });
  await deliver({ state: "failed", answers: [null, null, 20] });
  await deliver({ state: "waiting", answers: [] });
  expect(await read(100)).toEqual({
    counted: 21,
    delivered: 19,
    failed: 1,
    waiting: 1,
    retried: 2,
    attempts: 23,
    p50_ms: 10,
    p95_ms: 19,
  });
  expect(await read(5)).toMatchObject({ counted: 5 });
});
