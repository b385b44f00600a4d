// The database's tables as the simulation keeps them; times are milliseconds since 1970 on the database's clock.

import type { MessageObject } from "@waypost/contract";
import type { Attention, LaneState, Status, UnknownPolicy } from "../../../server/src/messaging/lifecycle.ts";
import type { KeyRow } from "../../../server/src/messaging/store/accept.ts";
import type { Claimed, OutcomeRow } from "../../../server/src/messaging/store/dispatch.ts";
import type { EvidenceRow, ParkedRow } from "../../../server/src/messaging/store/evidence.ts";
import type { TransportError } from "../../../server/src/transports/transport.ts";

export type MessageRow = {
  tenant_id: string;
  id: string;
  sender_id: string;
  shard: number;
  recipient: string;
  class: Claimed["class"];
  body: MessageObject;
  status: Status;
  lane_state: LaneState;
  due_at: number;
  expires_at: number | null;
  unknown_policy: UnknownPolicy;
  attempts: number;
  tries: number;
  provider_message_id: string | null;
  possible_duplicate: boolean;
  error: TransportError | null;
  attention: Attention;
};

export type AttemptRow = {
  tenant_id: string;
  message_id: string;
  number: number;
  shard: number;
  epoch: string;
  state: "open" | "accepted" | "refused" | "later" | "unknown";
  provider_message_id: string | null;
  error: TransportError | null;
};

export type NodeRow = { id: string; host: string; until: number };
export type UnitRow = { id: string; kind: string; epoch: number; owner: string | null };
export type WebhookRow = {
  id: string;
  body: string;
  receivedAt: number;
  tries: number;
  busyUntil: number | null;
  done: boolean;
};

export type Tables = {
  messages: Map<string, MessageRow>;
  attempts: Map<string, AttemptRow>;
  evidence: Map<string, EvidenceRow>;
  parked: Map<string, ParkedRow & { parkedAt: number }>;
  keys: Map<string, KeyRow>;
  webhooks: Map<string, WebhookRow>;
  nodes: Map<string, NodeRow>;
  units: Map<string, UnitRow>;
  /** Told of every change of a message, before it is made. */
  onChange: ((before: MessageRow, change: Partial<MessageRow>) => void) | null;
  /** Told of every attempt that a record has closed, and of what that attempt was before. */
  onRecord: ((row: OutcomeRow, before: AttemptRow) => void) | null;
  /** Told of nodes that are declared dead. */
  onBurial: ((id: string) => void) | null;
  /** Told of every claim that took something, with all messages as they were before. */
  onClaim: ((node: string, before: readonly MessageRow[], claimed: readonly Claimed[]) => void) | null;
};

export function createTables(): Tables {
  return {
    messages: new Map(),
    attempts: new Map(),
    evidence: new Map(),
    parked: new Map(),
    keys: new Map(),
    webhooks: new Map(),
    nodes: new Map(),
    units: new Map(),
    onChange: null,
    onClaim: null,
    onRecord: null,
    onBurial: null,
  };
}

/** What is left of its time to live. */
export function expiresInMs(row: MessageRow, now: number): number | null {
  return row.expires_at === null ? null : row.expires_at - now;
}

export function attemptName(messageId: string, number: number): string {
  return `${messageId}.${number}`;
}

export function changeMessage(tables: Tables, row: MessageRow, change: Partial<MessageRow>): void {
  tables.onChange?.(row, change);
  Object.assign(row, change);
  // The schema's checks.
  if (row.lane_state === 1 && row.status !== "sending") throw new Error("in_flight_is_sending");
  if (row.lane_state === 0 && !waitingIsOpen.has(row.status)) throw new Error("waiting_is_open");
}

const waitingIsOpen: ReadonlySet<Status> = new Set<Status>(["scheduled", "queued", "unknown"]);

export function compare(a: string | number, b: string | number): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
