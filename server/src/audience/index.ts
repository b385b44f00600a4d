// The audience room's door: who people are, what they agreed to, and whom nothing is sent to.

export { type AddressHash, type Alias, aliasesOf, createAddressHash, phoneAlias } from "./address.ts";
export { applyConsent, type ConsentWord, heedConsent } from "./consent/apply-consent.ts";
export { confirmationText } from "./consent/confirmation-texts.ts";
export { consentIn, type Heard, type Utterance } from "./consent/consent-in.ts";
export { type Hearing, readHearings, usualHearing } from "./consent/hearing.ts";
export { heedOwnQuietHours, readSendingRules, type RulesInForce } from "./consent/rules-in-force.ts";
export {
  type FrequencyCap,
  type Hours,
  type Intention,
  isRuled,
  judgeCaps,
  judgeHours,
  type RuleVerdict,
  type SendingRules,
  type Sent,
} from "./consent/sending-rules.ts";
export { type Intended, readSuppressed } from "./consent/read-suppressed.ts";
export type { Silenced } from "./consent/spread-words.ts";
export { csvLine } from "./export/columns.ts";
export { findContacts, type PeopleDeps } from "./contacts/find-contacts.ts";
export { upsertContacts } from "./contacts/upsert-contacts.ts";
export type { ContactInput } from "./contacts/upsert-rules.ts";
export { wordLatecomersJob } from "./contacts/word-latecomers.ts";
export type { Sighting } from "./contacts/plan.ts";
export type { ImportDeps } from "./import/deps.ts";
export { importText, readTextImport, type TextFile } from "./import/import-text.ts";
export { importsOfPerson } from "./import/personal-data.ts";
export { importRoutes } from "./import/routes.ts";
export { importPrunes } from "./import/store/prune.ts";
export { createImportWorker, type ImportWorker } from "./import/worker.ts";
export { markReleased, readChangedRules } from "./store/consent-settings.ts";
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
export { type Audience, type AudiencePart, audienceQuery, countAudience } from "./segments/audience.ts";
export { segmentRoutes } from "./segments/routes.ts";
export { type ContactSummary, readContactIds, readContactSummaries } from "./store/read.ts";
