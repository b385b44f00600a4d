// What the API says for a person: evidence and its consequences, by their number.

import type { ConsentPurpose, ConsentState } from "@waypost/contract";
import type { Tx } from "../kernel/db.ts";
import { phoneAlias } from "./address.ts";
import { applyConsent, type Saying } from "./consent/apply-consent.ts";
import type { AudienceRouteDeps } from "./routes.ts";
import { readAliases } from "./store/contact.ts";

export type SaidFor = {
  tenantId: string;
  /** E.164 with "+". */
  phone: string;
  purpose: ConsentPurpose;
  state: ConsentState;
  at: Date;
  proof: string;
  said: Saying;
};

/** Nobody becomes a contact by it: whom nothing may be sent to is often nobody one wants to know. */
export async function sayFor(deps: AudienceRouteDeps, tx: Tx, { phone, ...word }: SaidFor): Promise<void> {
  const alias = phoneAlias(phone);
  const [known] = await readAliases(tx, [{ tenantId: word.tenantId, ...alias }]);
  const contactId = known === undefined || known.leftAt !== null ? null : known.contactId;
  await deps.skipWaiting(tx, await applyConsent(tx, [{ ...word, alias, contactId }], deps.people));
}
