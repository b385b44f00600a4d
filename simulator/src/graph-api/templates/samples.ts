// Samples of headers: handles of resumable uploads on the way in, addresses on the way back (Meta: media, templates).
import { randomBytes } from "node:crypto";
import { isObject } from "../../json.ts";
import type { JsonObject } from "../../json.ts";
import { templateError } from "./template-error.ts";

/** What may be uploaded for each; places and products need no sample. */
const TYPES: Readonly<Record<string, RegExp>> = {
  IMAGE: /^image\/(jpeg|png)$/,
  VIDEO: /^video\/(mp4|3gpp)$/,
  GIF: /^video\/mp4$/,
  DOCUMENT: /^(application|text)\//,
};

export function checkSample(
  format: string,
  { header_handle: handles }: JsonObject,
  samples: ReadonlyMap<string, string>,
): void {
  const expected = TYPES[format];
  if (expected === undefined) return;
  if (!Array.isArray(handles)) throw templateError("examples", "The header needs a sample.");
  const type = samples.get(String(handles[0]));
  // Its words are unverified; that nothing but a handle is taken is what clients in the field have met.
  if (type === undefined) throw templateError("other", "The header's sample is not the handle of an upload.");
  if (!expected.test(type))
    throw templateError("header", `The sample of ${format} is a file of type ${type}.`);
}

/** As they are read back: by signed addresses, which are new each time. */
export function withAddresses(components: readonly JsonObject[]): JsonObject[] {
  return components.map((component) => {
    const { example, cards } = component;
    if (Array.isArray(cards)) return { ...component, cards: cards.filter(isObject).map(ofCard) };
    if (!isObject(example) || !Array.isArray(example["header_handle"])) return component;
    return { ...component, example: { ...example, header_handle: [newAddress()] } };
  });
}

function ofCard(card: JsonObject): JsonObject {
  const { components } = card;
  return Array.isArray(components)
    ? { ...card, components: withAddresses(components.filter(isObject)) }
    : card;
}

function newAddress(): string {
  return `https://scontent.whatsapp.net/v/t61.29466-34/sample_n?oh=${randomBytes(16).toString("hex")}`;
}
