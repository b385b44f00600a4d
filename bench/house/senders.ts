// The sandbox' senders that a benchmark sends from, and what they say.

import type { House } from "./house.ts";
import { post } from "./post.ts";

/** Their ids. */
export async function addSenders(house: House, count: number): Promise<string[]> {
  const senders: string[] = [];
  for (let number = 1; number <= count; number++) {
    const { id } = await post(house, "/v1/senders", { name: `bench ${number}`, transport: "sandbox" });
    senders.push(String(id));
  }
  return senders;
}

export function textFrom(from: string | undefined, to: string): object {
  const body = "Your order 1042 is on its way and arrives on Thursday between 10 and 12.";
  return { from, to, type: "text", text: { body } };
}
