// The intake room's door: what providers tell us becomes rows, then evidence.

export { type CloudApiHookDeps, handshake, receive } from "./cloud-api-hook.ts";
export { createIntakeWorker, type IntakeDeps, type IntakeWorker } from "./intake-worker.ts";
export type { SenderOfWebhook, WantedSender } from "./intake-store.ts";
export { keepInbound } from "./keep-inbound.ts";
export { readCloudApiBody } from "./read-cloud-api.ts";
export { createReceiver, type Receiver } from "./receive-webhook.ts";
