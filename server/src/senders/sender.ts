// What a sender is: a business number on one transport; which of a tenant's senders a request means; how
// one is shown.

import { createHash } from "node:crypto";
import type {
  CloudApiStanding,
  ProtectionResource,
  SenderResource,
  SessionResource,
  TransportName,
} from "@waypost/contract";
import { parseId, presentId } from "../kernel/ids.ts";
import type { Mode } from "../kernel/route.ts";
import { presentHealth, presentLimits } from "./protection/present-standing.ts";
import type { Standing } from "./protection/standing.ts";

export type Sender = {
  id: string;
  name: string;
  transport: TransportName;
  mode: Mode;
  /** E.164 with "+"; null for a number that is linked later. */
  address: string | null;
  /** What its provider calls it, such as Meta's phone number id; null where that is nothing of its own. */
  externalId: string | null;
  shard: number;
  paused: { at: Date; until: Date | null; reason: string | null } | null;
  createdAt: Date;
};

/** Roads over a phone of the sender's own, which WhatsApp bans for what a business number may do. */
export function livesOnPhone(transport: TransportName): boolean {
  return transport === "whatsapp_web" || transport === "waha" || transport === "wasender";
}

/** Roads whose link to the phone is made and kept here, as a session. */
export function needsSession(transport: TransportName): boolean {
  return transport === "whatsapp_web" || transport === "waha";
}

const shards = 64;

/** By id, so that it never changes and a tenant's senders spread. */
export function shardOf(senderId: string): number {
  return createHash("sha256").update(senderId).digest().readUInt32BE() % shards;
}

/** What a tenant's senders are looked up in; those of the other mode are as good as absent. */
export type Directory = {
  senders: readonly Sender[];
  defaultId: string | null;
  defaultCountry: string | null;
};

/**
 * The tenant's default when it is of this mode; else the only one there is. So a tenant whose default is
 * the sandbox can use its first live number without naming it, and nothing is chosen for anybody who has a
 * choice.
 */
export function defaultSender({ senders, defaultId }: Directory, mode: Mode): Sender | null {
  const ofMode = senders.filter((sender) => sender.mode === mode);
  const chosen = ofMode.find((sender) => sender.id === defaultId);
  const [only, ...others] = ofMode;
  return chosen ?? (others.length === 0 ? (only ?? null) : null);
}

export function senderById({ senders }: Directory, mode: Mode, reference: string): Sender | null {
  const id = parseId("snd", reference);
  return senders.find((sender) => sender.id === id && sender.mode === mode) ?? null;
}

export function senderByAddress({ senders }: Directory, mode: Mode, address: string): Sender | null {
  return senders.find((sender) => sender.address === address && sender.mode === mode) ?? null;
}

export function isPaused(paused: Sender["paused"], now: Date): boolean {
  return paused !== null && (paused.until === null || paused.until > now);
}

export type ShownSender = Sender & {
  isDefault: boolean;
  config: Record<string, unknown>;
  ratePerSecond: number;
  /** Null for transports without sessions: such a number is reachable for as long as its token is good. */
  session: SessionResource | null;
  /** Null for transports whose provider protects its numbers itself. */
  protection: ProtectionResource | null;
  /** Null for numbers that nothing protects. */
  standing: Standing | null;
  /** What Meta says of a number of the Cloud API; null for all others. */
  cloudApi: CloudApiStanding | null;
};

export function presentSender(sender: ShownSender, now: Date): SenderResource {
  const shown = { ...sender, paused: isPaused(sender.paused, now) ? sender.paused : null };
  const createdAt = sender.createdAt.toISOString();
  return {
    id: presentId("snd", sender.id),
    name: sender.name,
    transport: sender.transport,
    address: sender.address,
    mode: sender.mode,
    default: sender.isDefault,
    config: sender.config,
    health: presentHealth(shown, now),
    limits: presentLimits(shown),
    protection: sender.protection,
    cloud_api: sender.cloudApi,
    session: sender.session ?? { state: "connected", since: createdAt, reason: null },
    created_at: createdAt,
  };
}
