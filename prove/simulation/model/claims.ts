// The model of claiming: `claim_messages` and `expire_messages`, row by row.

import type { Claimed, LaneAllowance } from "../../../server/src/messaging/store/dispatch.ts";
import { attemptName, changeMessage, compare, expiresInMs, type MessageRow, type Tables } from "./rows.ts";

/** The rows a claim would take, for the caller to wait for their locks. */
export function pickDue(
  tables: Tables,
  now: number,
  node: string,
  lanes: readonly LaneAllowance[],
): Picked[] {
  const me = tables.nodes.get(node);
  return lanes
    .filter(({ shard, epoch }) => {
      const unit = tables.units.get(`shard-${shard}`);
      return me !== undefined && unit?.owner === me.id && String(unit.epoch) === epoch;
    })
    .flatMap((lane) => pickInLane(tables, now, lane).map((row) => ({ row, epoch: lane.epoch })));
}

export type Picked = { row: MessageRow; epoch: string };

function pickInLane(tables: Tables, now: number, lane: LaneAllowance): MessageRow[] {
  const due = [...tables.messages.values()]
    .filter((row) => row.tenant_id === lane.tenant_id && row.sender_id === lane.sender_id)
    .filter((row) => row.lane_state === 0)
    .filter((row) => row.due_at <= now)
    .filter((row) => isFrom(lane, row, now))
    .filter((row) => row.expires_at === null || row.expires_at > now)
    .filter((row) => !waitsForEarlier(tables, row, now))
    .toSorted(inOrder);
  const most = (messageClass: number): number => (messageClass === 0 ? lane.urgent : lane.normal);
  const each = [0, 1, 2].flatMap((of) => due.filter((row) => row.class === of).slice(0, most(of)));
  return each.toSorted(inOrder).filter((row, place) => place + 1 <= most(row.class));
}

/** Late commits are given two seconds. */
function isFrom({ after = [] }: LaneAllowance, row: MessageRow, now: number): boolean {
  const place = after[row.class] ?? null;
  if (place === null) return true;
  const [dueAt, settled] = [Date.parse(place.due_at), now - 2_000];
  if (dueAt >= settled) return row.due_at >= settled;
  return row.due_at > dueAt || (row.due_at === dueAt && row.id >= place.id);
}

function waitsForEarlier(tables: Tables, row: MessageRow, now: number): boolean {
  for (const other of tables.messages.values()) {
    if (
      other.tenant_id === row.tenant_id &&
      other.sender_id === row.sender_id &&
      other.recipient === row.recipient &&
      other.id < row.id &&
      other.lane_state !== null &&
      (["queued", "sending"].includes(other.status) ||
        (other.status === "scheduled" && other.due_at <= now)) &&
      other.class === row.class
    )
      return true;
  }
  return false;
}

function inOrder(a: MessageRow, b: MessageRow): number {
  return a.class - b.class || a.due_at - b.due_at || compare(a.id, b.id);
}

/** Takes what was picked: one statement moves the messages and writes the intent. */
export function claimPicked(tables: Tables, picked: readonly Picked[], now: number): Claimed[] {
  const claimed: Claimed[] = [];
  for (const { row, epoch } of picked.toSorted((a, b) => inOrder(a.row, b.row))) {
    changeMessage(tables, row, {
      lane_state: 1,
      tries: row.tries + 1,
      attempts: row.attempts + 1,
      attention: null,
      possible_duplicate: row.possible_duplicate || row.status === "unknown",
      status: "sending",
    });
    writeIntent(tables, row, epoch);
    claimed.push(claimedRow(row, epoch, now));
  }
  return claimed;
}

function writeIntent(tables: Tables, row: MessageRow, epoch: string): void {
  tables.attempts.set(attemptName(row.id, row.tries), {
    tenant_id: row.tenant_id,
    message_id: row.id,
    number: row.tries,
    shard: row.shard,
    epoch,
    state: "open",
    provider_message_id: null,
    error: null,
  });
}

function claimedRow(row: MessageRow, epoch: string, now: number): Claimed {
  return {
    tenant_id: row.tenant_id,
    id: row.id,
    sender_id: row.sender_id,
    class: row.class,
    due_at: new Date(row.due_at).toISOString(),
    recipient: row.recipient,
    body: row.body,
    epoch,
    tries: row.tries,
    attempts: row.attempts,
    unknown_policy: row.unknown_policy,
    possible_duplicate: row.possible_duplicate,
    expires_in_ms: expiresInMs(row, now),
    suppressed: false,
  };
}

/** Skips rows that others hold. */
export function expireMessages(
  tables: Tables,
  now: number,
  atMost: number,
  locked: (id: string) => boolean,
): string[] {
  const out = [...tables.messages.values()]
    .filter((row) => row.lane_state === 0 && row.expires_at !== null && row.expires_at <= now)
    .filter((row) => !locked(row.id))
    .toSorted((a, b) => (a.expires_at ?? 0) - (b.expires_at ?? 0))
    .slice(0, atMost);
  for (const row of out) {
    const doubt = row.status === "unknown";
    changeMessage(tables, row, {
      lane_state: null,
      status: doubt ? "unknown" : "expired",
      error: doubt ? row.error : { code: "expired", providerCode: null, detail: "Its time to live ran out." },
    });
  }
  return out.map((row) => row.id);
}
