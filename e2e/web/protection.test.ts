// Number protection as its user sees it: switched on for a sandbox phone, its budgets hold and every wait is told.

import { expect, test, vi } from "vitest";
import { type Json, startStack } from "../stack.ts";
import { link } from "./linked-phones.ts";
import { whatsappOf } from "./whatsapp.ts";

const within = { timeout: 60_000, interval: 200 };

test(
  "a protected number writes to three strangers, answers who wrote, and says of each other message why it waits",
  async () => {
    const stack = await startStack();
    try {
      const whatsapp = whatsappOf(stack);
      const protection = { preset: "cautious", gap_seconds: 2, quiet_hours: null };
      const wanted = { name: "desk", transport: "whatsapp_web", protection };
      const { status, body } = await stack.request("POST", "/v1/senders", wanted);
      expect(status, JSON.stringify(body)).toBe(201);
      expect(body.limits).toMatchObject({ new_chats_today: 0, new_chats_per_day: 3 });
      const desk = { sender: body.id, phone: "15557012001" };
      await link(stack, whatsapp, desk);

      const strangers = Array.from({ length: 6 }, (_, n) => `+1415555${2000 + n}`);
      const ids = await sendAll(stack.request, desk.sender, strangers);
      const statusOf = async (id: string): Promise<Json> =>
        (await stack.request("GET", `/v1/messages/${id}`)).body;
      const waitOf = async (id: string): Promise<string> => {
        const { timeline } = await statusOf(id);
        return timeline.findLast((entry: Json) => entry.type === "waiting")?.detail.reason ?? "";
      };
      for (const id of ids.slice(3)) {
        await vi.waitFor(
          async () => expect(await waitOf(id)).toMatch(/: 3 new chats a day reached$/),
          within,
        );
      }
      for (const id of ids.slice(0, 3)) {
        await vi.waitFor(async () => expect((await statusOf(id)).status).toMatch(/delivered|read/), within);
      }
      const second = (await statusOf(ids[1] ?? "")).timeline.find((entry: Json) => entry.type === "attempt");
      expect(second.detail.waited_for).toMatchObject({ code: "cadence" });

      // Who writes first is no stranger.
      const caller = "+14155552900";
      await whatsapp.post(`people/${caller.slice(1)}/reply`, { to: desk.phone, text: "Are you open today?" });
      const [answer] = await vi.waitFor(async () => {
        const { body: sender } = await stack.request("GET", `/v1/senders/${desk.sender}`);
        expect(sender.limits).toMatchObject({ sent_today: 3, new_chats_today: 3 });
        return sendAll(stack.request, desk.sender, [caller]);
      }, within);
      await vi.waitFor(
        async () =>
          expect((await statusOf(answer ?? "")).status, await waitOf(answer ?? "")).toMatch(/delivered|read/),
        within,
      );
      const ledger = await whatsapp.ledger();
      expect(ledger.map((entry) => `+${entry["to"]}`).toSorted()).toEqual(
        [...strangers.slice(0, 3), caller].toSorted(),
      );
    } finally {
      await stack.stop();
    }
  },
  3 * 60_000,
);

type Request = Awaited<ReturnType<typeof startStack>>["request"];

async function sendAll(request: Request, from: string, people: readonly string[]): Promise<string[]> {
  const messages = people.map((to, n) => ({
    from,
    to,
    type: "text",
    text: { body: `Your parcel ${n} is here` },
  }));
  const { status, body } = await request("POST", "/v1/messages/batch", { messages });
  expect(status).toBeLessThan(300);
  return body.data.map((item: Json) => item.id);
}
