// From requests to rows, many at once: each step is one call for the whole batch, and a bad item stops at its own.

import { parseSendMessage, type SendMessageRequest } from "@waypost/contract";
import { AppError } from "../kernel/errors.ts";
import type { Caller } from "../kernel/route.ts";
import { prepareMessage, type SenderForSending } from "./prepare-message.ts";
import type { AcceptedMessage, Routed } from "./store/accept.ts";

/** A parsed request with its recipient; `id` was given first, because ids are the order of acceptance. */
export type Addressed = {
  id: string;
  request: SendMessageRequest;
  /** E.164. */
  recipient: string;
};

/** The sender it goes through, and how that was found out when a policy decided. */
export type Road = { sender: SenderForSending; routed: Routed | null };

export type Draft = Addressed & Road & Pick<AcceptedMessage, "held" | "template_used">;

/**
 * Looks at a whole batch in one go and answers for each, by place: the draft as it goes on, which may be another one
 * (a template filled in, say), or why it does not.
 */
export type BatchCheck = (caller: Caller, batch: readonly Draft[]) => Promise<readonly (Draft | AppError)[]>;

export type PrepareDeps = {
  /** Each in E.164, or an AppError that points at `/to`. */
  parseRecipients(tenantId: string, texts: readonly string[]): Promise<readonly (string | AppError)[]>;
  chooseRoads(caller: Caller, batch: readonly Addressed[]): Promise<readonly (Road | AppError)[]>;
  /** In the order in which they are asked, each about what the ones before have passed. */
  checks: readonly BatchCheck[];
  newId(): string;
  now(): Date;
};

export async function prepareBatch(
  deps: PrepareDeps,
  caller: Caller,
  inputs: readonly unknown[],
): Promise<(AcceptedMessage | AppError)[]> {
  const parsed = inputs.map((input) => parse(deps.newId(), input));
  const addressed = await onGood(parsed, (batch) => findRecipients(deps, caller, batch));
  let drafts = await onGood(addressed, (batch) => findRoads(deps, caller, batch));
  for (const check of deps.checks) drafts = await onGood(drafts, (batch) => check(caller, batch));
  const now = deps.now();
  return drafts.map((draft) => (draft instanceof AppError ? draft : prepare(draft, caller, now)));
}

/** Asks about the good ones and puts the answers where they belong. */
async function onGood<In, Out>(
  items: readonly (In | AppError)[],
  step: (batch: readonly In[]) => Promise<readonly (Out | AppError)[]>,
): Promise<(Out | AppError)[]> {
  const good = items.filter((item): item is In => !(item instanceof AppError));
  const answers = good.length === 0 ? [] : await step(good);
  if (answers.length !== good.length) throw new Error("a step answers for every item it was given");
  let place = 0;
  return items.map((item) => (item instanceof AppError ? item : at(answers, place++)));
}

function parse(id: string, input: unknown): Parsed | AppError {
  const parsed = parseSendMessage(input);
  if (parsed.ok) return { id, request: parsed.value };
  return new AppError("invalid_request", "The message is not valid.", { errors: parsed.errors });
}

type Parsed = Omit<Addressed, "recipient">;

async function findRecipients(
  deps: PrepareDeps,
  { tenantId }: Caller,
  batch: readonly Parsed[],
): Promise<(Addressed | AppError)[]> {
  const texts = batch.map(({ request }) => request.to);
  const recipients = await deps.parseRecipients(tenantId, texts);
  return recipients.map((recipient, place) =>
    recipient instanceof AppError ? recipient : { ...at(batch, place), recipient },
  );
}

async function findRoads(
  deps: PrepareDeps,
  caller: Caller,
  batch: readonly Addressed[],
): Promise<(Draft | AppError)[]> {
  const roads = await deps.chooseRoads(caller, batch);
  return roads.map((road, place) => (road instanceof AppError ? road : { ...at(batch, place), ...road }));
}

function at<Item>(items: readonly Item[], place: number): Item {
  const item = items[place];
  if (item === undefined) throw new Error("a step answers for no more items than it was given");
  return item;
}

function prepare(draft: Draft, { tenantId, mode }: Caller, now: Date): AcceptedMessage | AppError {
  const { id, recipient, sender, routed } = draft;
  try {
    const row = prepareMessage(draft.request, { tenantId, mode, sender, recipient, id, now });
    const held = draft.held === undefined ? {} : { held: draft.held };
    const used = draft.template_used === undefined ? {} : { template_used: draft.template_used };
    return routed === null ? { ...row, ...held, ...used } : { ...row, ...held, ...used, routed };
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}
