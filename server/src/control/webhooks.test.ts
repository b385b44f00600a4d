// Webhooks through the product's own routes and worker: what happens is told, until somebody has heard it.

import { Webhook as Official } from "standardwebhooks";
import { Webhook as Svix } from "svix";
import { describe, expect, test } from "vitest";
import {
  house,
  poll,
  receive,
  receiveDown,
  type Receiver,
  type Tenant,
  useWebhookHouse,
  work,
} from "./testing/webhook-house.ts";

useWebhookHouse();

async function endpoint(
  tenant: Tenant,
  url: string,
  more: object = {},
): Promise<{ id: string; secret: string }> {
  const { status, body } = await tenant.ask("POST /v1/webhook-endpoints", { url, events: ["*"], ...more });
  expect(status, JSON.stringify(body)).toBe(201);
  return { id: body["id"], secret: body["secret"] };
}

const idsOf = (receiver: Receiver): string[] => receiver.heard.map(({ id }) => id);
/** A clock that jumps ends claims, so one delivery may be told twice. */
const distinct = (ids: readonly string[]): string[] => [...new Set(ids)].toSorted();

describe("an event", () => {
  test("reaches each endpoint that wants its type, signed so that others believe it", async () => {
    const [tenant, receiver] = [await house.tenant(), await receive()];
    const all = await endpoint(tenant, `${receiver.url}/all`);
    await endpoint(tenant, `${receiver.url}/read`, {
      events: ["message.read", "campaign.*"],
      asymmetric_signature: true,
    });
    await work();
    const [sent, read] = await house.tell(tenant.id, ["message.sent", "message.read"]);
    await poll(() => receiver.heard.length).toBe(3);
    expect(receiver.heard.map(({ path, id }) => `${path} ${id}`).toSorted()).toEqual(
      [`/all ${sent}`, `/all ${read}`, `/read ${read}`].toSorted(),
    );
    const { body, headers } = receiver.heard.find(({ path, id }) => path === "/all" && id === sent)!;
    const plain = headers as Record<string, string>;
    const said = new Official(all.secret).verify(body, plain);
    expect(said).toMatchObject({ type: "message.sent", data: { id: sent, status: "sent", mode: "test" } });
    expect(() => new Svix(all.secret).verify(body, plain)).not.toThrow();
    // The second kind of signature is for who asked for it.
    expect(plain["webhook-signature"]).toMatch(/^v1,\S+$/);
    const asked = receiver.heard.find(({ path }) => path === "/read")!;
    expect(asked.headers["webhook-signature"]).toMatch(/^v1,\S+ v1a,\S{86}==$/);
  });

  test("is not told to another tenant, another mode, or a sender nobody asked for", async () => {
    const [tenant, other, receiver] = [await house.tenant(), await house.tenant(), await receive()];
    await endpoint(other, `${receiver.url}/other`);
    const sender = "0199aaaa-0000-7000-8000-000000000001";
    await endpoint(tenant, `${receiver.url}/sender`, { senders: [`snd_${sender.replaceAll("-", "")}`] });
    await work();
    await house.tell(tenant.id, ["message.sent"]);
    const [wanted] = await house.tell(tenant.id, ["message.sent"], { sender });
    await poll(() => idsOf(receiver)).toEqual([wanted]);
    expect(receiver.heard.map(({ path }) => path)).toEqual(["/sender"]);
  });
});

/** Time goes on until everything that is due has been tried, however long the endpoint is left in peace between. */
async function letTimePass(id: string, ms: number): Promise<void> {
  house.clock.putForward(ms);
  for (;;) {
    await house.nudge();
    const before = await house.waiting(id);
    if (before.due === 0) return;
    await poll(async () => {
      const { due, attempts } = await house.waiting(id);
      if (due > 0 && attempts === before.attempts) {
        house.clock.putForward(10_000);
        await house.nudge();
      }
      return due === 0 || attempts > before.attempts;
    }).toBe(true);
  }
}

const hours = 3_600_000;

describe("a receiver that is down", () => {
  test("for three days is told everything when it is back, with the same ids and the same bytes", async () => {
    let up = false;
    const [tenant, receiver] = [
      await house.tenant(),
      await receive((_heard, response) => void response.writeHead(up ? 200 : 503).end("no")),
    ];
    const { id } = await endpoint(tenant, receiver.url);
    await work();
    const told = await house.tell(tenant.id, ["message.sent", "campaign.finished"]);
    await poll(() => receiver.heard.length).toBeGreaterThanOrEqual(2);
    for (const ms of [
      10_000,
      400_000,
      40 * 60_000,
      3 * hours,
      6 * hours,
      12 * hours,
      17 * hours,
      24 * hours,
      10 * hours,
    ])
      await letTimePass(id, ms);
    await poll(async () => (await house.waiting(id)).all).toBe(2);
    const failing = await tenant.ask(`GET /v1/webhook-endpoints/${id}`);
    expect(failing.body).toMatchObject({ state: "enabled", failing_since: expect.any(String) });
    up = true;
    const before = receiver.heard.length;
    await letTimePass(id, 30 * hours);
    await poll(() => distinct(idsOf(receiver).slice(before))).toEqual(told.toSorted());
    for (const event of told) {
      const bodies = receiver.heard.filter((heard) => heard.id === event).map(({ body }) => body);
      expect(bodies.length).toBeGreaterThan(6);
      expect(new Set(bodies).size).toBe(1);
    }
    const delivered = `GET /v1/webhook-deliveries?endpoint=${id}&state=delivered`;
    await poll(async () => (await tenant.ask(delivered)).body["data"].length).toBe(2);
    const list = await tenant.ask(delivered);
    expect((await tenant.ask(`GET /v1/webhook-endpoints/${id}`)).body["failing_since"]).toBeNull();
    const one = await tenant.ask(`GET /v1/webhook-deliveries/${list.body["data"][0].id}`);
    const statuses = one.body["attempt_log"].map(({ status }: { status: number }) => status);
    expect([statuses[0], statuses.at(-1)]).toEqual([503, 200]);
  }, 30_000);

  test("for five days is given up: it is said, and all of it can be told again", async () => {
    const receiver = await receiveDown();
    const [tenant, watcher] = [await house.tenant(), await receive()];
    const { id } = await endpoint(tenant, receiver.url, { events: ["message.*"] });
    await endpoint(tenant, watcher.url, { events: ["webhook_endpoint.*"] });
    await work();
    const since = new Date(Date.now() - 1_000).toISOString();
    const [first] = await house.tell(tenant.id, ["message.sent"]);
    await poll(() => house.hasFailed(receiver.url)).toBe(true);
    house.clock.putForward(5 * 24 * hours);
    await house.nudge();
    await poll(() => watcher.heard.length).toBe(1);
    expect(JSON.parse(watcher.heard[0]!.body)).toMatchObject({
      type: "webhook_endpoint.disabled",
      data: { webhook_endpoint_id: id, code: "only_failures" },
    });
    expect(house.disabled.at(-1)).toMatchObject({ state_reason: "only_failures" });
    const shown = await tenant.ask(`GET /v1/webhook-endpoints/${id}`);
    expect(shown.body).toMatchObject({ state: "disabled", state_reason: "only_failures" });
    // Nothing is kept for it from now on, but the events are.
    const [second] = await house.tell(tenant.id, ["message.read"]);
    receiver.recover();
    receiver.heard.length = 0;
    await tenant.ask(`PATCH /v1/webhook-endpoints/${id}`, { state: "enabled" });
    const replayed = await tenant.ask("POST /v1/webhook-deliveries/replay", { endpoint: id, since });
    expect(replayed).toMatchObject({ status: 202, body: { replayed: 1, next_since: null } });
    await letTimePass(id, 3 * hours);
    await poll(() => distinct(idsOf(receiver))).toEqual(distinct([first!, second!]));
  });

  test("that says 410 is given up at once", async () => {
    const receiver = await receive((_heard, response) => void response.writeHead(410).end());
    const tenant = await house.tenant();
    const { id } = await endpoint(tenant, receiver.url);
    await work();
    await house.tell(tenant.id, ["message.sent"]);
    await poll(async () => (await tenant.ask(`GET /v1/webhook-endpoints/${id}`)).body).toMatchObject({
      state: "disabled",
      state_reason: "gone",
    });
    const { body } = await tenant.ask(`GET /v1/webhook-deliveries?endpoint=${id}`);
    expect(body["data"]).toMatchObject([{ state: "failed", last_status: 410, next_attempt_at: null }]);
  });

  test("that points elsewhere is not followed", async () => {
    const elsewhere = await receive();
    const receiver = await receive(
      (_heard, response) => void response.writeHead(307, { location: elsewhere.url }).end(),
    );
    const tenant = await house.tenant();
    const { id } = await endpoint(tenant, receiver.url);
    const tried = await tenant.ask(`POST /v1/webhook-endpoints/${id}/test`, {});
    expect(tried.body).toMatchObject({ state: "failed", last_status: 307 });
    expect(elsewhere.heard).toEqual([]);
  });

  test("that hangs holds up nobody else", async () => {
    const hanging = await receive(() => undefined);
    const receiver = await receive();
    const [slow, quick] = [await house.tenant(), await house.tenant()];
    const { id } = await endpoint(slow, hanging.url);
    for (let place = 0; place < 20; place++) await endpoint(quick, `${receiver.url}/${place}`);
    await work();
    await house.tell(slow.id, Array(500).fill("message.sent"));
    await poll(() => hanging.heard.length).toBeGreaterThan(0);
    await house.tell(quick.id, Array(20).fill("message.sent"));
    // Long before the first attempt at the other has run out of time.
    await poll(() => receiver.heard.length).toBe(400);
    expect(hanging.connections()).toBeLessThanOrEqual(8);
    await slow.ask(`DELETE /v1/webhook-endpoints/${id}`);
  });
});

describe("an ordered endpoint", () => {
  test("is told of each conversation in order, and one that fails holds up no other", async () => {
    const poison = "0199bbbb-0000-7000-8000-000000000001";
    let heals = false;
    const receiver = await receive(({ body }, response) => {
      const fails = !heals && body.includes(poison.replaceAll("-", ""));
      response.writeHead(fails ? 500 : 200).end();
    });
    const tenant = await house.tenant();
    const { id } = await endpoint(tenant, receiver.url, { ordered: true });
    await work();
    const subjects = [poison, "0199bbbb-0000-7000-8000-000000000002", "0199bbbb-0000-7000-8000-000000000003"];
    const told = new Map<string, string[]>(subjects.map((subject) => [subject, []]));
    for (let round = 0; round < 10; round++)
      for (const subject of subjects)
        told
          .get(subject)!
          .push(...(await house.tell(tenant.id, [`campaign.state_${"abcdefghij"[round]}`], { subject })));
    const [, second, third] = subjects;
    const heardOf = (subject: string): string[] => {
      const mine = new Set(told.get(subject));
      return idsOf(receiver).filter((one) => mine.has(one));
    };
    await poll(() => heardOf(second!).length + heardOf(third!).length).toBe(20);
    expect(heardOf(second!)).toEqual(told.get(second!));
    expect(heardOf(third!)).toEqual(told.get(third!));
    // Only its first is tried; the others wait behind it.
    expect(new Set(heardOf(poison))).toEqual(new Set(told.get(poison)!.slice(0, 1)));
    heals = true;
    await letTimePass(id, hours);
    const inOrder = heardOf(poison).filter((one, index, all) => all.indexOf(one) === index);
    await poll(async () => {
      await house.nudge();
      return heardOf(poison).filter((one, index, all) => all.indexOf(one) === index);
    }).toEqual(told.get(poison));
    expect(inOrder).toEqual(told.get(poison)!.slice(0, inOrder.length));
  });
});
