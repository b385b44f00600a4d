// Checks made while it happens: claims, sends and every change of a message, against the rows as they are then.

import type { Node } from "../../../server/src/kernel/nodes.ts";
import type { Status } from "../../../server/src/messaging/lifecycle.ts";
import type { Claimed, OutcomeRow } from "../../../server/src/messaging/store/dispatch.ts";
import { type Journal, Violation } from "../journal.ts";
import { databaseNow, type Sim } from "../model/database.ts";
import { type AttemptRow, attemptName, type MessageRow } from "../model/rows.ts";
import type { Life } from "../world/machine.ts";
import { checkDue } from "./due.ts";
import { createSenderChecks, type SenderChecks } from "./senders.ts";

export type Watch = {
  /** What it found first. */
  violation: Violation | null;
  /** A node of the product, and what it believes of itself. */
  believers: Set<Believer>;
  sending(life: Life, node: string | null, correlation: string): void;
  /** What happens to a whole sender. */
  sender(happening: (checks: SenderChecks) => void): void;
};

export type Believer = { life: Life; node: Pick<Node, "id" | "mayWork"> };

export type Limits = { rate: number; burst: number; inFlightMax: number };

/** Written down here once more, so that the rule and its check can disagree. */
const order: Partial<Record<Status, number>> = { sent: 1, failed: 2, delivered: 3, read: 4, played: 5 };
const rankOf = (status: Status): number => order[status] ?? 0;
const countedMax = 6;
/** Login codes may borrow so many tokens. */
const overdraft = 5;

export function createWatch(sim: Sim, journal: Journal, limits: Limits): Watch {
  const sends = new Map<string, Sent[]>();
  const senders = createSenderChecks(limits.inFlightMax);
  const watch: Watch = {
    violation: null,
    believers: new Set(),
    sending: (life, node, correlation) =>
      guarded(() => {
        checkSend(sim, journal, node, correlation);
        checkPace(sim, journal, { sends, limits, life, correlation });
      }),
    sender: (happening) => guarded(() => happening(senders)),
  };
  const guarded = (check: () => void): void => {
    try {
      check();
    } catch (error) {
      if (!(error instanceof Violation)) throw error;
      watch.violation ??= error;
    }
  };
  sim.tables.onClaim = (node, before, claimed) =>
    guarded(() => {
      for (const each of claimed) checkClaim(sim, journal, { node, before, claimed: each });
    });
  sim.tables.onRecord = (row, before) => guarded(() => checkRecord(journal, row, before));
  sim.tables.onBurial = (id) => guarded(() => checkBurial(watch, id));
  sim.tables.onChange = (before, change) =>
    guarded(() => {
      checkChange(journal, before, change);
      checkDue(journal.names.get(before.id) ?? before.id, before, change, databaseNow(sim));
    });
  return watch;
}

type ClaimSeen = { node: string; before: readonly MessageRow[]; claimed: Claimed };

function checkClaim(sim: Sim, journal: Journal, { node, before, claimed }: ClaimSeen): void {
  const now = databaseNow(sim);
  const name = journal.names.get(claimed.id) ?? claimed.id;
  const row = before.find(({ id }) => id === claimed.id);
  if (row === undefined) throw new Violation("I1", `${name} was claimed and has no row`);
  const unit = sim.tables.units.get(`shard-${row.shard}`);
  if (!sim.tables.nodes.has(node) || unit?.owner !== node || String(unit.epoch) !== claimed.epoch)
    throw new Violation("I4", `${name} was claimed by a node that does not hold its shard at that epoch`);
  if (row.expires_at !== null && row.expires_at <= now)
    throw new Violation("I8", `${name} was claimed after its time to live`);
  if (row.due_at > now) throw new Violation("I9", `${name} was claimed ${row.due_at - now} ms too early`);
  if (row.status === "unknown" && row.unknown_policy === "once")
    throw new Violation("I2", `${name} is in doubt and may go once, but was claimed again`);
  if (row.attempts >= countedMax)
    throw new Violation("L2", `${name} was claimed again after ${row.attempts} attempts`);
  const first = before.find((other) => blocks(other, row, now));
  if (first !== undefined)
    throw new Violation("I5", `${name} was claimed while ${journal.names.get(first.id)} is before it`);
}

function blocks(other: MessageRow, row: MessageRow, now: number): boolean {
  const waits = other.status === "queued" || (other.status === "scheduled" && other.due_at <= now);
  return (
    other.sender_id === row.sender_id &&
    other.recipient === row.recipient &&
    other.class === row.class &&
    other.id < row.id &&
    ((other.lane_state === 0 && waits) || other.lane_state === 1)
  );
}

function checkSend(sim: Sim, journal: Journal, node: string | null, correlation: string): void {
  const { tables } = sim;
  const [id = "", number] = correlation.split(".");
  const name = `${journal.names.get(id)}.${number}`;
  const attempt = tables.attempts.get(attemptName(id, Number(number)));
  if (attempt === undefined) throw new Violation("I3", `${name} leaves before its attempt is committed`);
  const lease = node === null ? undefined : tables.nodes.get(node);
  if (lease === undefined || lease.until < databaseNow(sim))
    throw new Violation("I4", `${name} leaves a node whose lease has ended`);
  if (attempt.state !== "open") throw new Violation("I4", `${name} leaves though its attempt was closed`);
}

/** A stale owner's write changes nothing. */
function checkRecord(journal: Journal, row: OutcomeRow, before: AttemptRow): void {
  if (before.state === "open" && before.epoch === row.epoch) return;
  const name = `${journal.names.get(row.message_id)}.${row.number}`;
  throw new Violation("I4", `${name} was ${before.state} and was recorded again as ${row.attempt}`);
}

/** Whoever is declared dead must have stopped by itself, long before. */
function checkBurial({ believers }: Watch, id: string): void {
  for (const { life, node } of believers)
    if (!life.dead && node.id() === id && node.mayWork())
      throw new Violation("I13", `${life.machine.name} lost its lease and believes that it may work`);
}

type Sent = { at: number; urgent: boolean };
type Paced = { sends: Map<string, Sent[]>; limits: Limits; life: Life; correlation: string };

/** A lane of one owner: a token bucket, and a handful of login codes that may borrow. */
function checkPace(sim: Sim, journal: Journal, { sends, limits, life, correlation }: Paced): void {
  const [id = ""] = correlation.split(".");
  const row = sim.tables.messages.get(id);
  const epoch = sim.tables.units.get(`shard-${row?.shard}`)?.epoch;
  const lane = `${life.machine.name} ${life.machine.lives} ${row?.sender_id} ${epoch}`;
  const now = sim.world.schedule.now();
  const recent = (sends.get(lane) ?? []).filter(({ at }) => at > now - 1_000);
  recent.push({ at: now, urgent: row?.class === 0 });
  sends.set(lane, recent);
  const borrowed = Math.min(overdraft, recent.filter(({ urgent }) => urgent).length);
  if (recent.length > limits.rate + limits.burst + borrowed)
    throw new Violation(
      "pacing",
      `${journal.names.get(id)} is number ${recent.length} of its sender in a second`,
    );
}

function checkChange(journal: Journal, before: MessageRow, change: Partial<MessageRow>): void {
  const { status } = change;
  if (status === undefined || status === before.status) return;
  const name = journal.names.get(before.id) ?? before.id;
  const triedAgain = status === "queued" && before.status === "sent";
  if (rankOf(status) < rankOf(before.status) && !triedAgain)
    throw new Violation("I6", `${name} went back from ${before.status} to ${status}`);
  if (status === "sending" && !["queued", "scheduled", "unknown"].includes(before.status))
    throw new Violation("I8", `${name} left again after it was ${before.status}`);
  if (status === "sent" && !journal.copies.some((copy) => copy.messageId === before.id))
    throw new Violation("I7", `${name} is called sent and was never accepted`);
  if (["delivered", "read"].includes(status) && !wasTold(journal, before.id, status))
    throw new Violation("I6", `${name} is called ${status} without a receipt`);
}

function wasTold(journal: Journal, messageId: string, status: Status): boolean {
  return journal.receipts.some((receipt) => receipt.messageId === messageId && receipt.status === status);
}
