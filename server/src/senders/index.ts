// The senders room's door: routes about senders, the look-ups of the hot path, and what transports and
// hooks need.

export { type CloudApiConfig, readCloudApiConfig } from "./cloud-api-config.ts";
export type { CreateSenderDeps } from "./create-sender.ts";
export { ensureSandboxSender } from "./ensure-sandbox-sender.ts";
export { createSenderFinder, type SenderFinder } from "./find-sender.ts";
export type { ChatFacts } from "./protection/chat.ts";
export { countHeard, type Heard } from "./protection/count-heard.ts";
export { dayOf, isZone, quietInAnyUntil, spoken } from "./protection/day.ts";
export { dayAhead, usualGapMs } from "./protection/days-ahead.ts";
export {
  noFacts,
  type NumberFacts,
  reachesThePerson,
  type SendKind,
  sendKind,
  withSend,
} from "./protection/facts.ts";
export {
  cadenceReason,
  type Candidate,
  type Go,
  judge,
  type Verdict,
  type Wait,
  type WaitCode,
  type WaitReason,
  type WaitScope,
} from "./protection/judge.ts";
export { type NumberKey, readRemembered, type Remembered } from "./protection/number-facts.ts";
export { presets, type Protection } from "./protection/presets.ts";
export { type Dice, restAfter } from "./protection/rhythm.ts";
export { protectionOf, zoneOf } from "./protection/settings.ts";
export { type Standing, standingOf } from "./protection/standing.ts";
export { standingsOf } from "./protection/standings-of.ts";
export {
  countDelivered,
  countSends,
  countTroubles,
  type DeliveredRow,
  lockChats,
  lockNewChats,
  type SendRow,
  type TroubleRow,
} from "./protection/store/count.ts";
export { type RestRow, writeRests } from "./protection/store/rest.ts";
export { pruneSenderDays, pruneSenderTexts } from "./protection/store/prune.ts";
export { textFingerprint, textLength } from "./protection/text-fingerprint.ts";
export { chatsOfPerson } from "./personal-data.ts";
export { senderRoutes, type SenderRouteDeps } from "./routes.ts";
export { openSecrets } from "./secrets.ts";
export { livesOnPhone, needsSession, type Sender } from "./sender.ts";
export {
  findSendersByExternalIds,
  findSendersOfWebhooks,
  type FoundSender,
  senderKeyOf,
  type WantedSender,
} from "./find-by-external-id.ts";
export {
  listSenders,
  lockSenders,
  notifySender,
  pauseUnchangedSender,
  readSandboxNumbers,
  readSendersNamed,
  readSendersOfShards,
  readSenderWithKeys,
  readTestSenderElsewhere,
  type SenderRow,
  type SenderWithKeys,
  type StopRow,
  stopSenders,
} from "./store.ts";
export { takeAccount } from "./take-account.ts";
export {
  createWebhookKeyReader,
  type SenderSecret,
  type WebhookKeyDeps,
  type WebhookKeys,
} from "./webhook-keys.ts";
export { pruneEntryPoints, type EntryRow, writeEntryPoints } from "./window/store.ts";
export type { WindowState } from "./window/window.ts";
export { type PersonKey, windowsOf } from "./window/windows-of.ts";
