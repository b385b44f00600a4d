// Submitting messages: prepare the rows, accept them, answer. One message or a batch.

import { type MessageSummary, parseBatch } from "@waypost/contract";
import { AppError, problemOf } from "../kernel/errors.ts";
import { fingerprint } from "../kernel/fingerprint.ts";
import { presentId } from "../kernel/ids.ts";
import type { Reply, RouteRequest } from "../kernel/route.ts";
import type { Acceptance, Acceptor, IdempotencyClaim, Submission } from "./accept-message.ts";
import { prepareBatch, type PrepareDeps } from "./prepare-batch.ts";
import { type Aside, type PlanGate, setAside } from "./set-aside.ts";
import type { AcceptedMessage, NewMessage } from "./store/accept.ts";

/** Without `plan` nobody is held to one. */
export type SubmitDeps = PrepareDeps & { acceptor: Acceptor; plan?: PlanGate };

export async function submitMessage(deps: SubmitDeps, request: RouteRequest): Promise<Reply> {
  const [prepared] = await prepareBatch(deps, request.caller, [request.body]);
  if (prepared === undefined) throw new Error("one in, one out");
  if (prepared instanceof AppError) throw prepared;
  const aside = await setAside(deps.plan, request.caller, [prepared]);
  const [message = prepared] = aside.items;
  if (message instanceof AppError && request.idempotencyKey === null) throw message;
  return submit(deps, request, {
    route: "POST /v1/messages",
    aside,
    tenantId: request.caller.tenantId,
    messages: message instanceof AppError ? [] : [message],
    answer: (taken) => {
      // Under a key it may repeat what was accepted before, and is then answered as it was.
      if (message instanceof AppError) return { status: problemOf(message).status, body: message };
      const owner = taken.get(0);
      return owner === undefined
        ? { status: 202, body: summary(message) }
        : { status: 409, body: referenceTaken(message, owner) };
    },
  });
}

/** One bad item never fails its siblings: each is accepted or answered with its own problem, by index. */
export async function submitBatch(deps: SubmitDeps, request: RouteRequest): Promise<Reply> {
  const batch = parseBatch(request.body);
  if (!batch.ok) throw new AppError("invalid_request", "The batch is not valid.", { errors: batch.errors });
  const aside = await setAside(
    deps.plan,
    request.caller,
    await prepareBatch(deps, request.caller, batch.value),
  );
  const messages = aside.items.filter((item): item is AcceptedMessage => !(item instanceof AppError));
  return submit(deps, request, {
    route: "POST /v1/messages/batch",
    aside,
    tenantId: request.caller.tenantId,
    messages,
    answer: (taken) => {
      const owners = new Map([...taken].map(([position, owner]) => [messages[position]?.id, owner]));
      return {
        status: 202,
        body: { data: aside.items.map((item, index) => batchItem(item, index, owners)) },
      };
    },
  });
}

function batchItem(
  item: NewMessage | AppError,
  index: number,
  owners: ReadonlyMap<string | undefined, string>,
): unknown {
  if (item instanceof AppError) return { index, error: problemOf(item) };
  const owner = owners.get(item.id);
  if (owner !== undefined) return { index, error: problemOf(referenceTaken(item, owner)) };
  return { index, id: presentId("msg", item.id), status: item.status };
}

type Submitting = Omit<Submission, "idempotency"> & { route: string; aside: Aside };

async function submit(
  deps: SubmitDeps,
  request: RouteRequest,
  { route, aside, ...submission }: Submitting,
): Promise<Reply> {
  const idempotency: IdempotencyClaim | null =
    request.idempotencyKey === null
      ? null
      : {
          mode: request.caller.mode,
          route,
          key: request.idempotencyKey,
          fingerprint: fingerprint(request.body),
        };
  const acceptance = await acceptAside(deps, aside, { ...submission, idempotency });
  if (acceptance.kind === "mismatch") {
    throw new AppError("idempotency_mismatch", "This Idempotency-Key was used with another body.");
  }
  if (acceptance.body instanceof AppError) throw acceptance.body;
  const { status, body } = acceptance;
  return acceptance.kind === "replayed"
    ? { status, body, headers: { "idempotency-replayed": "true" } }
    : { status, body };
}

/** What was set aside and is not accepted can be used by others; in doubt it counts as used. */
async function acceptAside(
  { acceptor }: SubmitDeps,
  aside: Aside,
  submission: Submission,
): Promise<Acceptance> {
  let stored = 0;
  const answer: Submission["answer"] = (taken) => {
    stored = submission.messages.length - taken.size;
    return submission.answer(taken);
  };
  try {
    const acceptance = await acceptor.accept({ ...submission, answer });
    aside.settle(acceptance.kind === "accepted" ? stored : 0);
    return acceptance;
  } catch (error) {
    // The acceptor's own refusal comes before anything is tried.
    if (error instanceof AppError) aside.settle(0);
    else aside.doubt();
    throw error;
  }
}

function summary(message: NewMessage): MessageSummary {
  return {
    id: presentId("msg", message.id),
    status: message.status,
    to: message.recipient,
    from: presentId("snd", message.sender_id),
    type: message.type,
    category: message.category,
    created_at: message.created_at,
  };
}

function referenceTaken(message: NewMessage, owner: string): AppError {
  const detail = `client_reference "${message.client_reference}" belongs to ${presentId("msg", owner)}.`;
  return new AppError("client_reference_taken", detail, {
    errors: [{ path: "/client_reference", message: "is already used" }],
  });
}
