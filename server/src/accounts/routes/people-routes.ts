// The routes about a number and the people who write to it: whom it blocks, and what it has read.

import {
  successAnswer,
  blockAnswer,
  blockedPage,
  blockedQuery,
  type BlockedQuery,
  blockPeople,
  type BlockPeople,
  readReceipt,
  type ReadReceipt,
} from "@waypost/contract";
import type { Database } from "../../kernel/db.ts";
import { AppError } from "../../kernel/errors.ts";
import { parseId, presentId } from "../../kernel/ids.ts";
import { parsePhone, phoneProblems } from "../../kernel/phone.ts";
import type { Reply, Route, RouteRequest } from "../../kernel/route.ts";
import type { SenderWithKeys } from "../../senders/index.ts";
import { type BlockList, canBlock, canMarkRead, type Session } from "../../transports/transport.ts";
import { answered, problemOf } from "../refusals.ts";
import { readInboundAuthor } from "../store/inbound.ts";
import { anySenderOf } from "./asked-sender.ts";

export type PeopleRouteDeps = {
  db: Database;
  /** A session of a sender that needs none held for it; null for those whose link somebody else holds. */
  openSession(sender: SenderWithKeys): Promise<Session | null>;
};

export function peopleRoutes(deps: PeopleRouteDeps): Route[] {
  const path = "/v1/senders/:id/blocked";
  return [
    {
      method: "GET",
      path,
      scope: "senders:read",
      summary: "List whom the number has blocked",
      schema: { query: blockedQuery, response: { 200: blockedPage } },
      handler: { kind: "own", handle: (request) => list(deps, request) },
    },
    {
      method: "POST",
      path,
      scope: "senders:write",
      summary: "Block people: they can no longer write to the number",
      schema: { body: blockPeople, response: { 200: blockAnswer } },
      handler: { kind: "own", handle: (request) => setBlocked(deps, request, true) },
    },
    {
      method: "DELETE",
      path,
      scope: "senders:write",
      summary: "Let people write again",
      schema: { body: blockPeople, response: { 200: blockAnswer } },
      handler: { kind: "own", handle: (request) => setBlocked(deps, request, false) },
    },
    {
      method: "POST",
      path: "/v1/messages/received/:id/read",
      scope: "messages:write",
      audit: null,
      summary: "Tell a person that their message was read, and that an answer is being typed",
      schema: { body: readReceipt, response: { 200: successAnswer } },
      handler: { kind: "own", handle: (request) => markRead(deps, request) },
    },
  ];
}

const patienceMs = 20_000;

async function list(deps: PeopleRouteDeps, request: RouteRequest): Promise<Reply> {
  const { after } = request.query as BlockedQuery;
  const blocked = await withBlockList(deps, request, (session, signal) =>
    session.listBlocked(after ?? null, signal),
  );
  const { people, next } = answered(blocked);
  return { status: 200, body: { data: people.map((person) => ({ person })), next } };
}

async function setBlocked(deps: PeopleRouteDeps, request: RouteRequest, blocked: boolean): Promise<Reply> {
  const people = (request.body as BlockPeople).people.map(personIn);
  const answer = await withBlockList(deps, request, (session, signal) =>
    session.setBlocked([...new Set(people)], blocked, signal),
  );
  const data = answered(answer).map(({ person, error }) => ({
    person,
    done: error === null,
    problem: error?.detail ?? null,
  }));
  return { status: 200, body: { data } };
}

/** A number in any spelling, or Meta's id of somebody, which begins with their country: `IN.1349…`. */
function personIn(given: string, index: number): string {
  if (/^[A-Z]{2}\.[A-Za-z0-9.]{1,128}$/.test(given)) return given;
  const phone = parsePhone(given, null);
  if (phone.ok) return phone.e164;
  const message = phoneProblems[phone.reason];
  throw new AppError("invalid_phone", `The number ${message}.`, {
    errors: [{ path: `/people/${index}`, message }],
  });
}

async function withBlockList<T>(
  deps: PeopleRouteDeps,
  request: RouteRequest,
  ask: (session: Session & BlockList, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const sender = await deps.db.asTenants([request.caller.tenantId], (tx) => anySenderOf(tx, request));
  return withSession(deps, sender, (session) => {
    if (!canBlock(session)) throw notSupported(sender, "keeps no list of blocked people here");
    return ask(session, AbortSignal.timeout(patienceMs));
  });
}

async function markRead(deps: PeopleRouteDeps, { caller, params, body }: RouteRequest): Promise<Reply> {
  const { typing = false } = (body ?? {}) as ReadReceipt;
  const { sender, message } = await deps.db.asTenants([caller.tenantId], async (tx) => {
    const id = parseId("inb", params["id"] ?? "");
    const [author] = id === null ? [] : await readInboundAuthor(tx, [caller.tenantId, caller.mode, id]);
    if (author === undefined) throw new AppError("not_found", "There is no such message.");
    const its = { caller, params: { id: presentId("snd", author.sender_id) } };
    return { sender: await anySenderOf(tx, its), message: author };
  });
  await withSession(deps, sender, async (session) => {
    if (!canMarkRead(session)) throw notSupported(sender, "cannot mark messages as read");
    const read = { providerMessageId: message.provider_message_id, from: message.person, typing };
    const problem = await session.markRead(read, AbortSignal.timeout(patienceMs));
    if (problem !== null) throw problemOf(problem);
  });
  return { status: 200, body: { success: true } };
}

async function withSession<T>(
  { openSession }: PeopleRouteDeps,
  sender: SenderWithKeys,
  use: (session: Session) => Promise<T>,
): Promise<T> {
  const session = await openSession(sender);
  if (session === null) throw notSupported(sender, "is held by another process, which cannot be asked this");
  try {
    return await use(session);
  } finally {
    await session.close();
  }
}

function notSupported({ transport }: SenderWithKeys, what: string): AppError {
  return new AppError("not_a_cloud_api_sender", `A sender over ${transport} ${what}.`);
}
