// The door of the SDK.

export { createWaypost } from "./waypost.ts";
export type { Waypost } from "./waypost.ts";
export type { WaypostOptions } from "./connection.ts";
export { isCode, WaypostError } from "./error.ts";
export type { ClientCode } from "./error.ts";
export type { ErrorCode } from "./generated/error-codes.ts";
export type {
  Answer,
  Body,
  CallOptions,
  Item,
  JsonRoute,
  ListRoute,
  MaybeGiven,
  Query,
  Route,
} from "./call.ts";
export type { List, Page } from "./list.ts";
export type { FileBody } from "./file-body.ts";
export type { UploadOptions } from "./resources/media.ts";
export { verifyWebhook, WebhookError } from "./webhook.ts";
export type { VerifyOptions, WebhookHeaders, WebhookRefusal } from "./webhook.ts";
export type { EventType, LiveEvent, WebhookEvent } from "./event-types.ts";
export type { EventOptions } from "./events.ts";
export type * from "./generated/schemas.ts";
