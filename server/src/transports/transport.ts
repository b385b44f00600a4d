// The port every road to WhatsApp implements: what messaging may ask of a transport, and what it may be told.

import type { Readable } from "node:stream";
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
  /** How long rows of a session's memory are worth keeping, by type, in milliseconds; types not named stay. */
  readonly memoryLifetimes?: Readonly<Record<string, number>>;
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
  /** The business number, E.164 with "+"; null while no phone is linked. */
  address: string | null;
  config: Readonly<Record<string, unknown>>;
  secrets: Readonly<Record<string, string>>;
  /** For transports whose sessions have a memory of their own, such as WhatsApp Web's keys. */
  memory?: SessionMemory;
  /** The files that messages name by `med_…`. */
  files?: OutgoingFiles;
};

/** Files of the sender's tenant, for a transport to hand over in its provider's way. Rejects when out of reach. */
export interface OutgoingFiles {
  /** Null when there is no such file, or no more. */
  find(id: string): Promise<OutgoingFile | null>;
  /** The provider's name for it, where it was handed over before and is still known there. */
  providerId(id: string): Promise<string | null>;
  /** Remembers that name for so long; null forgets it. */
  keepProviderId(id: string, provider: { id: string; forMs: number } | null): Promise<void>;
}

export type OutgoingFile = {
  mimeType: string;
  sizeBytes: number;
  filename: string | null;
  /** An address of ours that opens it for a day, for providers that fetch files themselves. */
  link: string;
  open(): Promise<Readable>;
};

/**
 * What a session must not forget: credentials, encryption keys, the bytes of messages it may have to repeat. Values
 * are opaque; the owner of the lane encrypts them, and refuses the write once another process holds the session.
 */
export interface SessionMemory {
  read(type: string, ids: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>;
  /** All or nothing, in one transaction; durable when it resolves. Null deletes. */
  write(changes: readonly { type: string; id: string; value: Uint8Array | null }[]): Promise<void>;
  /** Forgets everything: for a session the person has ended, never for one that merely fails. */
  clear(): Promise<void>;
  /**
   * False once another process may hold the session. Asked right before bytes leave: a process that slept in between
   * has kept all it wanted to, and may have been replaced since.
   */
  isHeld(): boolean;
}

/** Optional: a session that has to be linked to a phone before it can send. */
export interface Pairing {
  /** Ends the wait for a QR code to be read and asks for an eight-character code instead. Digits only, no "+". */
  requestPairingCode(phone: string): Promise<string>;
}

/** Optional: tells which of these numbers (E.164) are on WhatsApp; the answer names the canonical number. */
export interface NumberCheck {
  checkNumbers(numbers: readonly string[]): Promise<ReadonlyMap<string, string | null>>;
}

/** Optional: ends the link on the provider's side too; the phone forgets this device. */
export interface Logout {
  logout(): Promise<void>;
}

/** Optional: fetches a file that came with an inbound message, under the `id` the message's body gives it. */
export interface MediaFetch {
  /**
   * Never throws. The stream fails when what arrives is not the file that was sent, or is larger than it
   * said.
   */
  fetchMedia(id: string, signal: AbortSignal): Promise<FetchedFile>;
}

/** Optional: tells the person that what they wrote has been read, and that an answer is being typed. */
export interface ReadReceipts {
  /** Never throws; null when it is done. Earlier messages of the person count as read with it. */
  markRead(message: ReadMessage, signal: AbortSignal): Promise<TransportError | null>;
}

/** A message a person wrote, by the provider's id; `typing` shows them that an answer is coming. */
export type ReadMessage = { providerMessageId: string; from: string; typing: boolean };

/** Optional: whom the provider lets the sender block. People are E.164 with "+", or the provider's ids of them. */
export interface BlockList {
  listBlocked(after: string | null, signal: AbortSignal): Promise<Asked<BlockedPage>>;
  /** Blocks or unblocks; answers for each person whether it is so now. */
  setBlocked(people: readonly string[], blocked: boolean, signal: AbortSignal): Promise<Asked<BlockAnswer[]>>;
}

export type BlockedPage = { people: readonly string[]; next: string | null };
export type BlockAnswer = { person: string; error: TransportError | null };

/** What was asked of a provider: its answer, or why there is none. Never an exception. */
export type Asked<T> = { ok: true; value: T } | { ok: false; error: TransportError };

/**
 * `gone`: the provider keeps it no longer, or we never heard of it. `unavailable`: another try may find it.
 */
export type FetchedFile =
  | { kind: "found"; stream: Readable; mimeType: string | null; sizeBytes: number | null }
  | { kind: "gone" | "too_large" | "unavailable" };

export function canPair(session: Session): session is Session & Pairing {
  return "requestPairingCode" in session;
}

export function canCheckNumbers(session: Session): session is Session & NumberCheck {
  return "checkNumbers" in session;
}

export function canLogOut(session: Session): session is Session & Logout {
  return "logout" in session;
}

export function canMarkRead(session: Session): session is Session & ReadReceipts {
  return "markRead" in session;
}

export function canBlock(session: Session): session is Session & BlockList {
  return "setBlocked" in session;
}

export function canFetchMedia(session: Session): session is Session & MediaFetch {
  return "fetchMedia" in session;
}

export type OutgoingMessage = {
  /** E.164 with "+". */
  to: string;
  message: MessageObject;
  /** Our attempt's name, `<message id>.<attempt number>`; a transport echoes it in evidence where it can. */
  correlation: string;
  /**
   * For how long the person should see somebody typing before a text arrives; roads that cannot show it
   * ignore it. It is part of the send: the caller's signal has to allow for it.
   */
  typingMs?: number;
  /**
   * Asked in the same breath as the first byte is written: false once another process may hold the lane. Between the
   * caller's own look and the bytes lie a wait for a connection and somebody typing, and in it a process may sleep
   * longer than its lease. A session with a memory asks that (`SessionMemory.isHeld`).
   */
  mayLeave?: () => boolean;
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

export type TransportEvent = MessageEvent | SessionEvent | NewChatsEvent;

/** What providers that speak by webhook can tell. */
export type MessageEvent = StatusEvent | InboundEvent;

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
  /**
   * For `failed` only: the failure stops more than this message, as an answer with that scope would have. Absent or
   * null where it speaks of the message or the person alone.
   */
  blocks?: Block | null;
};

/** Who has to stand still; with `afterMs: null` until a person or a webhook lifts it. */
export type Block = { scope: Extract<Scope, "sender" | "template">; afterMs: number | null };

/**
 * A message from a person, in the words of Meta's webhooks: `type` names the member of `body` that says what it is,
 * beside `context` and `referral`. What the transport does not know of is `unsupported` with all that came.
 */
export type InboundEvent = {
  kind: "inbound";
  providerMessageId: string;
  /** E.164 with "+"; null for who does not show it. */
  from: string | null;
  /** WhatsApp's number of no country, `<digits>@lid`. */
  fromLid: string | null;
  /** Meta's business-scoped id, as `account` (a business account) knows the person. */
  fromUserId: string | null;
  account: string | null;
  name: string | null;
  type: string;
  body: Readonly<Record<string, unknown>>;
  at: Date;
};

/** A session's state changed. `qr` and its end come with `pairing` only, and are shown to nobody but the owner. */
export type SessionEvent = {
  kind: "session";
  state: SessionState;
  /** Why, in a word of ours ("logged_out_on_phone", "connection_lost"); null when it speaks for itself. */
  reason: string | null;
  qr: { text: string; expiresAt: Date } | null;
  /** The linked number, E.164, once known. */
  address: string | null;
  at: Date;
};

/**
 * The provider lets the sender write to nobody new until then; whoever it has talked with before it may go on
 * writing to. Null lifts it early; otherwise it ends by itself. The last one told is the one that holds.
 */
export type NewChatsEvent = { kind: "new_chats_locked"; until: Date | null; at: Date };

/** The words of the public API (`/v1/senders/{id}/session`). */
export type SessionState =
  | "stopped"
  | "starting"
  | "pairing"
  | "connected"
  | "reconnecting"
  | "logged_out"
  | "replaced"
  | "banned";
