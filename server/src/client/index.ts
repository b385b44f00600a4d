// The client room's door: Waypost's API as typed calls.

export { type Client, createClient, type OutgoingMessage } from "./client.ts";
export { everyItem, firstOf } from "./every-item.ts";
export type { Failure } from "./failure.ts";
export type { PlainRoute, PlainRoutes, Wish } from "./plain-routes.ts";
export type { Result } from "./request.ts";
export { type LoopbackApi, problem, startLoopbackApi } from "./loopback-api.ts";
