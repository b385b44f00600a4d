// Requests repeated under one key, one after the other and at the same moment.

import { Type } from "typebox";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { AppError } from "../kernel/errors.ts";
import type { Route } from "../kernel/route.ts";
import { ask, createHarness, type Harness, type Tenant } from "./harness.ts";

/** Gates that hold a handler inside its transaction until a test opens them. */
let gate: Promise<void> = Promise.resolve();
let entered = (): void => undefined;
let runs = 0;
let outcome: "answer" | "refuse" | "throw" = "answer";

const body = Type.Object({ name: Type.String() });

const things = (path: string): Route => ({
  method: "POST",
  path,
  scope: "messages:write",
  summary: "Make a thing",
  schema: { body, response: { 201: body } },
  handler: {
    kind: "transaction",
    handle: async (request) => {
      runs += 1;
      entered();
      await gate;
      if (outcome === "throw") throw new AppError("conflict", "Not now.");
      if (outcome === "refuse") return { status: 409, body: { refused: runs } };
      return { status: 201, body: { run: runs, params: request.params } };
    },
  },
});

let house: Harness;
let tenant: Tenant;
let key: string;
let name = 0;

beforeAll(async () => {
  house = await createHarness(() => [things("/v1/things"), things("/v1/boxes/:id/things")]);
  tenant = await house.tenant();
  key = (await tenant.key("test")).text;
});
afterAll(() => house.close());
beforeEach(() => {
  [gate, outcome, runs] = [Promise.resolve(), "answer", 0];
  name += 1;
});

const post = (more: { body?: unknown; key?: string; path?: string; headers?: Record<string, string> } = {}) =>
  ask(house, more.key ?? key, `POST ${more.path ?? "/v1/things"}`, {
    body: more.body ?? { name: "a", size: 1 },
    headers: { "idempotency-key": `key ${name}`, ...more.headers },
  });

describe("a repeated request", () => {
  it("gets the first one's answer and does nothing", async () => {
    const first = await post();
    const again = await post({ body: { size: 1, name: "a" } });
    expect([first.status, first.headers.get("idempotency-replayed")]).toEqual([201, null]);
    expect([again.status, again.headers.get("idempotency-replayed")]).toEqual([201, "true"]);
    expect(again.body).toEqual(first.body);
    expect(again.headers.get("request-id")).not.toBe(first.headers.get("request-id"));
    expect(runs).toBe(1);
  });

  it("is refused with another body or for another thing", async () => {
    await post();
    expect((await post({ body: { name: "b" } })).body).toMatchObject({
      status: 422,
      code: "idempotency_mismatch",
    });
    await post({ path: "/v1/boxes/1/things" });
    expect((await post({ path: "/v1/boxes/2/things" })).body["code"]).toBe("idempotency_mismatch");
    expect(runs).toBe(2);
  });

  it("is another request for another route, mode or tenant", async () => {
    const stranger = (await (await house.tenant()).key("test")).text;
    await post();
    await post({ path: "/v1/boxes/1/things" });
    await post({ key: (await tenant.key("live")).text });
    await post({ key: stranger });
    await post({ key: (await tenant.key("test")).text });
    expect(runs).toBe(4);
  });

  it("runs again after a refusal, thrown or answered, because it may be corrected", async () => {
    outcome = "throw";
    expect((await post()).status).toBe(409);
    outcome = "refuse";
    expect((await post({ body: { name: "b" } })).body).toEqual({ refused: 2 });
    outcome = "answer";
    expect((await post({ body: { name: "c" } })).status).toBe(201);
    expect((await post({ body: { name: "c" } })).headers.get("idempotency-replayed")).toBe("true");
    expect(runs).toBe(3);
  });

  it("runs again after a malformed try", async () => {
    expect((await post({ body: { name: 1 } })).status).toBe(400);
    expect((await post()).status).toBe(201);
  });
});

describe("twins at the same moment", () => {
  it("run once: the others wait and get its answer", async () => {
    const answers = await Promise.all([post(), post(), post(), post()]);
    expect(answers.map((answer) => answer.status)).toEqual([201, 201, 201, 201]);
    expect(new Set(answers.map((answer) => JSON.stringify(answer.body))).size).toBe(1);
    expect(runs).toBe(1);
  });

  it("are told to come back when the first takes long", async () => {
    let open = (): void => undefined;
    gate = new Promise((resolve) => {
      open = resolve;
    });
    const inside = new Promise<void>((resolve) => {
      entered = resolve;
    });
    const first = post();
    await inside;
    const twin = await post();
    expect(twin.body).toMatchObject({ status: 409, code: "idempotency_in_progress", retryable: true });
    expect(twin.headers.get("retry-after")).toBe("1");
    open();
    expect((await first).status).toBe(201);
    expect((await post()).headers.get("idempotency-replayed")).toBe("true");
  });
});
