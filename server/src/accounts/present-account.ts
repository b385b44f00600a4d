// How a number stands with Meta, as the API shows it beside the sender's own record.

import type { CloudApiStanding } from "@waypost/contract";
import type { Tx } from "../kernel/db.ts";
import type { FactValues } from "../transports/cloud-api/index.ts";
import { factsOfNumbers } from "./apply-facts.ts";
import { missingScopes, stopsOf } from "./breaker.ts";
import { type Facts, paceOf } from "./standing.ts";
import { type CheckRow, readChecks } from "./store/numbers.ts";

/** What a sender's row says of where it is at Meta. */
export type SenderAtMeta = {
  tenant_id: string;
  id: string;
  mode: "live" | "test";
  transport: string;
  external_id: string | null;
  config: Readonly<Record<string, unknown>>;
};

/** By sender id; senders over other roads have none. */
export async function cloudApiStandings(
  tx: Tx,
  senders: readonly SenderAtMeta[],
  now: Date,
): Promise<Map<string, CloudApiStanding>> {
  const numbers = senders.flatMap((sender) => {
    const { transport, external_id } = sender;
    if ((transport !== "cloud_api" && transport !== "sandbox") || external_id === null) return [];
    const waba = sender.config["waba_id"];
    return [{ ...sender, external_id, waba_id: typeof waba === "string" ? waba : null }];
  });
  if (numbers.length === 0) return new Map();
  const facts = await factsOfNumbers(tx, numbers);
  const tenants = numbers.map((row) => row.tenant_id);
  const ids = numbers.map((row) => row.id);
  const checks = new Map((await readChecks(tx, [tenants, ids])).map((row) => [row.sender_id, row]));
  return new Map(numbers.map(({ id }) => [id, present(facts.get(id) ?? {}, checks.get(id) ?? null, now)]));
}

function present(facts: Facts, check: CheckRow | null, now: Date): CloudApiStanding {
  const { quality, status, messaging_limit: limit, throughput, health, name, token, restrictions } = facts;
  return {
    quality: quality?.value ?? null,
    status: status?.value ?? null,
    name: name?.value ?? null,
    messaging_limit:
      limit === undefined ? null : { people: limit.value, portfolio_id: check?.portfolio_id ?? null },
    throughput:
      throughput === undefined
        ? null
        : { level: throughput.value, per_second: paceOf(throughput.value)?.ratePerSecond ?? null },
    health: health === undefined ? null : presentHealth(health.value),
    restrictions: (restrictions?.value ?? []).filter(({ until }) => until === null || new Date(until) > now),
    token: token === undefined ? null : presentToken(token.value),
    warnings: warningsOf(facts, now),
    checked_at: check?.checked_at.toISOString() ?? null,
    problem: check?.problem?.detail ?? null,
  };
}

function presentHealth({ canSend, problems }: FactValues["health"]): CloudApiStanding["health"] {
  return {
    can_send: canSend,
    problems: problems.map(({ entity, code, description, solution }) => ({
      entity,
      code,
      description,
      solution,
    })),
  };
}

function presentToken(token: FactValues["token"]): CloudApiStanding["token"] {
  return {
    valid: token.valid,
    expires_at: token.expiresAt,
    missing_scopes: missingScopes(token),
    problem: token.problem,
  };
}

const dayMs = 86_400_000;
/** Long enough before for somebody to be back from their holidays. */
const tokenWarningDays = 14;

/** What stops the number, and what will unless somebody acts. */
function warningsOf(facts: Facts, now: Date): CloudApiStanding["warnings"] {
  const stops = stopsOf(facts, now).map(({ code, detail, at }) => ({
    code,
    detail,
    since: at.toISOString(),
  }));
  return [...stops, ...comingWarnings(facts, now)];
}

function comingWarnings({ token, ban, quality, name }: Facts, now: Date): CloudApiStanding["warnings"] {
  const warnings: { code: string; detail: string; since: string }[] = [];
  const expires = token?.value.valid === true ? token.value.expiresAt : null;
  if (token !== undefined && expires !== null) {
    const days = Math.floor((Date.parse(expires) - now.getTime()) / dayMs);
    if (days >= 0 && days < tokenWarningDays) {
      const detail = `The access token expires on ${expires.slice(0, 10)}.`;
      warnings.push({ code: "token_expires_soon", detail, since: token.at.toISOString() });
    }
  }
  if (ban?.value.state === "SCHEDULE_FOR_DISABLE") {
    const when = ban.value.day === null ? "soon" : `on ${ban.value.day}`;
    const detail = `Meta will disable the account ${when}.`;
    warnings.push({ code: "account_to_be_disabled", detail, since: ban.at.toISOString() });
  }
  if (quality?.value === "YELLOW") {
    const detail = "Meta rates the number's quality yellow: people block or report its messages.";
    warnings.push({ code: "quality_falls", detail, since: quality.at.toISOString() });
  }
  if (name?.value.status === "DECLINED" || name?.value.status === "REJECTED") {
    const detail = name.value.reason ?? "Meta declined the display name.";
    warnings.push({ code: "display_name_not_approved", detail, since: name.at.toISOString() });
  }
  return warnings;
}
