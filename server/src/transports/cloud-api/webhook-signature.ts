// Checks X-Hub-Signature-256: Meta signs the raw bytes of every webhook with the app's secret.

import { createHmac, timingSafeEqual } from "node:crypto";

/** Several secrets, because tenants bring their own apps to one address, and during a change of secret. */
export function verifySignature(
  rawBody: Buffer,
  header: string | undefined,
  appSecrets: readonly string[],
): boolean {
  const hex = /^sha256=([0-9a-f]{64})$/i.exec(header ?? "")?.[1];
  if (hex === undefined) return false;
  const given = Buffer.from(hex, "hex");
  // Every secret is tried, so that the time taken does not tell which one fits. An empty one anybody
  // could guess.
  const matches = appSecrets.filter(
    (secret) =>
      secret !== "" && timingSafeEqual(createHmac("sha256", secret).update(rawBody).digest(), given),
  );
  return matches.length > 0;
}
