// A template's whole life in the running product: written, reviewed, sent, paused under a campaign, and sent again.

import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Json, type Stack, startStack } from "./stack.ts";

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
}, 90_000);
afterAll(async () => {
  await stack?.stop();
}, 60_000);

async function sim(method: string, path: string, body?: unknown): Promise<Json> {
  const rest = body === undefined ? {} : { body: JSON.stringify(body) };
  const answer = await fetch(`${stack.simulatorUrl}/_sim/${path}`, { method, ...rest });
  expect(answer.ok).toBe(true);
  return answer.json();
}

const received = async (to: string): Promise<Json[]> => (await sim("GET", `ledger?to=${to}`)).data;

/** No slower than a webhook and a round of the control process: the notice wakes it, not the minute's job. */
const soon = { timeout: 20_000, interval: 100 };

function until(id: string, wanted: object): Promise<Json> {
  return vi.waitFor<Json>(async () => {
    const { body } = await stack.request("GET", `/v1/templates/${id}`);
    expect(body).toMatchObject(wanted);
    return body;
  }, soon);
}

const template = {
  name: "order_shipped",
  language: "en_US",
  category: "UTILITY",
  components: [
    { type: "HEADER", format: "TEXT", text: "Order {{1}}", example: { header_text: ["1042"] } },
    {
      type: "BODY",
      text: "Hi {{1}}, your order {{2}} has left us.",
      example: { body_text: [["Asha", "1042"]] },
    },
    {
      type: "BUTTONS",
      buttons: [{ type: "URL", text: "Follow", url: "https://a.example/o/{{1}}", example: ["1042"] }],
    },
  ],
};
const message = (to: string, more: object = {}): object => ({
  to,
  type: "template",
  template: {
    name: "order_shipped",
    language: "en_US",
    variables: { 1: "Asha", 2: "1042", header_1: "1042", button_0: "1042" },
  },
  ...more,
});

test(
  "a template is written, approved, sent, paused under a campaign and sent again",
  { timeout: 120_000 },
  async () => {
    await sim("PUT", "settings", { templates: { review_ms: 0 } });
    const made = await stack.request("POST", "/v1/templates", { ...template, submit: true });
    expect([made.status, made.body.status]).toEqual([201, "DRAFT"]);
    const { id } = made.body;
    await until(id, { status: "APPROVED", submission: null });

    const preview = await stack.request("POST", `/v1/templates/${id}/preview`, { variables: { 1: "Asha" } });
    expect(preview.body).toMatchObject({ body: "Hi Asha, your order {{2}} has left us." });

    const sent = await stack.request("POST", "/v1/messages", message("+14155560123"));
    expect(sent.status).toBe(202);
    await vi.waitFor(async () => {
      expect(await received("14155560123")).toMatchObject([
        {
          rendered: {
            header: "Order 1042",
            body: "Hi Asha, your order 1042 has left us.",
            links: ["https://a.example/o/1042"],
          },
        },
      ]);
    }, soon);

    const short = { name: "order_shipped", language: "en_US", variables: { 1: "Asha" } };
    const refused = await stack.request("POST", "/v1/messages", message("+14155560123", { template: short }));
    expect([refused.status, refused.body.code]).toEqual([422, "template_variables_invalid"]);
    expect(refused.body.errors.map(({ path }: Json) => path)).toContain("/template/variables/2");

    await campaignUnderPause(id);
  },
);

/** Due in a few seconds, paused before: nobody hears of it until it is approved again, and then everybody once. */
async function campaignUnderPause(id: string): Promise<void> {
  const people = Array.from({ length: 50 }, (_, n) => `+1415557${1_100 + n}`);
  const sendAt = new Date(Date.now() + 4_000);
  const messages = people.map((to) => message(to, { send_at: sendAt.toISOString(), category: "marketing" }));
  const accepted = await stack.request("POST", "/v1/messages/batch", { messages });
  const ids: string[] = accepted.body.data.map((item: Json) => item.id);
  expect(new Set(ids).size).toBe(50);

  await sim("POST", "templates/order_shipped", { status: "PAUSED" });
  await until(id, { status: "PAUSED", paused_until: expect.any(String) });
  for (const each of ids) {
    await vi.waitFor(async () => {
      const { body } = await stack.request("GET", `/v1/messages/${each}`);
      expect(body.timeline.map(({ type }: Json) => type)).toContain("template_held");
    }, soon);
  }
  await expect.poll(() => Date.now() > sendAt.getTime() + 1_000, soon).toBe(true);
  for (const to of people) expect(await received(to.slice(1))).toEqual([]);

  const late = await stack.request("POST", "/v1/messages", message("+14155570124"));
  expect(late.status).toBe(202);
  const waiting = await stack.request("GET", `/v1/messages/${late.body.id}`);
  expect(waiting.body).toMatchObject({ status: "queued", attempts: 0 });
  expect(waiting.body.timeline.at(-1).detail.reason).toContain("paused by WhatsApp");
  ids.push(late.body.id);
  people.push("+14155570124");

  await sim("POST", "templates/order_shipped", { status: "APPROVED" });
  await until(id, { status: "APPROVED", paused_until: null });
  for (const to of people) {
    await vi.waitFor(async () => expect(await received(to.slice(1))).toHaveLength(1), soon);
  }
  for (const each of ids) {
    await vi.waitFor(async () => {
      const { body } = await stack.request("GET", `/v1/messages/${each}`);
      expect(body).toMatchObject({ status: "read", attempts: 1, possible_duplicate: false });
    }, soon);
  }
}

test(
  "refusals tell of a pause whose webhook is lost, and nobody hears twice",
  { timeout: 120_000 },
  async () => {
    const { data } = (await stack.request("GET", "/v1/templates?name=order_shipped")).body;
    const { id } = data[0];
    const { url } = await sim("GET", "webhook");
    await sim("PUT", "webhook", { url: "" });
    await sim("POST", "templates/order_shipped", { status: "PAUSED" });
    const people = Array.from({ length: 50 }, (_, n) => `+1415558${1_100 + n}`);
    const accepted = await stack.request("POST", "/v1/messages/batch", {
      messages: people.map((to) => message(to)),
    });
    const ids: string[] = accepted.body.data.map((item: Json) => item.id);
    const { history } = await until(id, { status: "PAUSED" });
    expect(history.at(-1)).toMatchObject({ source: "dispatcher", detail: { event: "PAUSED" } });
    // Held with the others, or refused itself because it was under way when they were held.
    for (const each of ids) {
      await vi.waitFor(async () => {
        const { body } = await stack.request("GET", `/v1/messages/${each}`);
        expect(body.timeline.at(-1)).toMatchObject({
          type: "waiting",
          detail: { reason: expect.stringMatching(/paused by WhatsApp|after template_paused/) },
        });
      }, soon);
    }
    await sim("PUT", "webhook", { url });
    await sim("POST", "templates/order_shipped", { status: "APPROVED" });
    await until(id, { status: "APPROVED" });
    for (const to of people) {
      await vi.waitFor(async () => expect(await received(to.slice(1))).toHaveLength(1), soon);
    }
  },
);
