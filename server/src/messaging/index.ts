// The messaging room's door: accepting, dispatching, evidence, and the routes about messages.

export { type Acceptor, createAcceptor } from "./accept-message.ts";
export {
  applyEvidence,
  applyStatuses,
  type EvidenceDeps,
  type EvidenceStore,
  evidenceStoreIn,
  type SenderStatus,
} from "./apply-evidence.ts";
export { createDispatcher, type DispatchCounters, type Dispatcher, type LaneSender } from "./dispatcher.ts";
export type { LaneProtection } from "./dispatch/protected-lane.ts";
export { createLaneStore } from "./lane-store.ts";
export { deadLetterRoutes } from "./dead-letter-routes.ts";
export type { SenderForSending } from "./prepare-message.ts";
export { messageRoutes } from "./routes.ts";
export { releaseHeld } from "./store/hold.ts";
export { takeMatchedParked } from "./store/evidence.ts";
