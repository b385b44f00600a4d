// The gates to sign in and out by: open ones, and those that renew what a session is.

import {
  acceptInvitation,
  askReset as askResetBody,
  confirmReset as confirmResetBody,
  impersonate,
  invitationLook,
  invitationToken,
  meResource,
  prove,
  setUp,
  signIn as signInBody,
} from "@waypost/contract";
import { Type } from "typebox";
import type { GateRoute, OpenRequest, PersonRequest, Reply } from "../kernel/route.ts";
import type { PeopleDeps } from "./deps.ts";
import { setUpByLink } from "./first-person.ts";
import { beginImpersonation, endImpersonation } from "./impersonation.ts";
import { acceptAsNew, lookAtInvitation } from "./invitations.ts";
import { readMe } from "./me.ts";
import { askReset, confirmReset } from "./new-password.ts";
import { endSession, type OpenSession } from "./session.ts";
import { clearCookie, cookieFor, setCookie } from "./session-life.ts";
import { proveAgain, signIn } from "./sign-in.ts";

const me = { response: { 200: meResource } };
const nothing = { 204: Type.Null() };

/** Who they are now, with the cookie that says so from now on. */
export async function replyAs(deps: PeopleDeps, session: OpenSession): Promise<Reply> {
  const headers = setCookie(cookieFor(deps.publicUrl), session.token);
  return { status: 200, body: await readMe(deps, session.row), headers };
}

type Opens<Request> = (deps: PeopleDeps, request: Request) => Promise<OpenSession>;

function open(
  deps: PeopleDeps,
  begin: Opens<OpenRequest>,
): Extract<GateRoute, { gate: "anybody" }>["handler"] {
  return { kind: "open", handle: async (request) => replyAs(deps, await begin(deps, request)) };
}

export function renews(
  deps: PeopleDeps,
  renew: Opens<PersonRequest>,
): Extract<GateRoute, { gate: "person" | "platform" }>["handler"] {
  return { kind: "person", handle: async (request) => replyAs(deps, await renew(deps, request)) };
}

export function authGates(deps: PeopleDeps): GateRoute[] {
  return [...openGates(deps), ...linkGates(deps), ...sessionGates(deps)];
}

function openGates(deps: PeopleDeps): GateRoute[] {
  return [
    {
      method: "POST",
      path: "/v1/auth/sign-in",
      gate: "anybody",
      summary: "Sign in by e-mail address and password, and a code where there is an authenticator",
      schema: { body: signInBody, ...me },
      handler: open(deps, signIn),
    },
    {
      method: "POST",
      path: "/v1/auth/setup",
      gate: "anybody",
      summary: "Make the first person, by the link that the start has printed",
      schema: { body: setUp, ...me },
      handler: open(deps, setUpByLink),
    },
    {
      method: "POST",
      path: "/v1/auth/reset",
      gate: "anybody",
      summary: "Ask for a link to a new password; the answer is the same for every address",
      schema: { body: askResetBody, response: { 202: Type.Object({}) } },
      handler: {
        kind: "open",
        handle: async (request) => {
          askReset(deps, request);
          return { status: 202, body: {} };
        },
      },
    },
    {
      method: "POST",
      path: "/v1/auth/reset/confirm",
      gate: "anybody",
      summary: "Set a new password by a link; every session of the person ends",
      schema: { body: confirmResetBody, response: nothing },
      handler: {
        kind: "open",
        handle: async (request) => {
          await confirmReset(deps, request);
          return { status: 204, body: null };
        },
      },
    },
  ];
}

function linkGates(deps: PeopleDeps): GateRoute[] {
  return [
    {
      method: "POST",
      path: "/v1/auth/invitation",
      gate: "anybody",
      audit: null,
      summary: "Look at an invitation by its link, before it is accepted",
      schema: { body: invitationToken, response: { 200: invitationLook } },
      handler: {
        kind: "open",
        handle: async (request) => ({ status: 200, body: await lookAtInvitation(deps, request) }),
      },
    },
    {
      method: "POST",
      path: "/v1/auth/invitation/accept",
      gate: "anybody",
      summary: "Accept an invitation as somebody new, and be signed in",
      schema: { body: acceptInvitation, ...me },
      handler: open(deps, acceptAsNew),
    },
  ];
}

function sessionGates(deps: PeopleDeps): GateRoute[] {
  return [
    {
      method: "POST",
      path: "/v1/auth/sign-out",
      gate: "person",
      summary: "End this session",
      schema: { response: nothing },
      handler: {
        kind: "person",
        handle: async ({ person }) => {
          await endSession(deps, person.sessionId, person.id);
          return { status: 204, body: null, headers: clearCookie(cookieFor(deps.publicUrl)) };
        },
      },
    },
    {
      method: "POST",
      path: "/v1/auth/prove",
      gate: "person",
      summary: "Prove once more who one is, for ten minutes: by a code, or the password where there is none",
      schema: { body: prove, ...me },
      handler: renews(deps, proveAgain),
    },
    {
      method: "POST",
      path: "/v1/platform/tenants/:id/impersonate",
      gate: "platform",
      stepUp: true,
      summary: "Act in a tenant's name, for an hour at most, and for a reason it can read",
      schema: { body: impersonate, ...me },
      handler: renews(deps, beginImpersonation),
    },
    {
      method: "POST",
      path: "/v1/auth/impersonation/end",
      gate: "person",
      summary: "Stop acting in a tenant's name",
      schema: me,
      handler: renews(deps, endImpersonation),
    },
  ];
}
