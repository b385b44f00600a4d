// The audience room's door: who people are, what they agreed to, and whom nothing is sent to.

export { type AddressHash, type Alias, aliasesOf, createAddressHash, phoneAlias } from "./address.ts";
export { applyConsent, type ConsentWord } from "./consent/apply-consent.ts";
export { consentIn, type Utterance } from "./consent/consent-in.ts";
export { type Intended, readSuppressed } from "./consent/read-suppressed.ts";
export type { Silenced } from "./consent/spread-words.ts";
export { findContacts, type PeopleDeps } from "./contacts/find-contacts.ts";
export type { Sighting } from "./contacts/plan.ts";
export { createNameSuppressed, type NameSuppressed } from "./name-suppressed.ts";
export {
  audienceOfPerson,
  readErasedWords,
  readConsentHistory,
  readMerged,
  readNames,
  readPhonesByHash,
} from "./personal-data.ts";
export { audienceRoutes } from "./routes.ts";
export { type ContactSummary, readContactIds, readContactSummaries } from "./store/read.ts";
