// Segments over HTTP: kept rules, who matches now, what is refused and where, and what may not be deleted.

import type { SegmentRule } from "@waypost/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Answer, ask, createHarness, type Harness, newId, type Tenant } from "../../http/harness.ts";
import { AppError } from "../../kernel/errors.ts";
import { presentId } from "../../kernel/ids.ts";
import { createAddressHash } from "../address.ts";
import { audienceRoutes } from "../routes.ts";
import { segmentRoutes } from "./routes.ts";
import type { User } from "./users.ts";

const people = { newId, hash: createAddressHash(Buffer.alloc(32, 7)) };
const now = (): Date => new Date();
let house: Harness;
let ours: Tenant;
let key: string;
/** What the rooms above say, by the segment's uuid. */
const campaigns = new Map<string, User[]>();

beforeAll(async () => {
  house = await createHarness(({ app }) => [
    ...audienceRoutes({
      people,
      now,
      db: app,
      parsePhone: async (_tenantId, text, path) => {
        if (/^\+\d+$/.test(text)) return text;
        throw new AppError("invalid_phone", "It is no number.", {
          errors: [{ path, message: "is no number" }],
        });
      },
      skipWaiting: async () => undefined,
    }),
    ...segmentRoutes({
      db: app,
      newId,
      now,
      segmentUsers: async (_tx, { segmentId }) => campaigns.get(segmentId) ?? [],
    }),
  ]);
  ours = await house.tenant();
  key = (await ours.key("live")).text;
});
afterAll(() => house.close());

const call = (line: string, body?: unknown): Promise<Answer> =>
  ask(house, key, line, body === undefined ? {} : { body });
const preview = (rule: unknown, exclude?: unknown): Promise<Answer> =>
  call("POST /v1/segments/preview", exclude === undefined ? { rule } : { rule, exclude });

let made = 0;
const create = async (rule: SegmentRule, more: object = {}): Promise<string> => {
  const answer = await call("POST /v1/segments", { name: `segment ${(made += 1)}`, rule, ...more });
  expect([answer.status, answer.body["errors"]]).toEqual([201, undefined]);
  return String(answer.body["id"]);
};
const contact = async (phone: string, more: object): Promise<string> =>
  String((await call("POST /v1/contacts", { phone, ...more })).body["id"]);
const everybody: SegmentRule = { kind: "all", of: [] };
const inCity = (city: string): SegmentRule => ({ kind: "attribute", name: "city", text: { is: city } });

describe("a segment", () => {
  test("is asked anew whenever its people are listed", async () => {
    const asha = await contact("+14155550400", { name: "Asha", attributes: { city: "Kochi" } });
    const id = await create(inCity("kochi"));
    const first = await call(`GET /v1/segments/${id}/contacts`);
    expect(first.body).toEqual({ data: [{ id: asha, name: "Asha", phone: "+14155550400" }], next: null });
    const ravi = await contact("+14155550401", { name: "Ravi", attributes: { city: "Kochi" } });
    const page = await call(`GET /v1/segments/${id}/contacts?limit=1`);
    expect(page.body).toMatchObject({ data: [{ id: ravi }], next: ravi });
    const next = await call(`GET /v1/segments/${id}/contacts?limit=1&after=${ravi}`);
    expect(next.body).toMatchObject({ data: [{ id: asha }], next: null });
    await call(`PATCH /v1/segments/${id}`, { exclude: { kind: "name", text: { is: "Ravi" } } });
    const without = await call(`GET /v1/segments/${id}/contacts`);
    expect(without.body["data"]).toMatchObject([{ id: asha }]);
  });

  test("keeps what a change does not name, and its name is its own", async () => {
    const id = await create(everybody, { description: "All of them.", exclude: inCity("Pune") });
    const changed = await call(`PATCH /v1/segments/${id}`, { name: "Everybody" });
    expect(changed.body).toMatchObject({
      name: "Everybody",
      description: "All of them.",
      exclude: inCity("Pune"),
    });
    const other = await create(everybody);
    expect(await call(`PATCH /v1/segments/${other}`, { name: "Everybody" })).toMatchObject({
      status: 409,
      body: { code: "conflict", errors: [{ path: "/name" }] },
    });
    const again = await call("POST /v1/segments", { name: "Everybody", rule: everybody });
    expect(again.status).toBe(409);
    expect((await call(`GET /v1/segments/${id}`)).body).toEqual(changed.body);
    expect((await call("GET /v1/segments?limit=1")).body).toMatchObject({
      data: [{ id: other }],
      next: other,
    });
  });

  test("that others name is not deleted before them, nor is a list", async () => {
    const list = String((await call("POST /v1/lists", { name: "Guests" })).body["id"]);
    const inner = await create({ kind: "list", any_of: [list] }, { name: "On the list" });
    const outer = await create({ kind: "not", of: { kind: "segment", id: inner } }, { name: "Not on it" });
    const refused = await call(`DELETE /v1/segments/${inner}`);
    expect([refused.status, refused.body]).toMatchObject([
      409,
      { code: "conflict", errors: [{ path: "/id", message: `is used by the segment ${outer}, Not on it` }] },
    ]);
    const kept = await call(`DELETE /v1/lists/${list}`);
    expect([kept.status, kept.body["code"]]).toEqual([409, "conflict"]);
    for (const path of [`/v1/segments/${outer}`, `/v1/segments/${inner}`, `/v1/lists/${list}`])
      // oxlint-disable-next-line no-await-in-loop -- each may go only once the one before is gone
      expect([path, (await call(`DELETE ${path}`)).status]).toEqual([path, 204]);
  });

  test("that a campaign is sent to is not deleted", async () => {
    const id = await create(everybody);
    const uuid = id.slice(4).replace(/(.{8})(.{4})(.{4})(.{4})(.*)/, "$1-$2-$3-$4-$5");
    campaigns.set(uuid, [{ kind: "campaign", id: "cmp_1", name: "Spring" }]);
    const refused = await call(`DELETE /v1/segments/${id}`);
    expect([refused.status, refused.body["detail"]]).toEqual([
      409,
      "The segment is used by campaign cmp_1 (Spring).",
    ]);
    campaigns.clear();
    expect((await call(`DELETE /v1/segments/${id}`)).status).toBe(204);
    expect((await call(`GET /v1/segments/${id}`)).status).toBe(404);
  });

  test("never leads back to itself, on whichever road", async () => {
    const first = await create(everybody);
    const second = await create({ kind: "segment", id: first });
    const third = await create({ kind: "any", of: [everybody, { kind: "segment", id: second }] });
    for (const id of [first, second, third]) {
      // oxlint-disable-next-line no-await-in-loop -- each on its own
      const answer = await call(`PATCH /v1/segments/${first}`, {
        rule: { kind: "all", of: [{ kind: "not", of: { kind: "segment", id } }] },
      });
      expect([answer.status, answer.body["code"], answer.body["errors"]]).toEqual([
        422,
        "segment_invalid",
        [{ path: "/rule/of/0/of/id", message: "leads back to this segment" }],
      ]);
    }
  });

  test("of two that name each other at once, one is refused", async () => {
    const [a, b] = [await create(everybody), await create(everybody)];
    const answers = await Promise.all([
      call(`PATCH /v1/segments/${a}`, { rule: { kind: "segment", id: b } }),
      call(`PATCH /v1/segments/${b}`, { rule: { kind: "segment", id: a } }),
    ]);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 422]));
  });

  test("that has grown too large through what it names is refused when it is used", async () => {
    const wide = (id: string): SegmentRule => ({
      kind: "any",
      of: Array.from({ length: 100 }, () => ({ kind: "segment" as const, id })),
    });
    const bottom = await create(everybody);
    const middle = await create({ kind: "segment", id: bottom });
    const top = await create(wide(middle));
    await call(`PATCH /v1/segments/${bottom}`, { rule: { kind: "tag", any_of: ["a"] } });
    expect((await call(`GET /v1/segments/${top}/contacts`)).status).toBe(200);
    await call(`PATCH /v1/segments/${middle}`, { rule: wide(bottom) });
    expect(await call(`GET /v1/segments/${top}/contacts`)).toMatchObject({
      status: 422,
      body: { code: "segment_invalid" },
    });
  });

  test("of another tenant is not there, and none of its people", async () => {
    const id = await create(everybody);
    const stranger = (await (await house.tenant()).key("live")).text;
    for (const line of [
      `GET /v1/segments/${id}`,
      `GET /v1/segments/${id}/contacts`,
      `DELETE /v1/segments/${id}`,
    ])
      // oxlint-disable-next-line no-await-in-loop -- each on its own
      expect([line, (await ask(house, stranger, line)).status]).toEqual([line, 404]);
    const named = { body: { rule: { kind: "segment", id } } };
    expect((await ask(house, stranger, "POST /v1/segments/preview", named)).status).toBe(422);
    const all = await ask(house, stranger, "POST /v1/segments/preview", { body: { rule: everybody } });
    expect(all.body).toMatchObject({ count: 0, sample: [] });
  });
});

describe("a preview", () => {
  test("counts, shows ten, and leaves out who is excluded", async () => {
    const town = "Thrissur";
    await Promise.all(
      Array.from({ length: 12 }, (_, n) =>
        contact(`+1415555${1200 + n}`, { name: `T${n}`, attributes: { city: town } }),
      ),
    );
    const answer = await preview(inCity(town), { kind: "name", text: { one_of: ["t0", "t1"] } });
    expect([answer.status, answer.body]).toMatchObject([200, { count: 10, exact: true, method: "counted" }]);
    expect(answer.body["sample"]).toHaveLength(10);
    expect(JSON.stringify(answer.body["sample"])).not.toContain('"T1"');
  });

  test("warns of an attribute that nobody has defined", async () => {
    const answer = await preview({ kind: "any", of: [{ kind: "attribute", name: "ctiy", is_set: true }] });
    expect(answer.body["warnings"]).toEqual([
      { path: "/rule/of/0/name", message: "is no attribute that somebody has defined" },
    ]);
  });

  test.each([
    [{ kind: "list", any_of: [presentId("lst", newId())] }, "/rule/any_of/0"],
    [{ kind: "segment", id: presentId("seg", newId()) }, "/rule/id"],
    [{ kind: "time_zone", one_of: ["UTC", "Mars/Olympus"] }, "/rule/one_of/1"],
    [{ kind: "bucket", seed: "a", from: 50, to: 50 }, "/rule/to"],
    [{ kind: "event", event: "read", within_days: 3, before_days: 3 }, "/rule/within_days"],
    [{ kind: "name", text: { is: "a", is_not: "b" } }, "/rule/text"],
    [{ kind: "nmae", text: { is: "a" } }, "/rule/kind"],
    [{ kind: "all", of: [everybody, { kind: "not", of: { kind: "tag" } }] }, "/rule/of/1/of"],
    [{ kind: "name", text: { is: "a\0" } }, "/rule/text/is"],
    ["select 1", "/rule/kind"],
  ])("of %j is refused at its place", async (rule, path) => {
    const answer = await preview(rule);
    expect([answer.status, JSON.stringify(answer.body["errors"])]).toEqual([
      422,
      expect.stringContaining(`"path":"${path}"`),
    ]);
  });
});
