// Submitting messages: parse, find sender and recipient, prepare the row, accept, answer. One message or a batch.

import {
  type MessageSummary,
  parseBatch,
  parseSendMessage,
  type SendMessageRequest,
} from "@waypost/contract";
import { AppError, problemOf } from "../kernel/errors.ts";
import { fingerprint } from "../kernel/fingerprint.ts";
import { presentId } from "../kernel/ids.ts";
import type { Caller, Mode, Reply, RouteRequest } from "../kernel/route.ts";
import type { Acceptor, IdempotencyClaim, Submission } from "./accept-message.ts";
import { prepareMessage, type SenderForSending } from "./prepare-message.ts";
import type { NewMessage } from "./store/accept.ts";

export type SubmitDeps = {
  acceptor: Acceptor;
  /** The sender a request names (an id, a number, or null for the tenant's default); throws AppError when none. */
  findSender(tenantId: string, mode: Mode, reference: string | null): Promise<SenderForSending>;
  /** E.164, or an AppError that points at `/to`. */
  parseRecipient(tenantId: string, text: string): Promise<string>;
  newId(): string;
  now(): Date;
};

export async function submitMessage(deps: SubmitDeps, request: RouteRequest): Promise<Reply> {
  const message = await prepare(deps, request.caller, request.body);
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
  const prepared = await Promise.all(
    batch.value.map(async (item) => {
      try {
        return await prepare(deps, request.caller, item);
      } catch (error) {
        if (error instanceof AppError) return error;
        throw error;
      }
    }),
  );
  const messages = prepared.filter((item): item is NewMessage => !(item instanceof AppError));
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

async function prepare(deps: SubmitDeps, caller: Caller, input: unknown): Promise<NewMessage> {
  const parsed = parseSendMessage(input);
  if (!parsed.ok) {
    throw new AppError("invalid_request", "The message is not valid.", { errors: parsed.errors });
  }
  const request: SendMessageRequest = parsed.value;
  // Before anything is waited for: ids are the order of acceptance, and a batch's is the order of its items.
  const id = deps.newId();
  const sender = await deps.findSender(caller.tenantId, caller.mode, request.from ?? null);
  const recipient = await deps.parseRecipient(caller.tenantId, request.to);
  return prepareMessage(request, {
    tenantId: caller.tenantId,
    mode: caller.mode,
    sender,
    recipient,
    id,
    now: deps.now(),
  });
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
