// Who the linked device is: Baileys' credentials, kept whole in one row.

import { initAuthCreds } from "baileys";
import type { AuthenticationCreds } from "baileys";
import type { SessionMemory } from "../../transport.ts";
import { decodeValue, encodeValue } from "./rows.ts";
import type { Row } from "./rows.ts";

const type = "creds";
const id = "main";

/** Fresh ones where none were kept. */
export async function loadCredentials(memory: SessionMemory): Promise<AuthenticationCreds> {
  const bytes = (await memory.read(type, [id])).get(id);
  return bytes ? (decodeValue(bytes) as AuthenticationCreds) : initAuthCreds();
}

/**
 * A row only once the phone has signed for the device. Before that they are worthless, and a pairing code
 * even leaves a number in them that was never linked.
 */
export function credentialRows(creds: AuthenticationCreds): Row[] {
  return isLinked(creds) ? [{ type, id, value: encodeValue(creds) }] : [];
}

export function isLinked(creds: AuthenticationCreds): boolean {
  return creds.account !== undefined && creds.account !== null;
}
