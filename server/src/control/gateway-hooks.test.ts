// Webhooks of WAHA, WasenderApi and 360dialog over real HTTP: proved or refused, kept once, read into evidence.

import { createHmac } from "node:crypto";
import { Registry } from "prom-client";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createAddressHash } from "../audience/index.ts";
import { createHarness, type Harness, newId } from "../http/harness.ts";
import type { HookRoute } from "../http/index.ts";
import { presentId } from "../kernel/ids.ts";
import { createSenderFinder, senderRoutes } from "../senders/index.ts";
import { ask } from "../http/harness.ts";
import { type Intake, openIntake } from "./intake.ts";

const secret = "a-webhook-secret-of-ours";
const errors: Error[] = [];
let house: Harness;
let intake: Intake;
let tenantId: string;
let key: string;

/** The harness takes its hooks before the database they stand on is there. */
const places = ["dialog360", "waha/:sender", "wasender/:sender"].map((place): HookRoute => {
  const path = `/hooks/${place}`;
  return {
    method: "POST",
    path,
    handle: (...given) => {
      const hook = intake.hooks.find((each) => each.method === "POST" && each.path === path);
      if (hook === undefined) throw new Error(`there is no hook at ${path}`);
      return hook.handle(...given);
    },
  };
});

beforeAll(async () => {
  house = await createHarness(
    ({ app, vault }) =>
      senderRoutes({
        vault,
        newId,
        finder: createSenderFinder({ db: app, now: Date.now }),
        clock: () => new Date(),
        sessionsOf: async () => new Map(),
        sandboxConfig: async () => null,
      }),
    { hooks: places },
  );
  const { engine, vault } = house;
  const onError = (error: Error): void => void errors.push(error);
  const people = { newId, hash: createAddressHash(Buffer.alloc(32, 7)) };
  intake = openIntake({ engine, vault, registry: new Registry(), people, newId, onError });
  const tenant = await house.tenant();
  [tenantId, key] = [tenant.id, (await tenant.key("live")).text];
});
afterAll(async () => {
  await intake.stop();
  await house.close();
  expect(errors).toEqual([]);
});

const configs = {
  waha: { base_url: "https://waha.example", session: "desk", api_key: "k", webhook_secret: secret },
  wasender: { phone_number: "+15550190001", api_key: "k", webhook_secret: secret },
  dialog360: {
    phone_number_id: "500000001",
    display_phone_number: "+15550190002",
    api_key: "k",
    webhook_secret: secret,
  },
};
type Gateway = keyof typeof configs;

const senders = new Map<Gateway, string>();

async function senderOver(transport: Gateway): Promise<string> {
  const known = senders.get(transport);
  if (known !== undefined) return known;
  const body = { name: "Front desk", transport, config: configs[transport] };
  const added = await ask(house, key, "POST /v1/senders", { body });
  expect(added.status).toBe(201);
  senders.set(transport, String(added.body["id"]));
  return String(added.body["id"]);
}

const hmac = (algorithm: string, body: string): string =>
  createHmac(algorithm, secret).update(body).digest("hex");

/** What proves a body of each provider's. */
const proofs: Record<Gateway, (body: string) => Record<string, string>> = {
  waha: (body) => ({ "x-webhook-hmac": hmac("sha512", body), "x-webhook-hmac-algorithm": "sha512" }),
  wasender: () => ({ "x-webhook-signature": secret }),
  dialog360: (body) => ({ "x-360dialog-signature": hmac("sha256", body) }),
};

/** A person writes "Hi"; how each provider tells of it. */
const bodies: Record<Gateway, (id: string) => object> = {
  waha: (id) => ({
    event: "message",
    timestamp: Date.now(),
    payload: { id: `false_14155550123@c.us_${id}`, from: "14155550123@c.us", fromMe: false, body: "Hi" },
  }),
  wasender: (id) => ({
    event: "messages.received",
    timestamp: Date.now(),
    data: {
      messages: {
        key: { id, fromMe: false, remoteJid: "14155550123@s.whatsapp.net", cleanedSenderPn: "14155550123" },
        messageBody: "Hi",
      },
    },
  }),
  dialog360: (id) => {
    const timestamp = String(Math.floor(Date.now() / 1_000));
    const message = { id, from: "14155550123", timestamp, type: "text", text: { body: "Hi" } };
    const metadata = { phone_number_id: configs.dialog360.phone_number_id };
    const value = { metadata, messages: [message] };
    return { entry: [{ id: "1", changes: [{ field: "messages", value }] }] };
  },
};

async function post(transport: Gateway, sender: string, body: string, headers: Record<string, string>) {
  const place = transport === "dialog360" ? transport : `${transport}/${sender}`;
  const answer = await fetch(`${house.url}/hooks/${place}`, { method: "POST", headers, body });
  return { status: answer.status, type: answer.headers.get("content-type"), text: await answer.text() };
}

async function heard(): Promise<Record<string, unknown>[]> {
  const { rows } = await house.engine.query(
    "select sender_id, provider_message_id, sender_phone, body from inbound_message where tenant_id = $1",
    [tenantId],
  );
  return rows as Record<string, unknown>[];
}

async function stored(): Promise<unknown> {
  return (await house.engine.query("select count(*)::int as count from webhook_in")).rows[0]?.count;
}

describe.each(["waha", "wasender", "dialog360"] as const)("a webhook of %s", (transport) => {
  test("that is proved is kept once, however often it comes", async () => {
    const sender = await senderOver(transport);
    const id = `3EB0${transport.toUpperCase()}0001`;
    const body = JSON.stringify(bodies[transport](id));
    const proof = proofs[transport](body);
    for (let times = 0; times < 3; times++) {
      // A new sender's secret is known within four seconds; providers repeat what was refused before.
      await vi.waitFor(
        async () => expect((await post(transport, sender, body, proof)).status).toBe(200),
        8_000,
      );
    }
    await vi.waitFor(async () => {
      const open = await house.engine.query("select 1 from webhook_in where done_at is null");
      expect(open.rows).toEqual([]);
    }, 8_000);
    const mine = (await heard()).filter((row) => row["provider_message_id"] === id);
    expect(mine).toEqual([
      expect.objectContaining({ sender_phone: "+14155550123", body: { text: { body: "Hi" } } }),
    ]);
    expect(presentId("snd", String(mine[0]?.["sender_id"]))).toBe(sender);
  });

  test("that is not is refused with a problem, and not stored", async () => {
    const sender = await senderOver(transport);
    const body = JSON.stringify(bodies[transport]("3EB0FORGED"));
    const right = proofs[transport](body);
    const [name = "", value = ""] = Object.entries(right)[0] ?? [];
    const wrong = [
      {},
      { [name]: "" },
      { [name]: value.replace(/^./, (sign) => (sign === "a" ? "b" : "a")) },
      { [name]: `${value}0` },
      { "x-hub-signature-256": `sha256=${hmac("sha256", body)}` },
    ];
    const before = await stored();
    for (const headers of wrong) {
      const answer = await post(transport, sender, body, headers);
      expect([answer.status, answer.type]).toEqual([401, "application/problem+json; charset=utf-8"]);
      expect(JSON.parse(answer.text)).toMatchObject({ code: "signature_invalid" });
    }
    expect(await stored()).toBe(before);
  });
});

test.each(["waha", "wasender"] as const)(
  "%s cannot speak for a sender that is not its own",
  async (transport) => {
    const body = JSON.stringify(bodies[transport]("3EB0ELSEWHERE"));
    const other = await senderOver(transport === "waha" ? "wasender" : "waha");
    for (const sender of [other, presentId("snd", newId()), "snd_1", "nobody"]) {
      expect((await post(transport, sender, body, proofs[transport](body))).status).toBe(401);
    }
  },
);

test("what is proved and makes no sense is done, and says so", async () => {
  const sender = await senderOver("waha");
  for (const body of ["", "no json", "[]", '{"event":"message","payload":{}}', '{"event":"message.ack"}']) {
    expect((await post("waha", sender, body, proofs.waha(body))).status).toBe(200);
  }
  await vi.waitFor(async () => {
    const { rows } = await house.engine.query(
      "select problem from webhook_in where source = 'waha' and problem is not null and done_at is not null",
    );
    expect(rows.map((row) => row["problem"])).toEqual(
      expect.arrayContaining(["the body is not JSON", "a message without an id"]),
    );
  }, 8_000);
});
