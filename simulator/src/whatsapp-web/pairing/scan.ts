// A phone scans the QR code a client shows.
import { ControlRefused } from "../../control/refused.ts";
import type { LinkedDevice } from "../linked-device.ts";
import { accountOf } from "../web.ts";
import type { Web } from "../web.ts";
import { link } from "./link.ts";

/** The text of the code: `…#ref,noise key,identity key,adv secret,platform`. */
export function scan(web: Web, phone: number, qr: string): Promise<LinkedDevice> {
  const [ref = "", noiseKey = "", identityKey = "", advSecret = ""] = qr
    .slice(qr.indexOf("#") + 1)
    .split(",");
  const connection = [...web.connections].find(({ pairing }) => pairing?.refs.includes(ref));
  const pairing = connection?.pairing;
  if (!connection || !pairing) throw new ControlRefused("no client shows this QR code (any more)", 404);
  const { noise, identity } = pairing.keys;
  const matches =
    noise.equals(Buffer.from(noiseKey, "base64")) && identity.equals(Buffer.from(identityKey, "base64"));
  if (!matches) throw new ControlRefused("the QR code is not this client's");
  return link(web, accountOf(web, phone), {
    connection,
    pairing,
    advSecret: Buffer.from(advSecret, "base64"),
  });
}
