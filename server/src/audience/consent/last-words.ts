// The last word of a person about one purpose: which of two counts, and what a consent says about each purpose.

import type { ConsentPurpose, ConsentState } from "@waypost/contract";

/**
 * `own`: told to us or the tenant. `provider`: told to WhatsApp, which keeps it by itself, so that a word here does
 * not take it back.
 */
export type Lane = "own" | "provider";

export type LastWord = {
  purpose: ConsentPurpose;
  lane: Lane;
  state: ConsentState;
  saidAt: Date;
  reason: string;
  source: string;
};

/** Words arrive in any order and more than once. Of two at the same instant the refusal counts. */
export function isLater(word: Pick<LastWord, "saidAt" | "state">, than: typeof word): boolean {
  const between = word.saidAt.getTime() - than.saidAt.getTime();
  return between > 0 || (between === 0 && word.state === "withdrawn" && than.state === "granted");
}

/** Who agrees to everything agrees to marketing; who agrees to marketing may still want nothing else. */
export function purposesOf(purpose: ConsentPurpose, state: ConsentState): ConsentPurpose[] {
  return purpose === "all" && state === "granted" ? ["all", "marketing"] : [purpose];
}

/** What one word replaces: `address_hash` is hexadecimal. */
export function keyOfWord(word: {
  tenant_id: string;
  address_hash: string;
  purpose: ConsentPurpose;
  lane: Lane;
}): string {
  return `${word.tenant_id} ${word.address_hash} ${word.purpose} ${word.lane}`;
}
