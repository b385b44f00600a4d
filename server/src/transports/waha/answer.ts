// What WAHA's answer to a send means: only a message's id says that WhatsApp has it.

import type { Answer } from "../http/client.ts";
import { fields } from "../http/json.ts";
import { unknownOutcome } from "../http/outcomes.ts";
import type { Outcome } from "../transport.ts";
import { outcomeOfRefusal } from "./error-map.ts";
import { bareIdOf } from "./message-id.ts";

export function readAnswer(answer: Answer): Outcome {
  if (answer.status < 200 || answer.status >= 300) return outcomeOfRefusal(answer);
  const id = idIn(answer.body);
  if (id !== null) return { kind: "accepted", providerMessageId: id };
  return unknownOutcome(`WAHA answered ${answer.status} without a message id.`);
}

/** Engines differ: `id` as text, as an object with `_serialized` (WEBJS), or in `key` (older NOWEB). */
function idIn(body: unknown): string | null {
  const { id, key } = fields(body);
  const found = [id, fields(id)["_serialized"], fields(id)["id"], fields(key)["id"]].find(
    (each) => typeof each === "string",
  );
  return typeof found === "string" ? bareIdOf(found) : null;
}
