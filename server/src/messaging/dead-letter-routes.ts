// The routes about dead letters: messages that failed for good.

import Type from "typebox";
import {
  type DeadLetter,
  deadLetter,
  deadLetterQuery,
  type DeadLetterReasons,
  deadLetterReasons,
  deadLetterReasonsQuery,
  errorDictionary,
  page,
  replayAnswer,
  replayRequest,
  type DeadLetterQuery,
  type DeadLetterReasonsQuery,
  type ReplayRequest,
} from "@waypost/contract";
import type { Tx } from "../kernel/db.ts";
import { cursorOf, limitDefault, pageOf } from "../kernel/listing.ts";
import type { Reply, Route, RouteRequest } from "../kernel/route.ts";
import { instant, pick } from "./filter-members.ts";
import { messageId, knownId, notFound } from "./message-id.ts";
import { messageMetadata } from "./message-metadata.ts";
import { presentError, presentMessage } from "./present-message.ts";
import { notifyShards } from "./store/accept.ts";
import { dropDeadLetter, resendMessages } from "./store/change.ts";
import { countDeadLetters, listMessages, type MessageFilter, type MessageRow } from "./store/read.ts";

export const deadLetterRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/v1/dead-letters",
    scope: "messages:read",
    withoutContent: messageMetadata,
    summary: "List messages that failed for good",
    schema: { query: deadLetterQuery, response: { 200: page(deadLetter) } },
    handler: { kind: "transaction", handle: listDeadLetters },
  },
  {
    method: "GET",
    path: "/v1/dead-letters/reasons",
    scope: "messages:read",
    // Codes and counts: nobody's words, and no secret to who sees metadata only.
    audit: null,
    withoutContent: (body) => body,
    summary: "Count dead letters by why they died, among the newest ten thousand",
    schema: { query: deadLetterReasonsQuery, response: { 200: deadLetterReasons } },
    handler: { kind: "transaction", handle: countReasons },
  },
  {
    method: "POST",
    path: "/v1/dead-letters/replay",
    scope: "dead-letters:write",
    summary: "Send dead letters again, by id or by filter",
    schema: { body: replayRequest, response: { 202: replayAnswer } },
    handler: { kind: "transaction", handle: replay },
  },
  {
    method: "DELETE",
    path: "/v1/dead-letters/:id",
    scope: "dead-letters:write",
    summary: "Drop a dead letter; its message stays failed",
    schema: { response: { 204: Type.Null() } },
    handler: { kind: "transaction", handle: drop },
  },
];

/** One statement's worth; a larger queue is replayed call by call, and each answers how many it took. */
const replayMax = 10_000;

async function listDeadLetters(request: RouteRequest, tx: Tx): Promise<Reply> {
  const query = request.query as DeadLetterQuery;
  const filter = { ...filterOf(query), ...pick({ after: cursorOf("msg", query.after) ?? undefined }) };
  const limit = query.limit ?? limitDefault;
  const rows = await listMessages(tx, request.caller, filter, limit + 1);
  return { status: 200, body: pageOf(rows, limit, presentDeadLetter) };
}

/** One more than is counted would not be told apart from a million. */
const countMax = 10_000;

async function countReasons({ caller, query }: RouteRequest, tx: Tx): Promise<Reply> {
  const rows = await countDeadLetters(tx, caller, filterOf(query), countMax);
  const counted = rows.reduce((all, { count }) => all + count, 0);
  const body: DeadLetterReasons = {
    counted,
    is_more: counted === countMax,
    data: rows.map(({ code, count, last_at: lastAt }) => {
      const { title, retryable } = errorDictionary[code];
      return { code, title, retryable, count, last_at: lastAt.toISOString() };
    }),
  };
  return { status: 200, body };
}

async function replay(request: RouteRequest, tx: Tx): Promise<Reply> {
  const { ids, filter } = request.body as ReplayRequest;
  const which: MessageFilter & { ids?: string[] } = {
    ...filterOf(filter ?? {}),
    ...pick({ ids: ids?.map((id) => knownId("msg", id)) }),
  };
  const resent = await resendMessages(tx, request.caller, which, replayMax);
  await notifyShards(tx, new Set(resent.map((row) => row.shard)));
  return { status: 202, body: { replayed: resent.length } };
}

async function drop(request: RouteRequest, tx: Tx): Promise<Reply> {
  const { tenantId, mode } = request.caller;
  const [dropped] = await dropDeadLetter(tx, [tenantId, mode, messageId(request)]);
  if (dropped === undefined) throw notFound();
  return { status: 204, body: null };
}

function filterOf({ code, sender, since, until }: DeadLetterReasonsQuery): MessageFilter {
  return {
    attention: "dead",
    ...pick({ code, since: instant(since), until: instant(until) }),
    ...pick({ sender: sender === undefined ? undefined : knownId("snd", sender) }),
  };
}

function presentDeadLetter(row: MessageRow): DeadLetter {
  const { id, to, from, type, category, created_at, updated_at, attempts } = presentMessage(row);
  const error = row.error === null ? null : presentError(row.error);
  return { id, to, from, type, category, error, attempts, created_at, dead_at: updated_at };
}
