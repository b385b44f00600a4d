// Messages of a run: accepted by the API, and what became of them.

import { expect } from "vitest";
import type { Json, Stack } from "../stack.ts";

export type Wanted = { from: string; to: string; text: { body: string }; unknown_policy: "once" | "otp" };

export async function submit(stack: Stack, messages: readonly Wanted[]): Promise<void> {
  const { status, body } = await stack.request("POST", "/v1/messages/batch", { messages });
  expect(status, JSON.stringify(body)).toBeLessThan(300);
  expect(body["data"]).toHaveLength(messages.length);
}

/** The status the API gives each message, by the message's text. */
export async function statusesByText(stack: Stack): Promise<Map<string, string>> {
  const statuses = new Map<string, string>();
  let after = "";
  for (;;) {
    const { body }: Json = await stack.request("GET", `/v1/messages?limit=200${after}`);
    for (const message of body["data"]) statuses.set(message["text"]["body"], message["status"]);
    if (body["next"] === null) return statuses;
    after = `&after=${body["next"]}`;
  }
}
