// Makes a person do something: write, read, block, stop marketing, or use their phone.
import type { PhoneNumber } from "../business/index.ts";
import type { Answer } from "../http/answer.ts";
import { reply } from "../http/answer.ts";
import { isObject, word } from "../json.ts";
import type { JsonObject } from "../json.ts";
import { entry, lastReceivedBy } from "../ledger/index.ts";
import type { Network } from "../network.ts";
import { nameOf } from "../people/index.ts";
import { personWrites } from "../people/inbound.ts";
import { readNow } from "../people/receipts.ts";
import { senderOf } from "../people/sender.ts";
import { temperOf } from "../people/temper.ts";
import { userIdOf } from "../people/user-id.ts";
import { windowIsOpen } from "../people/window.ts";
import { present } from "../present.ts";
import { emitPreference } from "../webhooks/inbound.ts";
import type { ControlCall } from "./index.ts";
import { phoneOf } from "./phone.ts";
import { ControlRefused } from "./refused.ts";
import { enterCode, scanQr, showDoing, unlink } from "./web.ts";

export function readPerson({ network, path }: ControlCall): Answer {
  const phone = phoneOf(path[1]);
  const state = network.people.find(phone);
  return reply({
    phone: String(phone),
    name: nameOf(phone),
    user_id: userIdOf(phone),
    temper: temperOf(phone),
    blocks: state?.blocks ?? false,
    stopped_marketing: state?.stoppedMarketing ?? false,
    window_open: windowIsOpen(network, phone, numberFor(network, phone, {}).index),
    written: writtenBy(network, phone),
  });
}

export function actOfPerson(call: ControlCall): Answer | Promise<Answer> {
  const act = ACTS[call.path[2] ?? ""];
  if (!act) throw new ControlRefused(`people cannot ${call.path[2]}`, 404);
  return act(call, phoneOf(call.path[1]));
}

const ACTS: Readonly<Record<string, (call: ControlCall, phone: number) => Answer | Promise<Answer>>> = {
  reply: personReplies,
  read: personReads,
  block: (call, phone) => setBlock(call, phone, true),
  unblock: (call, phone) => setBlock(call, phone, false),
  marketing: setPreference,
  scan: scanQr,
  "enter-code": enterCode,
  unlink,
  show: showDoing,
};

/** `{text}` or `{type, [type]: …}`; `context` quotes a message, `phone_number_id` or `to` a number. */
function personReplies({ network, body }: ControlCall, phone: number): Answer {
  const number = numberFor(network, phone, body);
  const { type = "text", text, context, referral } = body;
  if (typeof type !== "string") throw new ControlRefused("type must be a string");
  const content = type === "text" ? textOf(text) : body[type];
  if (!isObject(content) && !Array.isArray(content)) throw new ControlRefused(`${type} must be an object`);
  const quoted = typeof context === "string" ? { from: number.digits, id: context } : context;
  const message = personWrites(network, {
    phone,
    number,
    type,
    content,
    ...(isObject(quoted) && { context: quoted }),
    ...(isObject(referral) && { referral }),
  });
  return reply({ id: message.id, phone_number_id: number.id });
}

function textOf(text: unknown): JsonObject {
  if (isObject(text) && typeof text["body"] === "string") return text;
  return { body: typeof text === "string" && text !== "" ? text : "Hello" };
}

/** Reads `{message_id}`, or everything received and unread. */
function personReads({ network, body }: ControlCall, phone: number): Answer {
  const { ledger } = network;
  const { message_id } = body;
  if (message_id === undefined) return reply({ read: readAll(network, phone) });
  const row = typeof message_id === "string" ? rowOf(network, phone, message_id) : undefined;
  if (row === undefined || ledger.rows.phone.get(row) !== phone)
    throw new ControlRefused("no such message", 404);
  return reply({ read: readNow(network, row) ? 1 : 0 });
}

/** By either door's kind of id. */
function rowOf({ ledger }: Network, phone: number, messageId: string): number | undefined {
  return entry.rowOf(ledger, messageId) ?? ledger.stanzas.find(phone, messageId);
}

function readAll(network: Network, phone: number): number {
  const { rows, lastReceived } = network.ledger;
  let read = 0;
  for (let link = lastReceived.get(phone) ?? 0; link !== 0; link = rows.previousReceived.get(link - 1)) {
    if (readNow(network, rows.receivedRow.get(link - 1))) read += 1;
  }
  return read;
}

/** Every business; or only the number that `phone_number_id` or `to` names. */
function setBlock({ network, body }: ControlCall, phone: number, blocks: boolean): Answer {
  const person = network.people.know(phone);
  if (body["to"] === undefined && body["phone_number_id"] === undefined) person.blocks = blocks;
  else if (blocks) person.blockedNumbers.add(numberFor(network, phone, body).index);
  else person.blockedNumbers.delete(numberFor(network, phone, body).index);
  return reply({ phone: String(phone), blocks });
}

/** WhatsApp's own "stop marketing" switch: later marketing fails with 131050. */
function setPreference({ network, body }: ControlCall, phone: number): Answer {
  const { value } = body;
  if (value !== "stop" && value !== "resume") throw new ControlRefused('value must be "stop" or "resume"');
  network.people.know(phone).stoppedMarketing = value === "stop";
  emitPreference(network, phone, numberFor(network, phone, body), value);
  return reply({ phone: String(phone), value });
}

/** The number asked for, else the one that last reached this person, else the first. */
function numberFor(network: Network, phone: number, { phone_number_id, to }: JsonObject): PhoneNumber {
  if (to !== undefined) return numberByDigits(network, word(to));
  if (phone_number_id !== undefined) {
    const number = network.business.numberById.get(word(phone_number_id));
    if (!number) throw new ControlRefused("no such phone_number_id", 404);
    return number;
  }
  const row = lastReceivedBy(network.ledger, phone);
  return row === undefined ? present(network.business.numbers[0], "first number") : senderOf(network, row);
}

function numberByDigits({ business }: Network, to: string): PhoneNumber {
  const number = business.numbers.find(({ digits }) => digits === to.replace(/^\+/, ""));
  if (!number) throw new ControlRefused("no business has this number", 404);
  return number;
}

function writtenBy({ people, business }: Network, phone: number): object[] {
  return people.written
    .filter((message) => message.phone === phone)
    .map(({ id, number, type, content, at, readByBusiness, typingShownAt }) => ({
      id,
      phone_number_id: business.numbers[number]?.id,
      type,
      [type]: content,
      at: new Date(at).toISOString(),
      read_by_business: readByBusiness,
      typing_shown: typingShownAt !== undefined,
    }));
}
