// The messaging room's door: accepting, dispatching, evidence, and the routes about messages.

export { type Acceptor, createAcceptor } from "./accept-message.ts";
export {
  applyEvidence,
  applyStatuses,
  type EvidenceDeps,
  type EvidenceStore,
  evidenceStoreIn,
  type Failure,
  type SenderStatus,
} from "./apply-evidence.ts";
export { createDispatcher, type DispatchCounters, type Dispatcher, type LaneSender } from "./dispatcher.ts";
export type { LaneProtection } from "./dispatch/protected-lane.ts";
export { createLaneStore } from "./lane-store.ts";
export { lookAgainJob } from "./look-again.ts";
export { deadLetterRoutes } from "./dead-letter-routes.ts";
export { createSentCounts, type SentCounts } from "./sent-counts.ts";
export { senderFigureRoutes } from "./sender-figures.ts";
export { pruneSenderMinutes } from "./store/figures.ts";
export {
  dropParked,
  mediaSentTo,
  mediaSentToOthers,
  readParkedSince,
  readRecipients,
  sentMessages,
  waitingMessages,
} from "./personal-data.ts";
export { queueMessages } from "./queue-messages.ts";
export type { Addressed, BatchCheck, Draft, Road } from "./prepare-batch.ts";
export { classOf, prepareMessage, type SenderForSending } from "./prepare-message.ts";
export { messageRoutes } from "./routes.ts";
export type { PlanGate, Reserved } from "./set-aside.ts";
export { type AcceptedMessage, notifyShards, type Routed } from "./store/accept.ts";
export { cancelOfCampaign, respaceCampaign } from "./store/campaign.ts";
export { resendMessages } from "./store/change.ts";
export { type Confirmation, confirmConsents } from "./store/confirm.ts";
export { releaseHeld } from "./store/hold.ts";
export { holdStep, type LanePlace, releaseStep } from "./store/hold-template.ts";
export { skipMessages, skipWaiting, type SkippedPerson } from "./store/skip.ts";
export { takeMatchedParked } from "./store/evidence.ts";
export { type Movable, type Move, moveToRoad, readMovable } from "./store/move.ts";
