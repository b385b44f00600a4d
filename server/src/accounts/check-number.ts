// Asks Meta how a number, its account and its token are, and takes in the answers.

import type { Vault } from "../kernel/crypto.ts";
import type { Database, Tx } from "../kernel/db.ts";
import { openSecrets, type SenderWithKeys } from "../senders/index.ts";
import {
  type AccountFact,
  type FactValues,
  type Graph,
  type GraphLine,
  type GraphPlace,
  inspectToken,
  readAccount,
  readNumber,
} from "../transports/cloud-api/index.ts";
import type { Asked, TransportError } from "../transports/transport.ts";
import { applyFacts, type Heard, type LaneChange } from "./apply-facts.ts";
import { writeCheck } from "./store/numbers.ts";

export type CheckDeps = {
  graph: Graph;
  vault: Pick<Vault, "open">;
  now(): Date;
  /** Opens one transaction that sees this tenant. */
  transaction<T>(tenantId: string, work: (tx: Tx) => Promise<T>): Promise<T>;
};

/** Under either role. */
export function transactionsIn(db: Database): CheckDeps["transaction"] {
  return (tenantId, work) => db.asTenants([tenantId], work);
}

export type Checked = { changes: readonly LaneChange[]; problem: TransportError | null };

/** Nothing is written while Meta is asked. What could not be asked leaves what is known as it is. */
export async function checkNumber(
  deps: CheckDeps,
  sender: SenderWithKeys,
  signal: AbortSignal,
): Promise<Checked> {
  const place = deps.graph.placeOf({ config: sender.config, secrets: openSecrets(deps.vault, sender) });
  const answers = place.ok
    ? await askAll(deps.graph.line(place.value, signal), place.value)
    : { number: [], account: [], problem: place.error };
  const at = deps.now();
  const health = answers.number.concat(answers.account).find(({ fact }) => fact === "health");
  const portfolioId = health === undefined ? null : (health.value as FactValues["health"]).portfolioId;
  return deps.transaction(sender.tenant_id, async (tx) => {
    const problem = answers.problem === null ? null : JSON.stringify(answers.problem);
    await writeCheck(tx, [sender.tenant_id, sender.id, at, portfolioId, problem]);
    const changes = await applyFacts(tx, heardOf(sender, answers, at), at);
    return { changes, problem: answers.problem };
  });
}

type Answers = { number: AccountFact[]; account: AccountFact[]; problem: TransportError | null };

async function askAll(line: GraphLine, place: GraphPlace): Promise<Answers> {
  const token = await inspectToken(line, place.token, place.app);
  // With a token that is no good, the other two would only say so again.
  if (token.ok && !token.value.fact.valid) {
    return { number: [{ fact: "token", value: token.value.fact }], account: [], problem: null };
  }
  const [number, account] = await Promise.all([
    readNumber(line, place),
    place.wabaId === null ? null : readAccount(line, place.wabaId),
  ]);
  const facts: AccountFact[] = token.ok ? [{ fact: "token", value: token.value.fact }] : [];
  return {
    number: number.ok ? [...facts, ...number.value.facts] : facts,
    account: account?.ok ? [...account.value.facts] : [],
    problem: firstProblem([token, number, ...(account === null ? [] : [account])]),
  };
}

function firstProblem(answers: readonly Asked<unknown>[]): TransportError | null {
  for (const answer of answers) if (!answer.ok) return answer.error;
  return null;
}

function heardOf(sender: SenderWithKeys, { number, account }: Answers, at: Date): Heard[] {
  const { tenant_id, mode, external_id: id } = sender;
  const waba = sender.config["waba_id"];
  const about = (object: unknown, facts: readonly AccountFact[]): Heard[] =>
    typeof object === "string"
      ? facts.map((said) => ({ tenant_id, mode, object, source: "refresh", at, said }))
      : [];
  return [...about(id, number), ...about(waba, account)];
}
