// The intake room's door: what providers tell us becomes rows, then evidence.

export { type CloudApiHookDeps, handshake, receive } from "./cloud-api-hook.ts";
export { dropLateBodies } from "./drop-late-bodies.ts";
export { receiveDialog360 } from "./dialog360-hook.ts";
export { preferenceConsumer } from "./consume-preferences.ts";
export { createIntakeWorker, type IntakeDeps, type IntakeWorker } from "./intake-worker.ts";
export type { SenderOfWebhook, WantedSender } from "./intake-store.ts";
export { keepInboundRows, meetInbound } from "./keep-inbound.ts";
export { rawWebhooks, receivedMessages } from "./personal-data.ts";
export { readCloudApiBody } from "./read-cloud-api.ts";
export { createReceiver, type Receiver } from "./receive-webhook.ts";
export { receivedRoutes } from "./received/routes.ts";
export { receiveForSender, type SenderHook, type SenderHookDeps } from "./sender-hook.ts";
export { readWahaBody, wahaHook } from "./waha-hook.ts";
export { readWasenderBody, wasenderHook } from "./wasender-hook.ts";
export type { WebhookChange, WebhookConsumer } from "./webhook-change.ts";
