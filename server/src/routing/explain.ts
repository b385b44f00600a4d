// Explains what would become of a message: the same decision on the same facts, and nothing is stored or counted.

import type { ExplainRouting, RoutingCandidate, RoutingExplanation } from "@waypost/contract";
import type { AppError } from "../kernel/errors.ts";
import { presentId } from "../kernel/ids.ts";
import type { Caller } from "../kernel/route.ts";
import { type Candidate, chooseRoad } from "./choose-road.ts";
import type { Facts } from "./facts.ts";
import { nothingKnown } from "./person-facts.ts";
import type { Policy } from "./policy.ts";
import { messageFacts, readKnown, type RouteDeps } from "./route-messages.ts";

export type ExplainDeps = RouteDeps & {
  /** Each in E.164, or an AppError that points at `/to`. */
  parseRecipients(tenantId: string, texts: readonly string[]): Promise<readonly (string | AppError)[]>;
  /** The id of the sender a reference names, or of the tenant's default for null; throws AppError when none. */
  senderNamed(caller: Caller, reference: string | null): Promise<string>;
};

export async function explainRouting(
  deps: ExplainDeps,
  caller: Caller,
  asked: ExplainRouting,
): Promise<RoutingExplanation> {
  const [recipient] = await deps.parseRecipients(caller.tenantId, [asked.to]);
  if (typeof recipient !== "string") throw recipient ?? new Error("one in, one out");
  if (asked.from !== undefined) return named("request", await deps.senderNamed(caller, asked.from));
  const policy = await deps.inForce.policy(caller.tenantId, caller.mode);
  if (policy !== null) {
    const facts = await readFacts(deps, caller, policy, { ...asked, to: recipient });
    const decision = chooseRoad(policy, facts, recipient);
    if (decision.rule !== null) {
      return {
        sender: decision.chosen === null ? null : presentId("snd", decision.chosen),
        decided_by: "policy",
        policy_version: policy.version,
        rule: { index: decision.rule, name: policy.rules[decision.rule]?.name ?? null },
        waits: decision.waits,
        candidates: decision.candidates.map(presentCandidate),
      };
    }
  }
  const sender = await deps.senderNamed(caller, null);
  return { ...named("default", sender), policy_version: policy?.version ?? null };
}

async function readFacts(
  { inForce, people, now }: ExplainDeps,
  { tenantId, mode }: Caller,
  policy: Policy,
  asked: ExplainRouting,
): Promise<Facts> {
  const known = await readKnown(people, tenantId, policy, [asked.to]);
  const at = now();
  const { category, template, send_at: sendAt } = asked;
  const type = template === undefined ? (asked.type ?? "text") : "template";
  const wanted = template === undefined ? null : { language: null, ...template };
  const about = { category, type, template: wanted, recipient: asked.to, sendAt };
  return {
    message: messageFacts(policy, about, at),
    person: known.get(asked.to) ?? nothingKnown,
    senders: await inForce.senders(tenantId, mode, policy),
    now: at,
  };
}

function named(by: "request" | "default", sender: string): RoutingExplanation {
  const id = presentId("snd", sender);
  return {
    sender: id,
    decided_by: by,
    policy_version: null,
    rule: null,
    waits: false,
    candidates: [{ sender: id, verdict: "chosen", code: by, detail: null }],
  };
}

function presentCandidate({ sender, ...rest }: Candidate): RoutingCandidate {
  return { sender: presentId("snd", sender), ...rest };
}
