// The one shape in which every transport's messages are kept and shown; what does not fit it is kept raw.

import type { ReceivedType } from "@waypost/contract";
import { readContent } from "./content.ts";
import { fileOf, type ReceivedFile } from "./file-of.ts";
import { readContext, readReferral } from "./surroundings.ts";
import { type Fields, given, storableValue, textOf } from "./values.ts";

/** Kept with each message: what is read later knows in which shape it lies. */
export const shapeVersion = 1;

export type Shaped = {
  type: ReceivedType;
  /** The member that the type names, with `context` and `referral` beside it where there are any. */
  body: Record<string, unknown>;
  file: ReceivedFile | null;
};

/**
 * Never throws and never drops: a type that is not known, or not what its type says, is `unsupported` and has all that
 * came. `type` and `body` are the provider's, as its transport reads them into Meta's words.
 */
export function shapeOf(type: string, body: Fields): Shaped {
  const { context, referral, ...rest } = body;
  const around = given({ context: readContext(context), referral: readReferral(referral) });
  const read = readContent(type, rest);
  if (read === null) {
    const unsupported = { type: textOf(kindWithin(rest) ?? type), raw: storableValue(rest) };
    return { type: "unsupported", body: { unsupported, ...around }, file: null };
  }
  const [received, content] = read;
  return { type: received, body: { [received]: content, ...around }, file: fileOf(received, rest[type]) };
}

/** Meta says beside `unsupported` what it was: `unsupported: {type: "poll_creation"}`. */
function kindWithin({ unsupported }: Fields): unknown {
  return typeof unsupported === "object" && unsupported !== null && "type" in unsupported
    ? unsupported.type
    : null;
}
