// The commands over the product's own routes, on a real database: what a person asks for at a terminal, and reads.

import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { readConfig } from "../config.ts";
import { house, receive, type Tenant, useWebhookHouse, work } from "../control/testing/webhook-house.ts";
import { newId } from "../http/harness.ts";
import { presentId } from "../kernel/ids.ts";
import { makeKey } from "../control/testing/control-house.ts";
import { COMMANDS } from "./table.ts";

useWebhookHouse();

let tenant: Tenant;
const senderId = newId();
const printed: string[] = [];

beforeAll(async () => {
  tenant = await house.tenant();
  await house.server.house.engine.query(
    `insert into sender (tenant_id, id, name, transport, mode, address, shard, rate_per_second, burst)
     values ($1, $2, 'Front desk', 'sandbox', 'test', '+15550100000', 7, 80, 10)`,
    [tenant.id, senderId],
  );
});
beforeEach(() => {
  printed.length = 0;
  vi.spyOn(console, "log").mockImplementation((line) => void printed.push(String(line)));
});
afterEach(() => vi.restoreAllMocks());

/** The exit code; what was printed is in `printed`, anew for each command. */
async function waypost(line: string, key = tenant.key): Promise<number | void> {
  const config = readConfig({});
  if ("problems" in config) throw new Error(config.problems.join());
  const [name = "", ...args] = line.split(" ");
  const command = await COMMANDS[name]?.();
  if (command === undefined) throw new Error(`there is no command ${name}`);
  printed.length = 0;
  return command.run([...args, "--url", house.server.url, "--api-key", key], config);
}

/** What `--json` printed, as a foreign program reads it. */
async function answer(line: string, key?: string): Promise<unknown> {
  expect(await waypost(`${line} --json`, key)).toBe(0);
  return JSON.parse(printed.join("\n"));
}

const said = (): string => printed.join("\n");

describe("waypost sender", () => {
  test("lists senders, and finds one by its id or its number however that is written", async () => {
    expect(await waypost("sender list")).toBe(0);
    expect(said()).toMatch(/^snd_[0-9a-f]{32} {2}\+15550100000 {2}sandbox .* Front desk$/);
    const id = presentId("snd", senderId);
    expect(await answer(`sender show ${id}`)).toMatchObject({ id, address: "+15550100000" });
    expect(await answer("sender show +1-(555)-010-0000")).toMatchObject({ id });
    expect(await waypost(`sender show ${id}`)).toBe(0);
    expect(said()).toMatch(/^sender {4}snd_.*\nsession .*\n(.*\n)*a second {2}80\n/);
  });

  test("says what cannot be paired", async () => {
    await expect(waypost("sender pair +15550100000")).rejects.toThrow(
      /needs no session.*session_not_supported/,
    );
    await expect(waypost("sender pair +15550100009")).rejects.toThrow(
      "no sender with the number +15550100009",
    );
    await expect(waypost("sender pair desk")).rejects.toThrow('"desk" is neither');
  });
});

describe("waypost dead-letters", () => {
  async function fail(code: string, times: number): Promise<string[]> {
    const ids = Array.from({ length: times }, newId);
    await house.server.house.engine.query(
      `insert into message (tenant_id, id, mode, sender_id, shard, recipient, class, category, type, body, status,
                            due_at, unknown_policy, attention, error, created_at, updated_at)
       select $1, id, 'test', $2, 7, '+14155550199', 1, 'utility', 'text',
              '{"type": "text", "text": {"body": "words"}}', 'failed', now(), 'once', 'dead',
              jsonb_build_object('code', $4::text, 'providerCode', null, 'detail', 'It did not go.'), now(), now()
       from unnest($3::uuid[]) as given(id)`,
      [tenant.id, senderId, ids, code],
    );
    return ids.map((id) => presentId("msg", id));
  }

  test("are counted by their code, sent again after a yes, and dropped", async () => {
    expect(await waypost("dead-letters list")).toBe(0);
    expect(said()).toBe("There are no dead letters in test mode; --mode live looks among what is real.");
    const [some, many] = [await fail("recipient_undeliverable", 3), await fail("provider_unavailable", 12)];
    expect(await answer("dead-letters list --limit 2")).toMatchObject({
      counts: { recipient_undeliverable: 3, provider_unavailable: 12 },
      is_whole: true,
      data: [{ id: many.at(-1) }, { id: many.at(-2) }],
    });
    expect(await waypost("dead-letters list --code recipient_undeliverable")).toBe(0);
    expect(said()).toMatch(/^3 dead letters\n {2}recipient_undeliverable {2}3\nThe newest:\n {2}msg_/);

    expect(await waypost(`dead-letters drop ${some[0]}`)).toBe(0);
    expect(said()).toContain("its message stays failed");
    await expect(waypost(`dead-letters drop ${some[0]}`)).rejects.toThrow("not_found");
    expect(await waypost(`dead-letters replay ${some.join(" ")}`)).toBe(0);
    expect(said()).toBe("2 of 3 are sent again; the others are no dead letters.");
    await expect(waypost("dead-letters replay --all")).rejects.toThrow(/^Send 12 messages again\? .*--yes/);
    expect(await answer("dead-letters replay --code provider_unavailable --yes")).toEqual({ replayed: 12 });
    expect(await waypost("dead-letters replay --all")).toBe(0);
    expect(said()).toBe("0 are sent again");
  });
});

describe("waypost webhooks", () => {
  test("shows what was delivered, and tells it again by its id or by a span of time", async () => {
    const [receiver, { id: tenantId, key, ask }] = [await receive(), await house.tenant()];
    await house.tell(tenantId, ["message.sent", "message.sent"]);
    const { body } = await ask("POST /v1/webhook-endpoints", {
      url: receiver.url,
      events: ["message.*"],
    });
    const endpoint = String(body["id"]);
    await work();
    await house.tell(tenantId, ["message.read"]);
    await expect.poll(() => receiver.heard.length, { interval: 10, timeout: 5_000 }).toBe(1);

    expect(await waypost("webhooks list", key)).toBe(0);
    expect(said()).toBe(`${endpoint}  enabled  message.*  ${receiver.url}/`);
    const delivered = `webhooks deliveries --endpoint ${endpoint} --state delivered`;
    await expect
      .poll(() => answer(delivered, key), { interval: 50, timeout: 5_000 })
      .toMatchObject({ data: [{}] });
    expect(await waypost(delivered, key)).toBe(0);
    expect(said()).toMatch(/^whd_\S+ {2}\S+Z {2}message\.read {2}delivered {2}1 attempt {2}HTTP 204$/);

    const [id = ""] = said().split(" ");
    expect(await waypost(`webhooks replay ${id}`, key)).toBe(0);
    expect(said()).toBe("1 delivery is told again");
    expect(await answer(`webhooks replay --endpoint ${endpoint} --since 1h`, key)).toMatchObject({
      replayed: expect.any(Number),
    });
    await expect
      .poll(() => new Set(receiver.heard.map((heard) => heard.id)).size, { timeout: 5_000 })
      .toBe(3);
  });
});

describe("waypost campaign", () => {
  async function draft(): Promise<string> {
    await tenant.ask("POST /v1/contacts", { phone: "+14155550142", name: "Asha" });
    const message = { type: "text", text: { body: "The spring sale has begun" } };
    const wanted = { name: "Spring", message, audience: { everyone: true } };
    const { status, body } = await tenant.ask("POST /v1/campaigns", wanted);
    expect(status, JSON.stringify(body)).toBe(201);
    return body["id"];
  }

  test("is launched, paused, resumed, and watched until it is canceled", async () => {
    const written: string[] = [];
    vi.spyOn(process.stdout, "write").mockImplementation((text) => written.push(String(text)) > 0);
    const id = await draft();
    expect(await waypost("campaign list --status draft")).toBe(0);
    expect(said()).toMatch(new RegExp(`^${id} {2}draft {2}\\S+Z {2}Spring$`));
    await expect(waypost(`campaign launch ${id}`)).rejects.toThrow("campaign_not_tested");
    expect(await waypost(`campaign launch ${id} --skip-test`)).toBe(0);
    expect(said()).toContain(`${id}  Spring: running (launched `);
    expect(await waypost(`campaign pause ${id}`)).toBe(0);
    expect(said()).toMatch(/paused since \S+ by key_\w+: Somebody paused it\. \(by_hand\)/);
    await expect(waypost(`campaign launch ${id}`)).rejects.toThrow("campaign_wrong_state");

    const watching = waypost(`campaign watch ${id}`);
    await expect.poll(() => written.join("")).toMatch(/Spring: paused\n.*\n {2}people +\d/);
    expect(await answer(`campaign resume ${id}`)).toMatchObject({ status: "running" });
    expect(await answer(`campaign cancel ${id}`)).toMatchObject({ status: "canceled" });
    expect(await watching).toBe(1);
    expect(written.join("")).toMatch(/Spring: canceled/);
  });

  test("that has finished ends the watch at once, and tells a program all it knows", async () => {
    const id = await draft();
    await house.server.house.engine.query(
      `update campaign set status = 'finished', launched_at = now(), finished_at = now()
       where tenant_id = $1 and status = 'draft'`,
      [tenant.id],
    );
    expect(await answer(`campaign watch ${id}`)).toMatchObject({
      campaign: { id, status: "finished" },
      analytics: { funnel: { audience: 0 } },
    });
    expect(await waypost(`campaign show ${id}`)).toBe(0);
    expect(said()).toMatch(/Spring: finished \(\S+Z\)\n {2}people +0\n/);
  });
});

test("what a key may not do is told in a sentence", async () => {
  const { text } = await makeKey(house.server.house, tenant.id, { scopes: ["messages:read"] });
  await expect(waypost("campaign list", text)).rejects.toThrow(/campaigns:read.*HTTP 403/);
});

test.each([
  ["sender", "`waypost sender list`, `show` or `pair`"],
  ["sender show", "Name one sender by its id or number"],
  ["sender list --phone +14155550123", "--phone goes with pair"],
  ["sender pair --fone 1", "Unknown option '--fone'"],
  ["dead-letters", "`waypost dead-letters list`, `replay` or `drop`"],
  ["dead-letters replay", "their ids, or --code <code>, or --all"],
  ["dead-letters replay msg_1 --all", "their ids, or --code <code>, or --all"],
  ["dead-letters drop", "Name the one to drop"],
  ["dead-letters list --limit some", "--limit takes a number"],
  ["webhooks", "`waypost webhooks list`, `deliveries` or `replay`"],
  ["webhooks replay --since 2h", "or --endpoint <id> --since <time>"],
  ["webhooks replay whd_1 --endpoint whe_1 --since 2h", "Ids do not go with"],
  ["webhooks replay --endpoint whe_1 --since yesterday", "--since takes a time"],
  ["campaign stop cmp_1", "`waypost campaign` with list, show, launch"],
  ["campaign pause spring", "Name one campaign by its id: pause cmp_…"],
  ["campaign pause cmp_1 --skip-test", "--skip-test goes with launch"],
])("`waypost %s` is refused in words", async (line, sentence) => {
  await expect(waypost(line)).rejects.toThrow(sentence);
});
