// A client has shown who it is: a linked device logs in, a new one waits to be linked.
import type { proto } from "baileys";
import { deviceOf } from "./account.ts";
import { partyOf } from "./addresses.ts";
import type { Connection } from "./connection.ts";
import { lidOf } from "./linked-device.ts";
import { offerPairing } from "./pairing/pairing.ts";
import type { Hello } from "./protocol/noise.ts";
import { node, seconds } from "./protocol/stanza.ts";
import { isAffected } from "./web.ts";
import type { Web } from "./web.ts";

export function greet(web: Web, connection: Connection, hello: Hello) {
  const refused = refusalOf(web, hello);
  if (refused !== undefined) return fail(connection, refused);
  const { devicePairingData } = hello.payload;
  if (devicePairingData) return offerPairing(connection, { hello, registration: devicePairingData });
  const device = deviceOf(accountIn(web, hello), hello.payload.device ?? 0);
  // The phone unlinked it, or it never was: the client must pair again.
  if (!device?.keys.noise.equals(hello.clientStatic)) return fail(connection, 401);
  device.connection?.end("replaced");
  device.connection = connection;
  connection.device = device;
  device.life.logins += 1;
  const t = seconds(web.network.clock.now());
  connection.send(node("success", { t, lid: lidOf(device), location: "loop", props: "27" }));
}

export function fail(connection: Connection, reason: number) {
  connection.leave(node("failure", { reason: String(reason), location: "loop" }));
}

function accountIn(web: Web, { payload }: Hello) {
  return web.accounts.get(partyOf(`${String(payload.username ?? 0)}@s.whatsapp.net`)?.phone ?? 0);
}

function refusalOf(web: Web, hello: Hello): number | undefined {
  const account = accountIn(web, hello);
  if (account?.banned) return 403;
  const { only_numbers, connecting } = web.network.conditions.faults.web;
  // Whose phone a client will be linked to is not known before it is.
  const affected = account ? isAffected(web, account) : only_numbers.length === 0;
  if (!affected) return undefined;
  const { refuse_login, minimum_version } = connecting;
  if (minimum_version !== null && versionOf(hello.payload) < minimum_version) return 405;
  return refuse_login ?? undefined;
}

/** The last of the three numbers, the only one that moves. */
function versionOf({ userAgent }: proto.IClientPayload): number {
  return userAgent?.appVersion?.tertiary ?? 0;
}
