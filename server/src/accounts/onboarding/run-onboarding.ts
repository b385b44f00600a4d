// Takes a number through its onboarding as far as it goes now: each step looked at, done where it can be, explained.

import type { OnboardingResource, OnboardingStep } from "@waypost/contract";
import type { Vault } from "../../kernel/crypto.ts";
import type { Database } from "../../kernel/db.ts";
import type { Caller, Mode } from "../../kernel/route.ts";
import { openSecrets, type SenderWithKeys } from "../../senders/index.ts";
import type { Graph, GraphLine, GraphPlace } from "../../transports/cloud-api/index.ts";
import { checkNumber, transactionsIn } from "../check-number.ts";
import { readOnboarding, writeOnboarding } from "../store/onboarding.ts";
import { lookAtAccount, lookAtNumber, lookAtRegistration, lookAtToken } from "./number-steps.ts";
import { failed, waitingFor } from "./step.ts";
import { lookAtTest, type TestMessages } from "./test-message.ts";
import { judgeSighting, lookAtSubscription, lookAtTemplates, type Sighting } from "./webhook-steps.ts";

export type OnboardingDeps = {
  db: Database;
  vault: Pick<Vault, "open">;
  graph: Graph;
  now(): Date;
  callbackUrlOf(mode: Mode): string;
  sightingOf(of: { verifyToken: string; webhookKey: string | null }): Promise<Sighting>;
  messages: TestMessages;
};

/** What the person gives along; `testTo` is E.164. */
export type OnboardingWish = { pin: string | null; testTo: string | null };

/**
 * May be run again at any time: what is done is left alone, and nothing is done twice. A step that fails leaves those
 * after it waiting. No secret is in what it answers.
 */
export async function runOnboarding(
  deps: OnboardingDeps,
  caller: Caller,
  sender: SenderWithKeys,
  wish: OnboardingWish,
): Promise<OnboardingResource> {
  const signal = AbortSignal.timeout(patienceMs);
  const { tenant_id: tenantId } = sender;
  const former = await deps.db.asTenants([tenantId], (tx) => readOnboarding(tx, [tenantId, sender.id]));
  const lastId = former.at(0)?.test_message_id ?? null;
  const run = { deps, caller, sender, wish, lastId, secrets: openSecrets(deps.vault, sender) };
  const ended = await goThrough(run, signal);
  // What was looked at on the way is worth keeping, and a registration shows in it.
  await checkNumber({ ...deps, transaction: transactionsIn(deps.db) }, sender, signal);
  const [row] = await deps.db.asTenants([tenantId], (tx) =>
    writeOnboarding(tx, [tenantId, sender.id, JSON.stringify(ended.steps), ended.messageId, deps.now()]),
  );
  return presentOnboarding(row ?? null);
}

/** A page waits for it: eight steps with a question or two each. */
const patienceMs = 40_000;

type Run = {
  deps: OnboardingDeps;
  caller: Caller;
  sender: SenderWithKeys;
  wish: OnboardingWish;
  lastId: string | null;
  secrets: Readonly<Record<string, string>>;
};

type Ended = { steps: OnboardingStep[]; messageId: string | null };

async function goThrough(run: Run, signal: AbortSignal): Promise<Ended> {
  const place = run.deps.graph.placeOf({ config: run.sender.config, secrets: run.secrets });
  if (!place.ok) {
    const step = failed("token", "invalid_sender_config", place.error.detail);
    return { steps: [step, ...waitingFor("token")], messageId: run.lastId };
  }
  return askMeta(run, run.deps.graph.line(place.value, signal), place.value);
}

async function askMeta(run: Run, line: GraphLine, place: GraphPlace): Promise<Ended> {
  const { deps, sender, wish, secrets } = run;
  const steps: OnboardingStep[] = [];
  const isStopped = (step: OnboardingStep): boolean => {
    steps.push(step);
    if (step.state !== "failed") return false;
    steps.push(...waitingFor(step.step));
    return true;
  };
  const stopped = (): Ended => ({ steps, messageId: run.lastId });
  const token = await lookAtToken(line, place);
  if (isStopped(token.step)) return stopped();
  if (isStopped(await lookAtAccount(line, place))) return stopped();
  if (isStopped(await lookAtNumber(line, place))) return stopped();
  const registered = await lookAtRegistration(line, place, wish.pin);
  if (isStopped(registered.step)) return stopped();
  const verifyToken = secrets["verify_token"] ?? "";
  const subscription = await lookAtSubscription(line, {
    place,
    appId: token.appId,
    callback: { url: deps.callbackUrlOf(sender.mode), verifyToken },
    ofNumber: registered.number?.callback ?? null,
    live: sender.mode === "live",
  });
  if (isStopped(subscription)) return stopped();
  steps.push(judgeSighting(await deps.sightingOf({ verifyToken, webhookKey: sender.webhook_key })));
  const templates = await lookAtTemplates(line, place);
  if (isStopped(templates.step)) return stopped();
  const { messages } = deps;
  const test = await lookAtTest({
    messages,
    caller: run.caller,
    senderId: sender.id,
    to: registered.step.state === "done" ? wish.testTo : null,
    lastId: run.lastId,
    template: templates.bare,
  });
  return { steps: [...steps, test.step], messageId: test.messageId };
}

export function presentOnboarding(
  row: { steps: OnboardingStep[]; updated_at: Date } | null,
): OnboardingResource {
  const steps = row?.steps ?? [];
  const isDone = steps.length > 0 && steps.every(({ state }) => state === "done");
  return { done: isDone, steps, updated_at: row?.updated_at.toISOString() ?? null };
}
