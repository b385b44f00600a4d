// Remembers for a moment which policy each tenant has and how its senders are doing: every message asks.

import type { Database } from "../kernel/db.ts";
import type { Mode } from "../kernel/route.ts";
import type { SenderFacts } from "./facts.ts";
import { type Policy, readPolicy, wantedOf } from "./policy.ts";
import { readSenderFacts } from "./sender-facts.ts";
import { readPolicyInForce } from "./store/policies.ts";

export type PoliciesInForce = {
  /** Null when the tenant has none, or one without rules. */
  policy(tenantId: string, mode: Mode): Promise<Policy | null>;
  /** How the policy's senders are doing. What is chosen is counted into their lanes, as long as this is remembered. */
  senders(tenantId: string, mode: Mode, policy: Policy): Promise<ReadonlyMap<string, SenderFacts>>;
  /** Own writes are seen at once; those of other processes within two seconds. */
  forget(tenantId: string, mode: Mode): void;
};

const policyMs = 2_000;
/** A sender that stops is passed over within a second; what was put into its lane meanwhile is moved. */
const sendersMs = 1_000;
/** A write is forgotten about before it commits; what is read in between must not be remembered. */
const unsettledMs = 1_000;
const namesMax = 5_000;

type Clock = { now(): Date };

/** `db` under the application's role: even a wrong tenant id would find that tenant's rows only. */
export function createPoliciesInForce({ db, now }: Clock & { db: Database }): PoliciesInForce {
  const policies = createMemory<Policy | null>(now);
  const senders = createMemory<ReadonlyMap<string, SenderFacts>>(now);
  return {
    policy: (tenantId, mode) =>
      policies.recall(`${tenantId} ${mode}`, policyMs, async () => {
        const [row] = await db.asTenants([tenantId], (tx) => readPolicyInForce(tx, [tenantId, mode]));
        return row === undefined || row.policy.rules.length === 0
          ? null
          : readPolicy(row.version, row.policy);
      }),
    senders: (tenantId, mode, policy) =>
      senders.recall(`${tenantId} ${mode} ${policy.version}`, sendersMs, () =>
        db.asTenants([tenantId], (tx) =>
          readSenderFacts(tx, wantedOf(policy, { tenant_id: tenantId, mode }), now()),
        ),
      ),
    forget: (tenantId, mode) => policies.forget(`${tenantId} ${mode}`, unsettledMs),
  };
}

type Memory<Value> = {
  recall(name: string, forMs: number, read: () => Promise<Value>): Promise<Value>;
  /** Not remembered again before `forMs` are over. */
  forget(name: string, forMs: number): void;
};

/** Promises are kept, so that a thousand requests at once ask the database once. */
function createMemory<Value>(now: () => Date): Memory<Value> {
  const known = new Map<string, { value: Promise<Value>; until: number }>();
  const unsettled = new Map<string, number>();
  return {
    recall: (name, forMs, read) => {
      const at = now().getTime();
      const remembered = known.get(name);
      if (remembered !== undefined && at < remembered.until) return remembered.value;
      if (at < (unsettled.get(name) ?? 0)) return read();
      unsettled.delete(name);
      if (known.size >= namesMax) known.clear();
      const value = read();
      known.set(name, { value, until: at + forMs });
      value.catch(() => known.delete(name));
      return value;
    },
    forget: (name, forMs) => {
      known.delete(name);
      unsettled.set(name, now().getTime() + forMs);
    },
  };
}
