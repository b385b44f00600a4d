// Compiles what is asked of a contact's consent: the last words about all names they go by.

import type { SegmentCondition } from "@waypost/contract";
import type { Values } from "./values.ts";

export function compileConsent(
  { state, purpose = "marketing" }: Extract<SegmentCondition, { kind: "consent" }>,
  values: Values,
): string {
  // Who wants nothing at all wants no marketing either.
  const refused = lastWords(
    `s.lifted_at is null and s.purpose = any (${values.bind([...new Set([purpose, "all"])], "text[]")})`,
    values,
  );
  if (state === "suppressed") return refused;
  // What they told WhatsApp is a refusal or its end, never an agreement with the tenant.
  const agreed = lastWords(
    `s.lifted_at is not null and s.lane = 'own' and s.purpose = ${values.bind(purpose, "text")}`,
    values,
  );
  return `(${agreed} and not ${refused})`;
}

/** What consent says of marketing is kept under `marketing` as well when it was said of all. */
function lastWords(condition: string, { tenant }: Values): string {
  return `exists (select from contact_alias a
    join suppression s on s.tenant_id = a.tenant_id and s.address_hash = a.address_hash
    where a.tenant_id = ${tenant} and a.contact_id = c.id and a.left_at is null and ${condition})`;
}
