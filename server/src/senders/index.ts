// The senders room's door: routes about senders, the look-ups of the hot path, and what transports and
// hooks need.

export { type CloudApiConfig, readCloudApiConfig } from "./cloud-api-config.ts";
export { createSender, type CreateSenderDeps, insertAccount } from "./create-sender.ts";
export { ensureSandboxSender } from "./ensure-sandbox-sender.ts";
export { createSenderFinder, type SenderFinder } from "./find-sender.ts";
export { senderRoutes, type SenderRouteDeps } from "./routes.ts";
export { openSecrets, sealSecrets, webhookKeyOf } from "./secrets.ts";
export { isPaused, type Sender } from "./sender.ts";
export { findSendersByExternalIds, type FoundSender, type WantedSender } from "./find-by-external-id.ts";
export {
  notifySender,
  pauseSender,
  readSendersOfShards,
  readSenderWithKeys,
  type SenderRow,
  type SenderWithKeys,
} from "./store.ts";
export { createWebhookKeyReader, type WebhookKeyDeps, type WebhookKeys } from "./webhook-keys.ts";
