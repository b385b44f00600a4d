// The compliance room's door: the audit log, and how long things are kept.

export { appendAudit, createAudit } from "./audit/append.ts";
export { dropAuditChain } from "./audit/drop-chain.ts";
export { exportLines, verifyLines } from "./audit/export-lines.ts";
export { chainOwners, type Read, readVerdict } from "./audit/read-verdict.ts";
export { auditGates, auditRoutes } from "./audit/routes.ts";
export { sealChainsJob } from "./audit/seal.ts";
export { type PublicKey, readPublicKey, sealKeys } from "./audit/signature.ts";
export type { Verdict } from "./audit/verify.ts";
export type { PrivacyDeps, Watched } from "./privacy/deps.ts";
export { evidenceRoute } from "./privacy/evidence-pack.ts";
export { type Journal, openJournal } from "./privacy/journal-file.ts";
export { legalHolds, otherRequests } from "./privacy/own-data.ts";
export { type Recalled, recallJournal } from "./privacy/recall-journal.ts";
export { exportDownload, type PrivacyRouteDeps, privacyRoutes } from "./privacy/routes.ts";
export { privacyJob, workRequests } from "./privacy/work-requests.ts";
export { retentionGates, type RetentionRouteDeps, retentionRoutes } from "./retention/routes.ts";
export { readRules } from "./retention/rules.ts";
export { retentionJob } from "./retention/run-retention.ts";
