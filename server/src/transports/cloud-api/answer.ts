// What an HTTP answer to a send means. The rule: only a Graph error or an unprocessed request says "it
// did not go".

import type { Answer } from "../http/client.ts";
import { unknownOutcome } from "../http/outcomes.ts";
import type { Outcome, TransportError } from "../transport.ts";
import type { Dialect } from "./dialect.ts";
import { judge, outcomeOf } from "./error-map.ts";
import { fields } from "../http/json.ts";
import { readGraphError } from "./graph-error.ts";

export function readAnswer(answer: Answer, readOwnError: Dialect["readOwnError"]): Outcome {
  const { status, body, retryAfterMs } = answer;
  if (status >= 200 && status < 300) return readAcceptance(status, body);
  // A proxy that gave up waiting for Meta answers 408 too.
  if (status === 408) return unknownOutcome("The provider answered 408: the request may have been taken.");
  const error = readGraphError(fields(body)["error"]);
  if (error) {
    const verdict = judge(error, status);
    const said = { code: verdict.error, providerCode: String(error.code), detail: error.detail };
    return outcomeOf(verdict, said, retryAfterMs);
  }
  const own = readOwnError(answer);
  if (own) return own;
  if (status >= 500)
    return unknownOutcome(`The provider answered ${status} without saying what became of the message.`);
  return unprocessed(status, retryAfterMs);
}

function readAcceptance(status: number, body: unknown): Outcome {
  const messages = fields(body)["messages"];
  const id = Array.isArray(messages) ? fields(messages[0])["id"] : null;
  if (typeof id === "string" && id !== "" && id.length <= 512) {
    return { kind: "accepted", providerMessageId: id };
  }
  return unknownOutcome(`The provider answered ${status} without a message id.`);
}

/**
 * Redirects and 4xx without a Graph error come from something before Graph: a proxy, a firewall, a
 * wrong address.
 */
function unprocessed(status: number, retryAfterMs: number | null): Outcome {
  const detail = `The provider's address answered ${status} without a Graph error.`;
  if (status === 429) {
    const error: TransportError = { code: "provider_throttled", providerCode: "429", detail };
    return { kind: "later", error, scope: "sender", afterMs: retryAfterMs ?? 3000, counts: false };
  }
  const error: TransportError = { code: "provider_error", providerCode: String(status), detail };
  return { kind: "later", error, scope: "message", afterMs: retryAfterMs, counts: true };
}
