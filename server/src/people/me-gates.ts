// The gates to a person's own account: what they are, their sessions, their password, their authenticator.

import {
  changePassword as changePasswordBody,
  chooseTenant as chooseTenantBody,
  type ChooseTenant,
  invitationToken,
  meResource,
  recoveryCodes,
  signInList,
  totpConfirm,
  totpSetUp,
  updateMe as updateMeBody,
} from "@waypost/contract";
import { Type } from "typebox";
import { AppError } from "../kernel/errors.ts";
import { parseId } from "../kernel/ids.ts";
import type { GateRoute, PersonRequest, Reply } from "../kernel/route.ts";
import { renews } from "./auth-gates.ts";
import { confirmTotpSetUp, newCodes, removeTotp, setUpTotp } from "./authenticator.ts";
import type { PeopleDeps } from "./deps.ts";
import { acceptAsMyself } from "./invitations.ts";
import { chooseTenant, listSessions, readMe, updateMe } from "./me.ts";
import { changePassword } from "./new-password.ts";
import { endSession, requireSignIn } from "./session.ts";
import { cookieFor, setCookie } from "./session-life.ts";
import { endSignInsOf } from "./store/sign-in.ts";

const me = { response: { 200: meResource } };
const nothing = { response: { 204: Type.Null() } };

export function meGates(deps: PeopleDeps): GateRoute[] {
  return [...accountGates(deps), ...sessionGates(deps), ...authenticatorGates(deps)];
}

function accountGates(deps: PeopleDeps): GateRoute[] {
  return [
    {
      method: "GET",
      path: "/v1/me",
      gate: "person",
      summary: "Read who is signed in, where they work, and what they may do there",
      schema: me,
      handler: { kind: "person", handle: (request) => showMe(deps, request) },
    },
    {
      method: "PATCH",
      path: "/v1/me",
      gate: "person",
      summary: "Change one's name or language",
      schema: { body: updateMeBody, ...me },
      handler: {
        kind: "person",
        handle: async (request) => {
          await updateMe(deps, request);
          return showMe(deps, request);
        },
      },
    },
    {
      method: "PUT",
      path: "/v1/me/tenant",
      gate: "person",
      summary: "Choose the tenant to work in, by id or slug",
      schema: { body: chooseTenantBody, ...me },
      handler: renews(deps, (_deps, request) =>
        chooseTenant(deps, request, (request.body as ChooseTenant).tenant),
      ),
    },
    {
      method: "POST",
      path: "/v1/me/invitation",
      gate: "person",
      summary: "Accept an invitation to another tenant",
      schema: { body: invitationToken, ...me },
      handler: renews(deps, acceptAsMyself),
    },
    {
      method: "POST",
      path: "/v1/me/password",
      gate: "person",
      summary: "Change one's password; one's other sessions end",
      schema: { body: changePasswordBody, ...me },
      handler: renews(deps, changePassword),
    },
  ];
}

async function showMe(deps: PeopleDeps, { person }: PersonRequest): Promise<Reply> {
  return { status: 200, body: await readMe(deps, await requireSignIn(deps.engine, person.sessionId)) };
}

function sessionGates(deps: PeopleDeps): GateRoute[] {
  return [
    {
      method: "GET",
      path: "/v1/me/sessions",
      gate: "person",
      summary: "List where one is signed in",
      schema: { response: { 200: signInList } },
      handler: {
        kind: "person",
        handle: async (request) => ({ status: 200, body: { data: await listSessions(deps, request) } }),
      },
    },
    {
      method: "DELETE",
      path: "/v1/me/sessions",
      gate: "person",
      summary: "Sign out everywhere else",
      schema: nothing,
      handler: {
        kind: "person",
        handle: async ({ person }) => {
          const ended = await endSignInsOf(deps.engine, [person.id, person.sessionId]);
          deps.forget(ended.map((row) => row.token_hash));
          return { status: 204, body: null };
        },
      },
    },
    {
      method: "DELETE",
      path: "/v1/me/sessions/:id",
      gate: "person",
      summary: "End one of one's sessions",
      schema: nothing,
      handler: { kind: "person", handle: (request) => endOne(deps, request) },
    },
  ];
}

async function endOne(deps: PeopleDeps, { params, person }: PersonRequest): Promise<Reply> {
  const id = parseId("ses", params["id"] ?? "");
  if (id === null || !(await endSession(deps, id, person.id))) {
    throw new AppError("not_found", "You have no such session.");
  }
  return { status: 204, body: null };
}

function authenticatorGates(deps: PeopleDeps): GateRoute[] {
  return [
    {
      method: "POST",
      path: "/v1/me/totp",
      gate: "person",
      stepUp: true,
      summary: "Begin to set up an authenticator",
      schema: { response: { 200: totpSetUp } },
      handler: {
        kind: "person",
        handle: async (request) => ({ status: 200, body: await setUpTotp(deps, request) }),
      },
    },
    {
      method: "POST",
      path: "/v1/me/totp/confirm",
      gate: "person",
      stepUp: true,
      summary: "Confirm the authenticator by its first code; answers ten recovery codes, once",
      schema: { body: totpConfirm, response: { 200: recoveryCodes } },
      handler: {
        kind: "person",
        handle: async (request) => {
          const { session, codes } = await confirmTotpSetUp(deps, request);
          const headers = setCookie(cookieFor(deps.publicUrl), session.token);
          return { status: 200, body: { recovery_codes: codes }, headers };
        },
      },
    },
    {
      method: "DELETE",
      path: "/v1/me/totp",
      gate: "person",
      stepUp: true,
      summary: "Remove the authenticator and its recovery codes",
      schema: me,
      handler: renews(deps, removeTotp),
    },
    {
      method: "POST",
      path: "/v1/me/recovery-codes",
      gate: "person",
      stepUp: true,
      summary: "Replace the recovery codes by ten new ones, shown once",
      schema: { response: { 200: recoveryCodes } },
      handler: {
        kind: "person",
        handle: async (request) => ({ status: 200, body: { recovery_codes: await newCodes(deps, request) } }),
      },
    },
  ];
}
