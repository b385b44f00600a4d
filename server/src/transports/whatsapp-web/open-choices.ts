// The last numbered text each person was sent, for as long as a number may be its answer.

import type { InboundEvent, SessionMemory } from "../transport.ts";
import { createBoundedMap } from "./bounded-map.ts";
import { reply } from "./incoming/body.ts";
import { chosen, longestAnswer } from "./incoming/choice.ts";
import type { Choices } from "../wording/choices.ts";

export type Offer = Choices & { id: string; at: number };

export type OpenChoices = {
  offer(phone: string, offer: Offer): Promise<void>;
  /** The event as it is, or as the press of the button it stands for. */
  recognise(event: InboundEvent): Promise<InboundEvent>;
};

export const choicesType = "choices";

/** Meta's customer service window: after that a bare "2" may mean anything. */
const answerableMs = 24 * 60 * 60_000;

export function createOpenChoices(memory: SessionMemory): OpenChoices {
  const cache = createBoundedMap<Offer | null>({ entries: 2000 });
  const find = async (phone: string): Promise<Offer | null> => {
    const known = cache.get(phone);
    if (known !== undefined) return known;
    const bytes = (await memory.read(choicesType, [phone])).get(phone);
    const offer = bytes ? (JSON.parse(Buffer.from(bytes).toString("utf8")) as Offer) : null;
    cache.set(phone, offer);
    return offer;
  };
  return {
    offer: async (phone, offer) => {
      await memory.write([{ type: choicesType, id: phone, value: Buffer.from(JSON.stringify(offer)) }]);
      cache.set(phone, offer);
    },
    recognise: async (event) => {
      const text = textIn(event);
      if (text === null || event.from === null || text.length > longestAnswer) return event;
      const offer = await find(event.from);
      if (!offer || event.at.getTime() - offer.at > answerableMs) return event;
      const option = chosen(text, offer.options);
      if (!option) return event;
      const { type, body } = reply(offer.reply, option.id, option.title);
      // The person's own words stay beside it.
      return { ...event, type, body: { ...event.body, ...body, context: { id: offer.id } } };
    },
  };
}

function textIn({ type, body }: InboundEvent): string | null {
  const text = type === "text" ? body["text"] : null;
  const words = text !== null && typeof text === "object" && "body" in text ? text.body : null;
  return typeof words === "string" ? words : null;
}
