// The routes about a number at Meta: how it stands, its registration, its profile.

import {
  successAnswer,
  accountFact,
  accountHistoryQuery,
  type AccountHistoryQuery,
  businessProfile,
  cloudApiStanding,
  numberPin,
  type NumberPin,
  page,
  registerNumberBody,
  type RegisterNumberBody,
  requestCodeBody,
  type RequestCodeBody,
  updateProfile,
  type UpdateProfile,
  verifyCodeBody,
  type VerifyCodeBody,
} from "@waypost/contract";
import type { TSchema } from "typebox";
import type { Tx } from "../../kernel/db.ts";
import { limitDefault, noCursor } from "../../kernel/listing.ts";
import type { Reply, Route, RouteRequest } from "../../kernel/route.ts";
import type { SenderWithKeys } from "../../senders/index.ts";
import {
  deregisterNumber,
  type GraphLine,
  type GraphPlace,
  readProfile,
  registerNumber,
  requestCode,
  setPin,
  verifyCode,
  writeProfile,
} from "../../transports/cloud-api/index.ts";
import type { Asked } from "../../transports/transport.ts";
import { type Checked, checkNumber, transactionsIn } from "../check-number.ts";
import { cloudApiStandings } from "../present-account.ts";
import { answered } from "../refusals.ts";
import { readHistory } from "../store/facts.ts";
import { type AskDeps, lineOf, senderAlone, senderOf } from "./asked-sender.ts";

export type NumberRouteDeps = AskDeps & { now(): Date };

export function numberRoutes(deps: NumberRouteDeps): Route[] {
  return [
    {
      method: "POST",
      path: "/v1/senders/:id/refresh",
      scope: "senders:write",
      summary: "Ask Meta how the number, its account and its token are",
      schema: { response: { 200: cloudApiStanding } },
      handler: { kind: "own", handle: (request) => refresh(deps, request) },
    },
    {
      method: "GET",
      path: "/v1/senders/:id/account-history",
      scope: "senders:read",
      summary: "What Meta has said of the number and its account, newest first",
      schema: { query: accountHistoryQuery, response: { 200: page(accountFact) } },
      handler: { kind: "transaction", handle: showHistory },
    },
    ...errands.map((each) => errandRoute(deps, each)),
    {
      method: "GET",
      path: "/v1/senders/:id/profile",
      scope: "senders:read",
      summary: "Read the business profile people see",
      schema: { response: { 200: businessProfile } },
      handler: { kind: "own", handle: (request) => showProfile(deps, request) },
    },
    {
      method: "PATCH",
      path: "/v1/senders/:id/profile",
      scope: "senders:write",
      summary: "Change the business profile",
      schema: { body: updateProfile, response: { 200: businessProfile } },
      handler: { kind: "own", handle: (request) => changeProfile(deps, request) },
    },
  ];
}

/** One thing asked of Meta about the number. */
type Errand = {
  method: "POST" | "PUT" | "DELETE";
  /** Below the sender. */
  place: string;
  summary: string;
  body?: TSchema;
  run(ask: { line: GraphLine; place: GraphPlace }, body: unknown): Promise<Asked<unknown>>;
};

const errands: readonly Errand[] = [
  {
    method: "POST",
    place: "registration",
    summary: "Register the number for the Cloud API",
    body: registerNumberBody,
    run: ({ line, place }, body) => {
      const { pin, data_localization_region: region } = body as RegisterNumberBody;
      return registerNumber(line, place, { pin, ...(region === undefined ? {} : { region }) });
    },
  },
  {
    method: "DELETE",
    place: "registration",
    summary: "Take the number off the Cloud API",
    run: ({ line, place }) => deregisterNumber(line, place),
  },
  {
    method: "POST",
    place: "verification-code",
    summary: "Have Meta send a code to the number",
    body: requestCodeBody,
    run: ({ line, place }, body) => {
      const { method, language = "en_US" } = body as RequestCodeBody;
      return requestCode(line, place, { method: method === "sms" ? "SMS" : "VOICE", language });
    },
  },
  {
    method: "POST",
    place: "verification",
    summary: "Prove the number by the code",
    body: verifyCodeBody,
    run: ({ line, place }, body) => verifyCode(line, place, (body as VerifyCodeBody).code.replace("-", "")),
  },
  {
    method: "PUT",
    place: "pin",
    summary: "Set the PIN of two-step verification",
    body: numberPin,
    run: ({ line, place }, body) => setPin(line, place, (body as NumberPin).pin),
  },
];

/** Afterwards what is known of the number is looked at anew. */
function errandRoute(deps: NumberRouteDeps, { method, place, summary, body, run }: Errand): Route {
  return {
    method,
    path: `/v1/senders/:id/${place}`,
    scope: "senders:write",
    summary,
    schema: { ...(body === undefined ? {} : { body }), response: { 200: successAnswer } },
    handler: {
      kind: "own",
      handle: async (request) => {
        const sender = await senderAlone(deps, request);
        answered(await run(lineOf(deps, sender), request.body));
        await lookAnew(deps, sender);
        return { status: 200, body: { success: true } };
      },
    },
  };
}

const patienceMs = 20_000;

function lookAnew(deps: NumberRouteDeps, sender: SenderWithKeys): Promise<Checked> {
  const checking = { ...deps, transaction: transactionsIn(deps.db) };
  return checkNumber(checking, sender, AbortSignal.timeout(patienceMs));
}

async function refresh(deps: NumberRouteDeps, request: RouteRequest): Promise<Reply> {
  const sender = await senderAlone(deps, request);
  const checked = await lookAnew(deps, sender);
  const body = await deps.db.asTenants([sender.tenant_id], async (tx) =>
    (await cloudApiStandings(tx, [sender], deps.now())).get(sender.id),
  );
  // A number of which Meta says nothing at all is an answer; one it cannot be asked about is none.
  if (checked.problem?.code === "connection_failed") answered({ ok: false, error: checked.problem });
  return { status: 200, body };
}

async function showHistory(request: RouteRequest, tx: Tx): Promise<Reply> {
  const sender = await senderOf(tx, request);
  const { limit = limitDefault, after } = request.query as AccountHistoryQuery;
  const objects = [sender.external_id, sender.config["waba_id"]].filter((id) => typeof id === "string");
  const before = after === undefined ? null : cursorIn(after);
  const rows = await readHistory(tx, [sender.tenant_id, sender.mode, objects, before, limit + 1]);
  const data = rows.slice(0, limit).map((row) => ({
    fact: row.fact,
    about: row.object === sender.external_id ? "number" : "account",
    value: row.value,
    at: row.at.toISOString(),
    seen_at: row.seen_at.toISOString(),
    source: row.source,
  }));
  return { status: 200, body: { data, next: rows.length > limit ? (data.at(-1)?.at ?? null) : null } };
}

function cursorIn(after: string): Date {
  const at = new Date(after);
  if (Number.isNaN(at.getTime())) throw noCursor();
  return at;
}

async function showProfile(deps: NumberRouteDeps, request: RouteRequest): Promise<Reply> {
  const { line, place } = lineOf(deps, await senderAlone(deps, request));
  return { status: 200, body: answered(await readProfile(line, place)) };
}

async function changeProfile(deps: NumberRouteDeps, request: RouteRequest): Promise<Reply> {
  const { line, place } = lineOf(deps, await senderAlone(deps, request));
  answered(await writeProfile(line, place, request.body as UpdateProfile));
  return { status: 200, body: answered(await readProfile(line, place)) };
}
