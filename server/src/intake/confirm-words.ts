// What is said back to people whose word has just come into force: once for each change, where they wrote it.

import { confirmationText, type ConsentWord, type Hearing, usualHearing } from "../audience/index.ts";
import type { Confirmation } from "../messaging/index.ts";
import type { InboundRow } from "./store.ts";

export type ChangedWord = { word: ConsentWord; languages: readonly string[]; row: InboundRow };

/** A little before WhatsApp closes the window: 24 hours after the person wrote. */
const answerableMs = (24 * 60 - 5) * 60_000;

/** Pure. Of several changes of one person at one number, the last. Who has no phone number is not told. */
export function confirmationsOf(
  changed: readonly ChangedWord[],
  hearings: ReadonlyMap<string, Hearing>,
  newId: () => string,
): Confirmation[] {
  const byPerson = new Map<string, Confirmation>();
  for (const { word, languages, row } of changed) {
    const { confirms } = hearings.get(word.tenantId) ?? usualHearing;
    if (confirms === null || row.sender_phone === null) continue;
    byPerson.set(`${row.tenant_id} ${row.sender_id} ${row.sender_phone}`, {
      tenant_id: row.tenant_id,
      id: newId(),
      sender_id: row.sender_id,
      recipient: row.sender_phone,
      confirms: word.state,
      text: confirmationText(word.state, languages, confirms),
      expires_at: new Date(word.at.getTime() + answerableMs).toISOString(),
    });
  }
  return [...byPerson.values()];
}
