// Whom a request to send names: its sender, and the number it goes to.

import { messageTypes } from "@waypost/contract";
import { AppError } from "../kernel/errors.ts";
import { parsePhone, phoneProblems } from "../kernel/phone.ts";
import type { Mode } from "../kernel/route.ts";
import type { SenderForSending } from "../messaging/index.ts";
import type { SenderFinder } from "../senders/index.ts";

export async function findSender(
  finder: Pick<SenderFinder, "find">,
  tenantId: string,
  mode: Mode,
  reference: string | null,
): Promise<SenderForSending> {
  const sender = await finder.find(tenantId, mode, reference);
  if (sender !== null) return { id: sender.id, shard: sender.shard, messageTypes: everyType };
  const detail =
    reference === null
      ? "There is no default sender for this key's mode; name one in `from`."
      : "There is no such sender within reach of this key.";
  throw new AppError("sender_not_found", detail, { errors: [{ path: "/from", message: "names no sender" }] });
}

/** What the Cloud API carries, and it is the only road so far. */
const everyType: ReadonlySet<(typeof messageTypes)[number]> = new Set(messageTypes);

export async function findRecipient(
  finder: Pick<SenderFinder, "defaultCountry">,
  tenantId: string,
  text: string,
): Promise<string> {
  // Nearly every caller sends E.164, which means the same in every country.
  const country = text.startsWith("+") ? null : await finder.defaultCountry(tenantId);
  const parsed = parsePhone(text, country);
  if (parsed.ok) return parsed.e164;
  const message = phoneProblems[parsed.reason];
  throw new AppError("invalid_phone", `The number in \`to\` ${message}.`, {
    errors: [{ path: "/to", message }],
  });
}
