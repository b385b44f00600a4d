// 360dialog's webhook: Meta's body, proved by 360dialog's signature or by a header it was told to send.

import type { IncomingHttpHeaders } from "node:http";
import { AppError } from "../kernel/errors.ts";
import { provesDialog360 } from "../transports/dialog360/index.ts";
import { headerOf, type SenderHookDeps } from "./sender-hook.ts";

type HookReply = { status: number; body: string; contentType: string };

/**
 * One address for all numbers, as one webhook may speak of a whole account's. A number is looked for among the
 * senders under the secret that proved the body, as with Meta's own.
 */
export async function receiveDialog360(
  deps: SenderHookDeps,
  body: Buffer,
  headers: IncomingHttpHeaders,
): Promise<HookReply> {
  const proof = {
    signature: headerOf(headers, "x-360dialog-signature"),
    authorization: headerOf(headers, "authorization"),
  };
  const { ofSenders } = await deps.webhookKeys();
  // Every secret is tried, so that the time taken does not tell which one fits.
  const provers = [...ofSenders.values()].filter(
    ({ transport, secret }) => transport === "dialog360" && provesDialog360(body, proof, secret),
  );
  const [prover] = provers;
  if (prover === undefined) {
    throw new AppError("signature_invalid", "The webhook does not prove that 360dialog sent it.");
  }
  await deps.receiver.receive({ source: "dialog360", webhookKey: prover.webhookKey, body });
  return { status: 200, body: "OK", contentType: "text/plain; charset=utf-8" };
}
