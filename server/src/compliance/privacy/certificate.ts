// What is certified when a request was met: signed, so that it is proof outside of this database as well. Pure.

import { createHash } from "node:crypto";
import { canonicalJson } from "../../kernel/fingerprint.ts";
import type { Signer } from "../../kernel/signing.ts";

/** `sha256` is of the statement's canonical JSON (RFC 8785), and the signature of the same bytes. */
export type Certificate = { statement: object; sha256: string; signature: string; public_key: string };

export function certify(signer: Signer, statement: object): Certificate {
  const bytes = Buffer.from(canonicalJson(statement));
  return {
    statement,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    signature: signer.sign(bytes).toString("base64"),
    public_key: signer.publicKeyPem,
  };
}
