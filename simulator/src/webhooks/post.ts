// One signed POST of a batch of updates to a callback.
import { request } from "undici";
import type { Callback } from "../business/index.ts";
import type { Delivery } from "./index.ts";
import { payloadOf } from "./payload.ts";
import type { Update } from "./payload.ts";
import { escapeNonAscii, signatureOf } from "./signature.ts";

export type Batch = {
  updates: readonly Update[];
  /** Serialised at the first attempt: a retry repeats the same bytes. */
  body: Buffer | undefined;
  attempts: number;
  since: number;
};

/** True when the receiver answered 200; everything else is tried again (Meta: webhooks). */
export async function post(delivery: Delivery, callback: Callback, batch: Batch): Promise<boolean> {
  const { conditions, app, agent, counts } = delivery;
  const { retry } = conditions.settings.webhooks;
  batch.body ??= bodyOf(delivery, batch.updates);
  batch.attempts += 1;
  counts.posts += 1;
  const wrong = conditions.random.chance("bad signature", conditions.faults.webhooks.bad_signature);
  const proof = callback.proof?.(batch.body, wrong) ?? {
    "x-hub-signature-256": signatureOf(batch.body, wrong ? "not the app secret" : app.secret),
  };
  try {
    const answer = await request(callback.url, {
      method: "POST",
      dispatcher: agent,
      headers: { "user-agent": "facebookexternalua", ...proof, "content-type": "application/json" },
      body: batch.body,
      headersTimeout: retry.timeout_ms,
      bodyTimeout: retry.timeout_ms,
    });
    await answer.body.dump();
    return answer.statusCode === 200;
  } catch {
    // Unreachable, reset or too slow: all the same to the sender of a webhook.
    return false;
  }
}

function bodyOf({ conditions, clock }: Delivery, updates: readonly Update[]): Buffer {
  const { grouping, escape_non_ascii } = conditions.settings.webhooks;
  const payload = payloadOf(updates, grouping, clock.now());
  return Buffer.from(escape_non_ascii ? escapeNonAscii(payload) : payload);
}
