// Linking by an eight-character code: both ends prove that they know it without showing it to the server.
import { hkdfSync, pbkdf2, randomBytes } from "node:crypto";
import { promisify } from "node:util";
import { aesDecryptCTR, aesDecryptGCM, aesEncryptCTR, Curve, S_WHATSAPP_NET } from "baileys";
import type { BinaryNode } from "baileys";
import { ControlRefused } from "../../control/refused.ts";
import { partyOf } from "../addresses.ts";
import type { Connection } from "../connection.ts";
import type { LinkedDevice } from "../linked-device.ts";
import type { Phone } from "../phone.ts";
import {
  attribute,
  BadStanza,
  bytesAt,
  leaf,
  newStanzaId,
  node,
  refusal,
  result,
} from "../protocol/stanza.ts";
import { createRawKeyPair } from "../root-key.ts";
import { accountOf } from "../web.ts";
import type { Web } from "../web.ts";
import { link } from "./link.ts";

/** What the client has sent so far, for the phone it named. */
export type CodeRequest = {
  phone: number;
  ref: Buffer;
  /** The client's ephemeral key under the code: salt, counter, cipher text. */
  wrapped: Buffer;
  finish: ((bundle: Buffer) => boolean) | undefined;
};

/** Either stage of the client's half. */
export function takeCodeStanza(connection: Connection, query: BinaryNode, registration: BinaryNode) {
  const { pairing } = connection;
  if (!pairing) throw new BadStanza("a linked device asks for a code");
  if (attribute(registration, "stage") === "companion_finish") {
    const bundle = bytesAt(registration, "link_code_pairing_wrapped_key_bundle");
    const accepted = pairing.code?.finish?.(bundle) ?? false;
    return connection.send(accepted ? result(query) : refusal(query, 400, "bad-request"));
  }
  const phone = partyOf(attribute(registration, "jid"))?.phone;
  if (phone === undefined) throw new BadStanza("a code for nobody");
  const ref = randomBytes(16);
  const wrapped = bytesAt(registration, "link_code_pairing_wrapped_companion_ephemeral_pub");
  pairing.code = { phone, ref, wrapped, finish: undefined };
  const answer = node("link_code_companion_reg", { stage: "companion_hello" }, [
    leaf("link_code_pairing_ref", ref),
  ]);
  connection.send(result(query, [answer]));
}

/** The phone's owner types the code. */
export async function enterCode(web: Web, phone: number, code: string): Promise<LinkedDevice> {
  const connection = [...web.connections].find(({ pairing }) => pairing?.code?.phone === phone);
  const pairing = connection?.pairing;
  const request = pairing?.code;
  if (!connection || !request) throw new ControlRefused("no client waits for a code of this phone", 404);
  const account = accountOf(web, phone);
  const ephemeral = createRawKeyPair();
  const theirs = await unwrap(code, request.wrapped);
  const shared = Curve.sharedKey(ephemeral.private, theirs);
  const finished = new Promise<Buffer>((resolve, reject) => {
    const timeout = setTimeout(
      () => reject(new ControlRefused("the client did not answer", 504)),
      PATIENCE_MS,
    );
    request.finish = (bundle) => {
      clearTimeout(timeout);
      const secret = advSecretOf(account.phone, { bundle, shared, identity: pairing.keys.identity });
      if (secret) resolve(secret);
      else reject(new ControlRefused("wrong code"));
      return secret !== undefined;
    };
  });
  const wrapped = await wrap(code, ephemeral.public);
  connection.send(phoneHalf(account.phone, request.ref, wrapped));
  const advSecret = await finished;
  pairing.code = undefined;
  return link(web, account, { connection, pairing, advSecret });
}

const PATIENCE_MS = 10_000;

function phoneHalf({ signal }: Phone, ref: Buffer, wrapped: Buffer): BinaryNode {
  const attributes = { type: "link_code_companion_reg", from: S_WHATSAPP_NET, id: newStanzaId() };
  return node("notification", attributes, [
    node("link_code_companion_reg", { stage: "primary_hello" }, [
      leaf("link_code_pairing_ref", ref),
      leaf("primary_identity_pub", signal.identity.public),
      leaf("link_code_pairing_wrapped_primary_ephemeral_pub", wrapped),
    ]),
  ]);
}

type Finish = { bundle: Buffer; shared: Buffer; identity: Buffer };

/** Undefined when the bundle does not open, as it does not with a wrong code. */
function advSecretOf({ signal }: Phone, { bundle, shared, identity }: Finish): Buffer | undefined {
  const salt = bundle.subarray(0, 32);
  const key = Buffer.from(
    hkdfSync("sha256", shared, salt, "link_code_pairing_key_bundle_encryption_key", 32),
  );
  try {
    const opened = aesDecryptGCM(bundle.subarray(44), key, bundle.subarray(32, 44), new Uint8Array());
    const agreed = Curve.sharedKey(signal.identity.private, identity);
    const secret = Buffer.concat([shared, agreed, opened.subarray(64, 96)]);
    return Buffer.from(hkdfSync("sha256", secret, "", "adv_secret", 32));
  } catch {
    return undefined;
  }
}

async function wrap(code: string, key: Buffer): Promise<Buffer> {
  const salt = randomBytes(32);
  const counter = randomBytes(16);
  return Buffer.concat([salt, counter, aesEncryptCTR(key, await keyOf(code, salt), counter)]);
}

async function unwrap(code: string, wrapped: Buffer): Promise<Buffer> {
  const key = await keyOf(code, wrapped.subarray(0, 32));
  return aesDecryptCTR(wrapped.subarray(48, 80), key, wrapped.subarray(32, 48));
}

const derive = promisify(pbkdf2);

function keyOf(code: string, salt: Buffer): Promise<Buffer> {
  return derive(code, salt, 131_072, 32, "sha256");
}
