// From rows to what decisions know of senders: what stops each, how healthy it is, how fast its lane moves.

import type { Tx } from "../kernel/db.ts";
import { needsSession, protectionOf, readRemembered, type Standing, standingOf } from "../senders/index.ts";
import { carriedTypes } from "./carried-types.ts";
import type { AccountTemplates, Refusal, SenderFacts } from "./facts.ts";
import {
  type Owned,
  readSenderStates,
  readTemplates,
  type SenderStateRow,
  type WantedSender,
} from "./store/facts.ts";

/** By sender id; those that are gone are missing. Four statements, however many they are. */
export async function readSenderFacts(
  tx: Tx,
  wanted: readonly WantedSender[],
  now: Date,
): Promise<Map<string, SenderFacts>> {
  const rows = await readSenderStates(tx, wanted);
  const standings = await readStandings(tx, rows, now);
  const templates = await readAccounts(tx, rows);
  return new Map(
    rows.map((row) => {
      const known = {
        standing: standings.get(row.id) ?? null,
        templates: templates.get(accountName(row)) ?? null,
      };
      return [row.id, senderFacts(row, known, now)];
    }),
  );
}

/** By account; senders without one have no templates. */
async function readAccounts(tx: Tx, rows: readonly SenderStateRow[]): Promise<Map<string, AccountTemplates>> {
  const owned = new Map<string, Owned>();
  for (const row of rows) {
    const { tenant_id, mode, account } = row;
    if (account !== null) owned.set(accountName(row), { tenant_id, mode, account });
  }
  const found = await readTemplates(tx, [...owned.values()]);
  return new Map(
    found.map((row) => [
      accountName(row),
      { isComplete: row.is_complete, statuses: statusesOf(row.templates) },
    ]),
  );
}

function accountName({
  tenant_id,
  mode,
  account,
}: Omit<Owned, "account"> & { account: string | null }): string {
  return `${tenant_id} ${mode} ${account}`;
}

function statusesOf(templates: readonly [string, string, string][]): Map<string, Map<string, string>> {
  const statuses = new Map<string, Map<string, string>>();
  for (const [name, language, status] of templates) {
    statuses.set(name, (statuses.get(name) ?? new Map()).set(language, status));
  }
  return statuses;
}

async function readStandings(
  tx: Tx,
  rows: readonly SenderStateRow[],
  now: Date,
): Promise<Map<string, Standing>> {
  const protections = new Map(
    rows.flatMap((row) => {
      const protection = protectionOf(row);
      return protection === null ? [] : [[row.id, { row, protection }] as const];
    }),
  );
  const numbers = [...protections.values()].map(({ row, protection }) => ({
    tenantId: row.tenant_id,
    senderId: row.id,
    zone: protection.zone,
  }));
  const remembered = await readRemembered(tx, numbers, now);
  return new Map(
    [...protections].flatMap(([id, { protection }]) => {
      const facts = remembered.get(id)?.facts;
      return facts === undefined ? [] : [[id, standingOf(protection, facts, now)] as const];
    }),
  );
}

type Known = { standing: Standing | null; templates: AccountTemplates | null };

function senderFacts(row: SenderStateRow, { standing, templates }: Known, now: Date): SenderFacts {
  return {
    id: row.id,
    shard: row.shard,
    messageTypes: carriedTypes(row.transport),
    stopped: pauseOf(row, now) ?? sessionLoss(row) ?? healthStop(standing),
    health: standing?.health.score ?? null,
    pace: {
      // A protected number sends one message a gap.
      perSecond:
        standing === null ? row.rate_per_second : 1_000 / standing.protection.rhythm.cadence.medianMs,
      waiting: row.waiting,
      restsUntil: laterOf(row.rest_until, capEnd(standing)),
    },
    templates,
  };
}

function pauseOf(row: SenderStateRow, now: Date): Refusal | null {
  if (row.paused_at === null || (row.paused_until !== null && row.paused_until <= now)) return null;
  return { code: "sender_paused", detail: `It is paused: ${row.pause_reason ?? "no reason given"}.` };
}

function sessionLoss(row: SenderStateRow): Refusal | null {
  if (!needsSession(row.transport) || row.session_state === "connected") return null;
  const why = row.session_reason === null ? "" : ` (${row.session_reason})`;
  return { code: "session_not_connected", detail: `Its session is ${row.session_state ?? "stopped"}${why}.` };
}

/** What stops a number for longer than a pause between two messages. */
function healthStop(standing: Standing | null): Refusal | null {
  if (standing === null) return null;
  const { locks, health } = standing;
  if (locks.breaker !== null) {
    const until = locks.breaker.until.toISOString();
    return {
      code: "sender_unhealthy",
      detail: `It rests until ${until}: ${locks.failures} failures in a row.`,
    };
  }
  if (health.effect !== "rest") return null;
  return {
    code: "sender_unhealthy",
    detail: `It rests until tomorrow: its health is ${health.score} of 100.`,
  };
}

function capEnd(standing: Standing | null): Date | null {
  return standing !== null && standing.sent.count >= standing.sent.most ? standing.tomorrow : null;
}

function laterOf(a: Date | null, b: Date | null): Date | null {
  if (a === null || b === null) return a ?? b;
  return a > b ? a : b;
}
