// Who is on WhatsApp, with which devices and under which hidden identity (usync).
import { getBinaryNodeChildren, getBinaryNodeChildString } from "baileys";
import type { BinaryNode } from "baileys";
import { lid, partyOf, pn } from "../addresses.ts";
import { child, children, node, result } from "../protocol/stanza.ts";
import { temperOf } from "../../people/temper.ts";
import type { Web } from "../web.ts";
import type { Query } from "./answer.ts";

export function directory({ web, connection, query, asked }: Query) {
  const wanted = new Set(children(child(asked, "query")).map(({ tag }) => tag));
  const users = getBinaryNodeChildren(child(asked, "list"), "user").map((user) => lookUp(web, user, wanted));
  connection.send(result(query, [node("usync", {}, [node("list", {}, users)])]));
}

function lookUp(web: Web, user: BinaryNode, wanted: ReadonlySet<string>): BinaryNode {
  const written = getBinaryNodeChildString(user, "contact") ?? "";
  const jid = user.attrs["jid"] ?? pn(Number(written.replace(/\D/g, "")));
  const phone = partyOf(jid)?.phone;
  const exists = phone !== undefined && temperOf(phone) !== "not_on_whatsapp";
  const found: BinaryNode[] = [];
  if (wanted.has("contact")) found.push(node("contact", { type: exists ? "in" : "out" }));
  if (exists && wanted.has("devices")) found.push(devicesOf(web, phone));
  if (exists && wanted.has("lid")) found.push(node("lid", { val: lid(phone) }));
  return node("user", { jid }, found);
}

function devicesOf(web: Web, phone: number): BinaryNode {
  const linked = web.accounts.get(phone)?.devices ?? [];
  const devices = linked.map(({ id }) => node("device", { id: String(id), "key-index": String(id) }));
  return node("devices", {}, [node("device-list", {}, [node("device", { id: "0" }), ...devices])]);
}
