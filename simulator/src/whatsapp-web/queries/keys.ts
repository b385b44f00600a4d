// Keys at the server: what a device uploads for others, and what it fetches to begin a session with them.
import { getBinaryNodeChildren } from "baileys";
import type { BinaryNode } from "baileys";
import { deviceOf } from "../account.ts";
import { partyOf } from "../addresses.ts";
import { takeBundle } from "../linked-device.ts";
import { attribute, bytesAt, child, node, result, unsigned } from "../protocol/stanza.ts";
import { bundleNode, readSignedPreKey } from "../signal/bundle.ts";
import type { Bundle } from "../signal/bundle.ts";
import { saveLinks } from "../restore.ts";
import { temperOf } from "../../people/temper.ts";
import type { Web } from "../web.ts";
import type { Query } from "./answer.ts";

export function preKeyCount({ connection, device, query }: Query) {
  connection.send(result(query, [node("count", { value: String(device.preKeys.count()) })]));
}

export function takePreKeys({ connection, device, query }: Query) {
  const keys = getBinaryNodeChildren(child(query, "list"), "key");
  device.preKeys.add(keys.map((key) => ({ id: unsigned(bytesAt(key, "id")), key: bytesAt(key, "value") })));
  connection.send(result(query));
}

export function rotateSignedPreKey({ web, connection, device, query, asked }: Query) {
  device.keys.signedPreKey = readSignedPreKey(child(asked, "skey"));
  saveLinks(web);
  connection.send(result(query));
}

export function keyBundles({ web, connection, query, asked }: Query) {
  const users = getBinaryNodeChildren(asked, "user").map((user) => keysOf(web, attribute(user, "jid")));
  connection.send(result(query, [node("list", {}, users)]));
}

function keysOf(web: Web, jid: string): BinaryNode {
  const bundle = bundleOf(web, jid);
  if (bundle) return bundleNode(jid, bundle);
  return node("user", { jid }, [node("error", { code: "404", text: "item-not-found" })]);
}

function bundleOf(web: Web, jid: string): Bundle | undefined {
  const party = partyOf(jid);
  if (!party || temperOf(party.phone) === "not_on_whatsapp") return undefined;
  if (party.device === 0) return web.phones.of(party.phone).signal.bundle();
  const device = deviceOf(web.accounts.get(party.phone), party.device);
  return device && takeBundle(device);
}
