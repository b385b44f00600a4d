// Routing policies over HTTP: written and read in versions, refused with the place of what is wrong.

import { describe, expect, test } from "vitest";
import { ask } from "../http/harness.ts";
import {
  addSender,
  house,
  key,
  pool,
  putPolicy,
  tenant,
  toPool,
  useRoutedHouse,
} from "./testing/routed-house.ts";

useRoutedHouse();

describe("a policy", () => {
  test("is read as it was written, each time under the next version", async () => {
    const first = await ask(house, key, "GET /v1/routing");
    expect(first.body).toEqual({ version: 0, updated_at: null, rules: [] });
    const sender = await addSender();
    const policy = { pools: pool(sender), rules: [{ name: "all of it", ...toPool }], health_floor: 40 };
    const written = await putPolicy(policy);
    expect([written.status, written.body["version"]]).toEqual([200, 1]);
    expect((await ask(house, key, "GET /v1/routing")).body).toMatchObject({ version: 1, ...policy });
    expect((await putPolicy({ rules: [] }, 1)).body).toMatchObject({ version: 2, rules: [] });
  });

  test("is refused to who has read another version", async () => {
    const sender = await addSender();
    const rules = [{ use: { sender } }];
    const answers = await Promise.all([1, 2, 3].map(() => putPolicy({ rules })));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409, 409]);
    expect((await putPolicy({ rules }, 7)).body).toMatchObject({
      code: "conflict",
      errors: [{ path: "/version", message: "is not the version in force" }],
    });
  });

  test("says where it makes no sense", async () => {
    const live = await addSender({ mode: "live" });
    const theirs = await addSender({ of: await house.tenant() });
    const mine = await addSender();
    const { status, body } = await putPolicy({
      pools: [...pool(mine, mine), { name: "all", senders: [{ sender: live }] }],
      rules: [{ use: { pool: "none" } }, { use: { sender: mine }, fallbacks: [{ use: { sender: theirs } }] }],
    });
    expect([status, body["code"]]).toEqual([422, "invalid_routing_policy"]);
    expect(body["errors"]).toEqual([
      { path: "/pools/0/senders/1/sender", message: "is in this pool already" },
      { path: "/pools/1/name", message: "is used twice" },
      { path: "/pools/1/senders/0/sender", message: "names no sender of this key's mode" },
      { path: "/rules/0/use/pool", message: "names no pool" },
      { path: "/rules/1/fallbacks/0/use/sender", message: "names no sender of this key's mode" },
    ]);
  });

  test("that is malformed is refused by path", async () => {
    const { status, body } = await putPolicy({
      rules: [{ use: {}, when: { country: ["india"], color: 1 } }, { use: { pool: "a", sender: "b" } }],
      health_floor: 101,
    });
    expect([status, body["code"]]).toEqual([400, "invalid_request"]);
    const paths = (body["errors"] as { path: string }[]).map(({ path }) => path);
    expect(paths).toEqual(
      expect.arrayContaining([
        "/rules/0/use",
        "/rules/0/when/country/0",
        "/rules/0/when/color",
        "/rules/1/use",
        "/health_floor",
      ]),
    );
  });

  test("is its tenant's and its mode's alone, and needs its scopes", async () => {
    const sender = await addSender();
    await putPolicy({ rules: [{ use: { sender } }] });
    const other = await (await house.tenant()).key("test");
    const live = await tenant.key("live");
    for (const { text } of [other, live]) {
      expect((await ask(house, text, "GET /v1/routing")).body).toMatchObject({ version: 0 });
    }
    const reader = await tenant.key("test", { scopes: ["routing:read"] });
    const body = { version: 1, rules: [] };
    expect((await ask(house, reader.text, "PUT /v1/routing", { body })).body["code"]).toBe(
      "insufficient_scope",
    );
  });
});
