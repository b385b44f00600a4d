// Submitting messages: prepare the rows, accept them, answer. One message or a batch.

import { type MessageSummary, parseBatch } from "@waypost/contract";
import { AppError, problemOf } from "../kernel/errors.ts";
import { fingerprint } from "../kernel/fingerprint.ts";
import { presentId } from "../kernel/ids.ts";
import type { Reply, RouteRequest } from "../kernel/route.ts";
import type { Acceptor, IdempotencyClaim, Submission } from "./accept-message.ts";
import { prepareBatch, type PrepareDeps } from "./prepare-batch.ts";
import type { AcceptedMessage, NewMessage } from "./store/accept.ts";

export type SubmitDeps = PrepareDeps & { acceptor: Acceptor };

export async function submitMessage(deps: SubmitDeps, request: RouteRequest): Promise<Reply> {
  const [message] = await prepareBatch(deps, request.caller, [request.body]);
  if (message === undefined) throw new Error("one in, one out");
  if (message instanceof AppError) throw message;
  return submit(deps, request, "POST /v1/messages", {
    tenantId: request.caller.tenantId,
    messages: [message],
    answer: (taken) => {
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
  const prepared = await prepareBatch(deps, request.caller, batch.value);
  const messages = prepared.filter((item): item is AcceptedMessage => !(item instanceof AppError));
  return submit(deps, request, "POST /v1/messages/batch", {
    tenantId: request.caller.tenantId,
    messages,
    answer: (taken) => {
      const owners = new Map([...taken].map(([position, owner]) => [messages[position]?.id, owner]));
      return { status: 202, body: { data: prepared.map((item, index) => batchItem(item, index, owners)) } };
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

async function submit(
  deps: SubmitDeps,
  request: RouteRequest,
  route: string,
  submission: Omit<Submission, "idempotency">,
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
  const acceptance = await deps.acceptor.accept({ ...submission, idempotency });
  if (acceptance.kind === "mismatch") {
    throw new AppError("idempotency_mismatch", "This Idempotency-Key was used with another body.");
  }
  if (acceptance.body instanceof AppError) throw acceptance.body;
  const { status, body } = acceptance;
  return acceptance.kind === "replayed"
    ? { status, body, headers: { "idempotency-replayed": "true" } }
    : { status, body };
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
