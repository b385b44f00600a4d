// POST /{phone-number-id}/messages: accepts a message, or a read mark for one that came in (Meta: messages).
import type { PersonFault } from "../faults.ts";
import type { Answer } from "../http/answer.ts";
import { reply } from "../http/answer.ts";
import { isObject, parseJson } from "../json.ts";
import type { JsonObject } from "../json.ts";
import { acceptMessage, entry, FLAG } from "../ledger/index.ts";
import { failureOf } from "../people/fate.ts";
import { beginJourney } from "../people/receipts.ts";
import { temperOf } from "../people/temper.ts";
import { windowIsOpen } from "../people/window.ts";
import type { NumberCall } from "./call.ts";
import { badParameter, GraphError } from "./graph-error.ts";
import { spendInitiation, spendSend } from "./limits.ts";
import { markRead } from "./mark-read.ts";
import { contentOf } from "./message/content.ts";
import type { Content } from "./message/content.ts";
import { optionalObjectAt, optionalTextAt, textAt } from "./message/fields.ts";
import type { Spot } from "./message/fields.ts";
import { recipientOf } from "./message/recipient.ts";
import type { Recipient } from "./message/recipient.ts";
import { throttleByTemper } from "./throttled-person.ts";

export async function postMessage(call: NumberCall): Promise<Answer> {
  const body = await bodyOf(call);
  if (body.object["status"] !== undefined) return markRead(call, body);
  return sendMessage(call, body, (content) => content);
}

/** What reading the body has in common with the marketing endpoint. */
export async function bodyOf(call: NumberCall): Promise<Spot> {
  const value = parseJson((await call.body()).toString());
  if (!isObject(value)) throw badParameter("Invalid parameter", "The body is not a JSON object.");
  const body = { object: value, name: "" };
  if (value["messaging_product"] === undefined)
    throw badParameter("The parameter messaging_product is required.");
  if (value["messaging_product"] !== "whatsapp") {
    throw badParameter("Param messaging_product must be one of {WHATSAPP}.");
  }
  return body;
}

export function sendMessage(call: NumberCall, body: Spot, adapt: (content: Content) => Content): Answer {
  const { network, target: number } = call;
  checkAccount(call);
  const envelope = readEnvelope(call, body);
  const { recipient, type } = envelope;
  decodeParameter(body.object, type);
  const content = adapt(contentOf({ network, number, body, byUserId: recipient.byUserId }, type));
  checkWindow(call, recipient, content);
  const fault = network.conditions.spend(recipient.phone);
  const before = mishapBefore(call, recipient.phone, fault);
  if (before) return before;
  throttleByTemper(network, recipient.phone);
  spendSend(network, number, recipient.phone);
  const row = accept(call, envelope, { content, fault });
  return mishapAfter(call, recipient.phone, fault) ?? accepted(call, recipient, row, content);
}

/** Graph takes an object parameter also as JSON text; some clients send contacts that way. */
function decodeParameter(message: JsonObject, type: string) {
  const value = message[type];
  if (typeof value === "string") message[type] = parseJson(value) ?? value;
}

type Envelope = { recipient: Recipient; type: string; opaque: string };

function readEnvelope({ network, target: number }: NumberCall, body: Spot): Envelope {
  const { recipient_type, type } = body.object;
  // Groups are not part of this network.
  if (recipient_type === "group") throw new GraphError(131020);
  if (recipient_type !== undefined && recipient_type !== "individual") {
    throw badParameter("Param recipient_type must be one of {INDIVIDUAL, GROUP}.");
  }
  const recipient = recipientOf(network, number, body);
  const context = optionalObjectAt(body, "context");
  if (context) textAt(context, "message_id", { max: 128 });
  const opaque = optionalTextAt(body, "biz_opaque_callback_data", { max: 512 }) ?? "";
  return {
    recipient,
    type: type === undefined ? "text" : textAt(body, "type").toLowerCase(),
    opaque,
  };
}

function checkAccount({ network, target: number }: NumberCall) {
  const { ban } = network.conditions.faults.account;
  if (ban !== null && isAffected({ network, target: number })) throw new GraphError(ban);
  if (!number.registration.registered) throw new GraphError(133010);
}

/** Async by default (see people/fate.ts); some tell it at once (Meta: error codes). */
function checkWindow({ network, target: number }: NumberCall, { phone }: Recipient, { kind }: Content) {
  if (network.conditions.settings.messages.window !== "sync" || kind === "template") return;
  if (!windowIsOpen(network, phone, number.index)) throw new GraphError(131047);
}

/** Faults that strike before anything was accepted. */
function mishapBefore(call: NumberCall, phone: number, fault: PersonFault | undefined): Answer | undefined {
  const { faults, random } = call.network.conditions;
  if (fault && fault.error !== null) throw new GraphError(fault.error);
  if (fault?.drop_request) return { kind: "reset" };
  if (!isAffected(call)) return undefined;
  if (random.chance("drop request", faults.requests.drop_request)) return { kind: "reset" };
  if (random.chance("timeout before", faults.requests.timeout_before)) {
    return { kind: "silence", ms: faults.requests.timeout_ms };
  }
  for (const { path, code, rate } of faults.errors) {
    if (path === "sync" && random.chance(`error ${code}`, rate)) throw new GraphError(code);
  }
  return undefined;
}

/** Faults that strike after acceptance: the person gets the message, the sender does not know. */
function mishapAfter(call: NumberCall, phone: number, fault: PersonFault | undefined): Answer | undefined {
  const { faults, random } = call.network.conditions;
  const { lose_response, timeout_after, timeout_ms } = faults.requests;
  if (fault?.lose_response) return { kind: "reset" };
  if (temperOf(phone) === "response_times_out") return { kind: "silence", ms: timeout_ms };
  if (!isAffected(call)) return undefined;
  if (random.chance("lose response", lose_response)) return { kind: "reset" };
  return random.chance("timeout after", timeout_after) ? { kind: "silence", ms: timeout_ms } : undefined;
}

function isAffected({ network, target: number }: Pick<NumberCall, "network" | "target">): boolean {
  const { only_numbers } = network.conditions.faults;
  return only_numbers.length === 0 || only_numbers.includes(number.id);
}

type Accepting = { content: Content; fault: PersonFault | undefined };

function accept(
  { network, target: number }: NumberCall,
  envelope: Envelope,
  { content, fault }: Accepting,
): number {
  const { phone, byUserId } = envelope.recipient;
  const { category, kind } = content;
  const row = acceptMessage(network.ledger, {
    phone,
    number: number.index,
    kind,
    category,
    opaque: envelope.opaque,
    content: content.json,
    flags: flagsOf({
      voice: content.voice,
      userId: byUserId,
      undeliverable: fault?.never_delivered ?? false,
    }),
    at: network.clock.now(),
  });
  const isTemplate = kind === "template";
  const tooMany = isTemplate ? spendInitiation(network, number, phone) : undefined;
  const failure =
    content.laterFailure ?? tooMany ?? failureOf(network, { phone, number, category, isTemplate, fault });
  beginJourney(network, row, failure);
  return row;
}

function flagsOf(set: { voice: boolean; userId: boolean; undeliverable: boolean }): number {
  const names = ["voice", "userId", "undeliverable"] as const;
  return names.reduce((flags, name) => (set[name] ? flags | FLAG[name] : flags), 0);
}

/** Accepted, not sent (Meta: messages); `wa_id` is left out for those addressed by user id. */
function accepted(
  { network }: NumberCall,
  { input, phone, byUserId }: Recipient,
  row: number,
  { kind }: Content,
): Answer {
  const contact = byUserId ? { input, user_id: input } : { input, wa_id: String(phone) };
  const message = {
    id: entry.id(network.ledger, row),
    ...(kind === "template" && { message_status: "accepted" }),
  };
  return reply({ messaging_product: "whatsapp", contacts: [contact], messages: [message] });
}
