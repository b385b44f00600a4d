// What people who reply say: they use the button, the list or the request they were sent.
import { entry } from "../ledger/index.ts";
import { isObject, parseJson } from "../json.ts";
import type { Network } from "../network.ts";
import { nameOf } from "./index.ts";
import { personWrites } from "./inbound.ts";
import { senderOf } from "./sender.ts";
import { temperOf } from "./temper.ts";

type Answer = { type: string; content: unknown };

/** Inbound shapes are Meta's; a reply to something pressable carries its context. */
export function answerBy(network: Network, row: number) {
  const { ledger } = network;
  const phone = ledger.rows.phone.get(row);
  const number = senderOf(network, row);
  if (temperOf(phone) === "answers_stop") {
    personWrites(network, { phone, number, type: "text", content: { body: "STOP" } });
    return;
  }
  const sent = parseJson(entry.content(ledger, row));
  const pressed = pressable(entry.kind(ledger, row), sent, phone);
  const context = { from: number.digits, id: entry.id(ledger, row) };
  if (pressed) return void personWrites(network, { phone, number, ...pressed, context });
  personWrites(network, { phone, number, type: "text", content: { body: "Thank you, got it" } });
}

/** The first thing in the message that can be pressed. */
function pressable(kind: string, sent: unknown, phone: number): Answer | undefined {
  if (!isObject(sent)) return undefined;
  if (kind === "template") return templateButton(sent);
  if (kind !== "interactive" || !isObject(sent["action"])) return undefined;
  const action = sent["action"];
  if (sent["type"] === "button") return buttonReply(action);
  if (sent["type"] === "list") return listReply(action);
  if (sent["type"] === "location_request_message") {
    return {
      type: "location",
      content: { latitude: 9.9312, longitude: 76.2673, name: "Fort Kochi" },
    };
  }
  if (action["name"] === "request_contact_info") return sharedContact(phone);
  return sent["type"] === "flow" ? flowReply(action) : undefined;
}

function buttonReply(action: Record<string, unknown>): Answer | undefined {
  const first = firstOf(action["buttons"]);
  const reply = isObject(first?.["reply"]) ? first["reply"] : undefined;
  return reply && { type: "interactive", content: { type: "button_reply", button_reply: reply } };
}

function listReply(action: Record<string, unknown>): Answer | undefined {
  const row = firstOf(firstOf(action["sections"])?.["rows"]);
  return row && { type: "interactive", content: { type: "list_reply", list_reply: row } };
}

function sharedContact(phone: number): Answer {
  const name = { formatted_name: nameOf(phone), first_name: nameOf(phone) };
  const phones = [{ phone: `+${phone}`, wa_id: String(phone), type: "CELL" }];
  return { type: "contacts", content: [{ origin: "contact_request", name, phones }] };
}

function flowReply(action: Record<string, unknown>): Answer {
  const parameters = isObject(action["parameters"]) ? action["parameters"] : {};
  const response_json = JSON.stringify({
    flow_token: parameters["flow_token"] ?? "unused",
    answer: "yes",
  });
  return {
    type: "interactive",
    content: { type: "nfm_reply", nfm_reply: { name: "flow", body: "Sent", response_json } },
  };
}

function templateButton(sent: Record<string, unknown>): Answer | undefined {
  const components = Array.isArray(sent["components"]) ? sent["components"].filter(isObject) : [];
  const button = components.find(
    ({ type, sub_type }) => isType(type, "button") && isType(sub_type, "quick_reply"),
  );
  const payload = firstOf(button?.["parameters"])?.["payload"];
  return typeof payload === "string" ? { type: "button", content: { payload, text: payload } } : undefined;
}

function isType(value: unknown, type: string): boolean {
  return typeof value === "string" && value.toLowerCase() === type;
}

function firstOf(list: unknown): Record<string, unknown> | undefined {
  const first: unknown = Array.isArray(list) ? list[0] : undefined;
  return isObject(first) ? first : undefined;
}
