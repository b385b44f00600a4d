// Messages, what people wrote back, and messages that were given up.

import type { Body, CallOptions, Query } from "../call.ts";
import type { Core } from "../core.ts";
import type { SendMessage } from "../generated/schemas.ts";

export function messagesOf({ request, list }: Core) {
  return {
    /** Accepted means stored: it will leave, or say why it could not. */
    send: (message: SendMessage, options?: CallOptions) =>
      request("POST /v1/messages", { ...options, body: message }),
    /** Up to 1,000. Each is accepted or refused by itself. */
    batch: (messages: readonly SendMessage[], options?: CallOptions) =>
      request("POST /v1/messages/batch", { ...options, body: { messages: [...messages] } }),
    /** With its timeline. */
    get: (id: string, options?: CallOptions) =>
      request("GET /v1/messages/{id}", { ...options, params: { id } }),
    /** Newest first. */
    list: (query: Query<"GET /v1/messages"> = {}, options?: CallOptions) =>
      list("GET /v1/messages", { ...options, query }),
    /** Takes it back, as long as it has not left. */
    cancel: (id: string, options?: CallOptions) =>
      request("POST /v1/messages/{id}/cancel", { ...options, params: { id } }),
    /** Sends it again. */
    resend: (id: string, options?: CallOptions) =>
      request("POST /v1/messages/{id}/resend", { ...options, params: { id } }),
  };
}

export function receivedOf({ request, list }: Core) {
  return {
    get: (id: string, options?: CallOptions) =>
      request("GET /v1/messages/received/{id}", { ...options, params: { id } }),
    /** Newest first. */
    list: (query: Query<"GET /v1/messages/received"> = {}, options?: CallOptions) =>
      list("GET /v1/messages/received", { ...options, query }),
    /** Shows its writer that it was read. */
    markRead: (id: string, body: Body<"POST /v1/messages/received/{id}/read">, options?: CallOptions) =>
      request("POST /v1/messages/received/{id}/read", { ...options, params: { id }, body }),
  };
}

export function deadLettersOf({ request, list }: Core) {
  return {
    list: (query: Query<"GET /v1/dead-letters"> = {}, options?: CallOptions) =>
      list("GET /v1/dead-letters", { ...options, query }),
    /** Sends them again: named ones, or all that match. */
    replay: (which: Body<"POST /v1/dead-letters/replay">, options?: CallOptions) =>
      request("POST /v1/dead-letters/replay", { ...options, body: which }),
    /** Gives it up for good. */
    delete: (id: string, options?: CallOptions) =>
      request("DELETE /v1/dead-letters/{id}", { ...options, params: { id } }),
  };
}
