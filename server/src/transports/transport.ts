// The port every road to WhatsApp implements: what messaging may ask of a transport, and what it may be told.

import type { ErrorCode, MessageObject } from "@waypost/contract";

/** A kind of road ("cloud_api", "whatsapp_web", …). Stateless: state lives in the sessions it opens. */
export interface Transport {
  readonly name: string;
  readonly capabilities: Capabilities;
  /**
   * Prepares one sender's connection. May do I/O. Throws only for programmer errors: a connection that cannot be
   * made answers every `send` with a `later` or `refused` outcome, so the reason reaches the message.
   */
  open(account: Account, emit: EmitEvents): Promise<Session>;
}

/** One sender's open connection. */
export interface Session {
  /**
   * Hands one message to the provider and says what is known. Never throws and never retries by itself:
   * retrying is messaging's decision, because only it knows the message's policy. `signal` ends the wait, after
   * which the outcome is `unknown` when bytes may have left, `later` when they surely have not.
   */
  send(message: OutgoingMessage, signal: AbortSignal): Promise<Outcome>;
  close(): Promise<void>;
}

/** What the road can carry; the message types it lists are accepted, all others refused before they are queued. */
export type Capabilities = {
  messageTypes: ReadonlySet<MessageObject["type"]>;
  /** How many sends one session may have in flight. 1 where the protocol demands one after another. */
  maxInFlight: number;
  /** True when `delivered` and `read` come back for a message the provider accepted. */
  receipts: boolean;
};

/** A sender as a transport sees it; secrets are decrypted for the owner of the lane only. */
export type Account = {
  senderId: string;
  /** The business number, E.164 with "+". */
  address: string;
  config: Readonly<Record<string, unknown>>;
  secrets: Readonly<Record<string, string>>;
};

export type OutgoingMessage = {
  /** E.164 with "+". */
  to: string;
  message: MessageObject;
  /** Our attempt's name, `<message id>.<attempt number>`; a transport echoes it in evidence where it can. */
  correlation: string;
};

/** What is known after a send. `unknown` means it may have left: it is never retried blindly. */
export type Outcome =
  | { kind: "accepted"; providerMessageId: string }
  | { kind: "refused"; error: TransportError }
  | { kind: "later"; error: TransportError; scope: Scope; afterMs: number | null; counts: boolean }
  | { kind: "unknown"; error: TransportError };

/** Who has to wait. With `afterMs: null` on sender or template scope: until a person or a webhook lifts it. */
export type Scope = "message" | "recipient" | "sender" | "template";

export type TransportError = {
  code: ErrorCode;
  /** The provider's own code, as it spells it. */
  providerCode: string | null;
  /** What the provider said, for people. Never a secret, never a message body. */
  detail: string;
};

/** Resolves once the events are durable; a transport acknowledges to its provider only after that. */
export type EmitEvents = (events: readonly TransportEvent[]) => Promise<void>;

export type TransportEvent = StatusEvent | InboundEvent;

/** Evidence about a message of ours. */
export type StatusEvent = {
  kind: "status";
  status: "sent" | "delivered" | "read" | "played" | "failed";
  providerMessageId: string;
  correlation: string | null;
  at: Date;
  error: TransportError | null;
  /** For `failed` only: whether trying again may help, and after how long. */
  retry: { afterMs: number } | null;
};

/** A message from a person. `from` is null for people known by a business-scoped id only. */
export type InboundEvent = {
  kind: "inbound";
  providerMessageId: string;
  from: string | null;
  fromUserId: string | null;
  name: string | null;
  type: string;
  body: Readonly<Record<string, unknown>>;
  at: Date;
};
