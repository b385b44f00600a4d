// One person writes over two roads and is one contact; STOP silences marketing on both, and nothing else.

import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type Json, type Stack, startStack } from "./stack.ts";

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
}, 90_000);
afterAll(async () => {
  await stack?.stop();
}, 60_000);

const person = "+14155550610";
const desk = "15557010061";

async function simulate(path: string, body: object): Promise<void> {
  const response = await fetch(`${stack.simulatorUrl}/_sim/${path}`, {
    method: "POST",
    body: JSON.stringify(body),
  });
  expect(response.status, await response.clone().text()).toBeLessThan(300);
}

const says = (body: object): Promise<void> => simulate(`people/${person.slice(1)}/reply`, body);

async function get(path: string): Promise<Json> {
  const { status, body } = await stack.request("GET", path);
  expect(status, JSON.stringify(body)).toBe(200);
  return body;
}

const patience = { timeout: 40_000, interval: 200 };

/** A phone is linked, as somebody at the desk would. */
async function link(): Promise<string> {
  const created = await stack.request("POST", "/v1/senders", { name: "Desk", transport: "whatsapp_web" });
  const sender: string = created.body["id"];
  await stack.request("POST", `/v1/senders/${sender}/session/start`);
  const { qr } = await vi.waitFor(async () => {
    const answer = await stack.request("GET", `/v1/senders/${sender}/session/qr`);
    expect(answer.status).toBe(200);
    return answer.body;
  }, patience);
  await simulate(`people/${desk}/scan`, { qr });
  await vi.waitFor(async () => {
    expect((await get(`/v1/senders/${sender}/session`))["state"]).toBe("connected");
  }, patience);
  return sender;
}

async function messageIn(id: string, status: string): Promise<Json> {
  return vi.waitFor(async () => {
    const message = await get(`/v1/messages/${id}`);
    expect(message["status"], JSON.stringify(message["timeline"])).toBe(status);
    return message;
  }, patience);
}

describe("a person", () => {
  let web: string;
  let contact: string;

  test("who writes to two senders over two roads is one contact", { timeout: 120_000 }, async () => {
    web = await link();
    await says({ text: "Do you have it in blue?" });
    await says({ text: "Or in green?", to: desk });
    const { data } = await vi.waitFor(async () => {
      const page = await get("/v1/messages/received");
      expect(page.data).toHaveLength(2);
      return page;
    }, patience);
    expect(new Set(data.map((message: Json) => message.contact.id)).size).toBe(1);
    expect(new Set(data.map((message: Json) => message.sender)).size).toBe(2);
    contact = data[0].contact.id;
    expect(data.map((message: Json) => message.text.body).toSorted()).toEqual([
      "Do you have it in blue?",
      "Or in green?",
    ]);
    const read = await get(`/v1/contacts/${contact}`);
    expect([read.phone, read.suppressed]).toEqual([person, []]);
    // Meta knows them by an id of its own, WhatsApp Web by a number of no country.
    expect(read.aliases.map((alias: Json) => alias.kind).toSorted()).toEqual(["lid", "phone", "user_id"]);
  });

  test(
    "who writes STOP to one is told so there, and sent no marketing by any, but utility still",
    { timeout: 120_000 },
    async () => {
      const send_at = new Date(Date.now() + 3_600_000).toISOString();
      const marketing = { to: person, category: "marketing", text: { body: "20% off" }, send_at };
      const waiting = await Promise.all(
        [{}, { from: web }].map(async (more) => {
          const { status, body } = await stack.request("POST", "/v1/messages", { ...marketing, ...more });
          expect(status).toBe(202);
          return body["id"] as string;
        }),
      );
      await says({ text: "Stop.", to: desk });
      for (const id of waiting) {
        const message = await messageIn(id, "skipped");
        expect(message["error"]).toMatchObject({ code: "recipient_suppressed", detail: "opted_out" });
      }
      expect((await get(`/v1/contacts/${contact}`)).suppressed).toEqual(["marketing"]);
      expect((await get(`/v1/suppressions?phone=${encodeURIComponent(person)}`)).data).toMatchObject([
        { phone: person, purpose: "marketing", source: "keyword" },
      ]);
      const texts = async (): Promise<string[]> => {
        const ledger = await fetch(`${stack.simulatorUrl}/_sim/ledger?to=${person.slice(1)}`);
        return ((await ledger.json()) as Json).data.map((copy: Json) => copy.text.body);
      };
      const confirmation = "You will get no more offers from us. Reply START to get them again.";
      // It goes another road than the order does.
      await vi.waitFor(async () => expect(await texts()).toEqual([confirmation]), patience);
      const { body } = await stack.request("POST", "/v1/messages", {
        to: person,
        text: { body: "Order 7 is here" },
      });
      await messageIn(body["id"], "read");
      expect(await texts()).toEqual([confirmation, "Order 7 is here"]);
    },
  );

  test("who tells WhatsApp to stop is silenced until they resume there", { timeout: 60_000 }, async () => {
    const other = "+14155550611";
    const suppressions = () => get(`/v1/suppressions?phone=${encodeURIComponent(other)}`);
    await simulate(`people/${other.slice(1)}/marketing`, { value: "stop" });
    const { data } = await vi.waitFor(async () => {
      const page = await suppressions();
      expect(page.data).toMatchObject([{ phone: other, lane: "provider", source: "provider" }]);
      return page;
    }, patience);
    const lifted = await stack.request("DELETE", `/v1/suppressions/${data[0].id}?reason=we%20want%20to`);
    expect([lifted.status, lifted.body["code"]]).toEqual([409, "suppression_not_ours"]);
    await vi.waitFor(async () => {
      // Meta tells whole seconds: said in the same one as the refusal, it does not count.
      await simulate(`people/${other.slice(1)}/marketing`, { value: "resume" });
      expect((await suppressions()).data).toEqual([]);
    }, patience);
  });

  test(
    "who writes START is heard of again, with both words kept as evidence",
    { timeout: 60_000 },
    async () => {
      await says({ text: "START" });
      await vi.waitFor(async () => {
        expect((await get(`/v1/contacts/${contact}`)).suppressed).toEqual([]);
      }, patience);
      const { data } = await get(`/v1/consents?contact=${contact}`);
      expect(data.map((event: Json) => [event.state, event.source])).toEqual([
        ["granted", "keyword"],
        ["withdrawn", "keyword"],
      ]);
    },
  );
});
