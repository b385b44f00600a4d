// The senders room's door: routes about senders, the look-ups of the hot path, and what transports and
// hooks need.

export { type CloudApiConfig, readCloudApiConfig } from "./cloud-api-config.ts";
export type { CreateSenderDeps } from "./create-sender.ts";
export { ensureSandboxSender } from "./ensure-sandbox-sender.ts";
export { createSenderFinder, type SenderFinder } from "./find-sender.ts";
export { senderRoutes, type SenderRouteDeps } from "./routes.ts";
export { openSecrets } from "./secrets.ts";
export type { Sender } from "./sender.ts";
export { findSendersByExternalIds, type FoundSender, type WantedSender } from "./find-by-external-id.ts";
export {
  notifySender,
  pauseSender,
  readSandboxNumbers,
  readSendersOfShards,
  readSenderWithKeys,
  type SenderRow,
  type SenderWithKeys,
} from "./store.ts";
export { createWebhookKeyReader, type WebhookKeyDeps, type WebhookKeys } from "./webhook-keys.ts";
