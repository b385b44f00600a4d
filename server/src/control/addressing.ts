// Whom a request to send names: its sender, or the policy's where it names none, and the number it goes to.

import { AppError } from "../kernel/errors.ts";
import { parsePhone, phoneProblems } from "../kernel/phone.ts";
import type { Caller, Mode } from "../kernel/route.ts";
import type { Addressed, Road, SenderForSending } from "../messaging/index.ts";
import { carriedTypes, type RouteDeps, routeMessages } from "../routing/index.ts";
import type { SenderFinder } from "../senders/index.ts";

/** A sender that is named takes the message; else the tenant's policy decides, else its default sender does. */
export async function findRoads(
  finder: Pick<SenderFinder, "find">,
  routing: RouteDeps,
  caller: Caller,
  batch: readonly Addressed[],
): Promise<(Road | AppError)[]> {
  const unnamed = batch.filter(({ request }) => request.from === undefined);
  const routed = unnamed.length === 0 ? null : await routeMessages(routing, caller, unnamed);
  const chosen = new Map(routed?.map((road, place) => [unnamed[place]?.id, road]));
  const senders = await findEach(
    finder,
    caller,
    batch.filter(({ id }) => (chosen.get(id) ?? null) === null),
  );
  return batch.map(({ id, request }) => {
    const road = chosen.get(id) ?? senders.get(request.from ?? null);
    if (road === undefined) throw new Error("every sender that was asked for was found or refused");
    return road;
  });
}

/** By what names them; the same name means the same sender all over a batch. */
async function findEach(
  finder: Pick<SenderFinder, "find">,
  { tenantId, mode }: Caller,
  messages: readonly Addressed[],
): Promise<Map<string | null, Road | AppError>> {
  const roads = new Map<string | null, Road | AppError>();
  for (const { request } of messages) {
    const reference = request.from ?? null;
    if (roads.has(reference)) continue;
    try {
      const sender = await findSender(finder, tenantId, mode, reference);
      roads.set(reference, { sender, routed: null });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      roads.set(reference, error);
    }
  }
  return roads;
}

/** The id of the sender that a request names, or of the default one. */
export function senderNamedBy(
  finder: Pick<SenderFinder, "find">,
): (caller: Caller, reference: string | null) => Promise<string> {
  return async ({ tenantId, mode }, reference) => (await findSender(finder, tenantId, mode, reference)).id;
}

async function findSender(
  finder: Pick<SenderFinder, "find">,
  tenantId: string,
  mode: Mode,
  reference: string | null,
): Promise<SenderForSending> {
  const sender = await finder.find(tenantId, mode, reference);
  if (sender !== null) {
    return { id: sender.id, shard: sender.shard, messageTypes: carriedTypes(sender.transport) };
  }
  const detail =
    reference === null
      ? "There is no default sender for this key's mode; name one in `from`."
      : "There is no such sender within reach of this key.";
  throw new AppError("sender_not_found", detail, { errors: [{ path: "/from", message: "names no sender" }] });
}

/** Each in E.164, or why it is none. */
export async function findRecipients(
  finder: Pick<SenderFinder, "defaultCountry">,
  tenantId: string,
  texts: readonly string[],
): Promise<(string | AppError)[]> {
  // Nearly every caller sends E.164, which means the same in every country.
  const isWhole = texts.every((text) => text.startsWith("+"));
  const country = isWhole ? null : await finder.defaultCountry(tenantId);
  return texts.map((text) => {
    const parsed = parsePhone(text, text.startsWith("+") ? null : country);
    return parsed.ok ? parsed.e164 : invalidPhone(phoneProblems[parsed.reason]);
  });
}

function invalidPhone(message: string, path = "/to"): AppError {
  return new AppError("invalid_phone", `The number in \`${path.slice(1)}\` ${message}.`, {
    errors: [{ path, message }],
  });
}

/** The same for one number that stands elsewhere in a request: the error points there. */
export function phoneAt(
  finder: Pick<SenderFinder, "defaultCountry">,
): (tenantId: string, text: string, path: string) => Promise<string> {
  return async (tenantId, text, path) => {
    const [phone] = await findRecipients(finder, tenantId, [text]);
    if (typeof phone === "string") return phone;
    if (phone === undefined) throw new Error("one in, one out");
    throw invalidPhone(phone.errors.at(0)?.message ?? "is wrong", path);
  };
}
