// The certificate chain the server proves itself with, under a root nobody else knows.
import { Curve, proto, WA_CERT_DETAILS } from "baileys";
import { createRawKeyPair } from "../root-key.ts";
import type { RawKeyPair } from "../root-key.ts";

/** What a server needs to be believed: its static Noise key and the chain that names it. */
export type ServerIdentity = { key: RawKeyPair; chain: Uint8Array };

export function createServerIdentity(root: RawKeyPair): ServerIdentity {
  const intermediate = createRawKeyPair();
  const key = createRawKeyPair();
  const chain = proto.CertChain.encode({
    // Clients check that the intermediate names the root's serial.
    intermediate: certify(root, {
      serial: 1,
      issuerSerial: WA_CERT_DETAILS.SERIAL,
      key: intermediate.public,
    }),
    leaf: certify(intermediate, { serial: 2, issuerSerial: 1, key: key.public }),
  }).finish();
  return { key, chain };
}

type Subject = { serial: number; issuerSerial: number; key: Uint8Array };

function certify(issuer: RawKeyPair, subject: Subject) {
  const details = proto.CertChain.NoiseCertificate.Details.encode(subject).finish();
  return { details, signature: Curve.sign(issuer.private, details) };
}
