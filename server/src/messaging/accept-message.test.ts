// Accepting under concurrency: one message for one key or client reference, and no other tenant's sender.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Acceptance, createAcceptor, type Submission } from "./accept-message.ts";
import { createHarness, type Harness, type Lane, newMessage } from "./harness.ts";

let harness: Harness;
let lane: Lane;
beforeAll(async () => {
  harness = await createHarness();
  lane = await harness.tenant();
});
afterAll(() => harness.close());

type Wanted = { key?: string; fingerprint?: string; reference?: string; to?: Lane };

function submission({ key, fingerprint = "ab", reference, to = lane }: Wanted): Submission {
  const message = newMessage(to, { client_reference: reference ?? null });
  return {
    tenantId: to.tenantId,
    messages: [message],
    idempotency: key === undefined ? null : { mode: "test", route: "POST /v1/messages", key, fingerprint },
    answer: (taken) =>
      taken.has(0) ? { status: 409, body: taken.get(0) } : { status: 202, body: { id: message.id } },
  };
}

async function countMessages(to: Lane): Promise<number> {
  const { rows } = await harness.engine.query<{ count: number }>(
    "select count(*)::int as count from message where tenant_id = $1",
    [to.tenantId],
  );
  return rows[0]?.count ?? 0;
}

const idOf = (acceptance: Acceptance): unknown =>
  acceptance.kind === "mismatch" ? null : (acceptance.body as { id: string }).id;

describe("an idempotency key", () => {
  test("used by many callers at once makes one message and one answer", async () => {
    const tenant = await harness.tenant();
    // Two acceptors stand for two control processes on one database.
    const acceptors = [createAcceptor({ db: harness.app }), createAcceptor({ db: harness.app })];
    const answers = await Promise.all(
      Array.from({ length: 30 }, () =>
        acceptors.map((acceptor) => acceptor.accept(submission({ key: "order-1042", to: tenant }))),
      ).flat(),
    );
    const ids = new Set(answers.map(idOf));
    expect(ids.size).toBe(1);
    expect(await countMessages(tenant)).toBe(1);
    expect(answers.filter((answer) => answer.kind === "accepted")).toHaveLength(1);
    expect(answers.filter((answer) => answer.kind === "replayed")).toHaveLength(59);
  });

  test("with another body is refused and makes nothing", async () => {
    const tenant = await harness.tenant();
    const acceptor = createAcceptor({ db: harness.app });
    await acceptor.accept(submission({ key: "k", fingerprint: "aa", to: tenant }));
    const second = await acceptor.accept(submission({ key: "k", fingerprint: "bb", to: tenant }));
    expect(second.kind).toBe("mismatch");
    expect(await countMessages(tenant)).toBe(1);
  });

  test("belongs to its tenant: another's same key is another key", async () => {
    const [one, two] = [await harness.tenant(), await harness.tenant()];
    const acceptor = createAcceptor({ db: harness.app });
    const answers = await Promise.all(
      [one, two].map((to) => acceptor.accept(submission({ key: "same", to }))),
    );
    expect(answers.map((answer) => answer.kind)).toEqual(["accepted", "accepted"]);
  });

  test("of a refused request stays free", async () => {
    const tenant = await harness.tenant();
    const acceptor = createAcceptor({ db: harness.app });
    await acceptor.accept(submission({ reference: "r1", to: tenant }));
    const refused = await acceptor.accept(submission({ key: "k", reference: "r1", to: tenant }));
    expect(refused).toMatchObject({ status: 409 });
    const corrected = await acceptor.accept(submission({ key: "k", reference: "r2", to: tenant }));
    expect(corrected).toMatchObject({ kind: "accepted", status: 202 });
    expect(await countMessages(tenant)).toBe(2);
  });
});

test("a client reference makes one message, also among requests of the same moment", async () => {
  const tenant = await harness.tenant();
  const acceptor = createAcceptor({ db: harness.app });
  const answers = await Promise.all(
    Array.from({ length: 30 }, () => acceptor.accept(submission({ reference: "order-7", to: tenant }))),
  );
  expect(answers.filter((answer) => "status" in answer && answer.status === 202)).toHaveLength(1);
  expect(await countMessages(tenant)).toBe(1);
});

test("a message cannot name another tenant's sender", async () => {
  const [one, two] = [await harness.tenant(), await harness.tenant()];
  const acceptor = createAcceptor({ db: harness.app });
  const crossed = submission({ to: { ...one, senderId: two.senderId } });
  await expect(acceptor.accept(crossed)).rejects.toThrow(/not its tenant's/);
});

test("without a named tenant the application role sees and writes nothing", async () => {
  await createAcceptor({ db: harness.app }).accept(submission({}));
  const { rows } = await harness.app.query("select count(*)::int as count from message");
  expect(rows).toEqual([{ count: 0 }]);
  await expect(
    harness.app.asTenants([lane.tenantId], async (tx) => {
      const other = await harness.tenant();
      await tx.query("insert into client_reference values ($1, 'x', $2)", [other.tenantId, other.tenantId]);
    }),
  ).rejects.toThrow(/row-level security/);
});
