// The routes about setting up: a number's onboarding, the Meta app, Embedded Signup.

import {
  embeddedSignup,
  type EmbeddedSignup,
  metaApp,
  onboardingBody,
  type OnboardingBody,
  onboardingResource,
  putMetaApp,
  type PutMetaApp,
  signedUp,
} from "@waypost/contract";
import type { Tx } from "../../kernel/db.ts";
import { AppError } from "../../kernel/errors.ts";
import { parsePhone, phoneProblems } from "../../kernel/phone.ts";
import type { Reply, Route, RouteRequest } from "../../kernel/route.ts";
import { signUp, type SignupDeps } from "../embedded-signup.ts";
import { keepMetaApp, presentMetaApp } from "../meta-app.ts";
import { presentOnboarding, runOnboarding } from "../onboarding/run-onboarding.ts";
import { readMetaApp } from "../store/meta-app.ts";
import { readOnboarding } from "../store/onboarding.ts";
import { senderAlone, senderOf } from "./asked-sender.ts";

export function onboardingRoutes(deps: SignupDeps): Route[] {
  return [
    {
      method: "POST",
      path: "/v1/senders/:id/onboarding",
      scope: "senders:write",
      summary: "Set the number up as far as it goes, step by step; may be asked again at any time",
      schema: { body: onboardingBody, response: { 200: onboardingResource } },
      handler: { kind: "own", handle: (request) => onboard(deps, request) },
    },
    {
      method: "GET",
      path: "/v1/senders/:id/onboarding",
      scope: "senders:read",
      summary: "How far the number has come, when it was last looked at",
      schema: { response: { 200: onboardingResource } },
      handler: { kind: "transaction", handle: showOnboarding },
    },
    {
      method: "PUT",
      path: "/v1/meta-app",
      scope: "senders:write",
      summary: "Store the Meta app whose Embedded Signup is shown",
      schema: { body: putMetaApp, response: { 200: metaApp } },
      handler: { kind: "transaction", handle: (request, tx) => putApp(deps, request, tx) },
    },
    {
      method: "GET",
      path: "/v1/meta-app",
      scope: "senders:read",
      summary: "Read the Meta app; its secret is never shown",
      schema: { response: { 200: metaApp } },
      handler: { kind: "transaction", handle: showApp },
    },
    {
      method: "POST",
      path: "/v1/embedded-signup",
      scope: "senders:write",
      summary: "Take the numbers that a business has shared in Embedded Signup",
      schema: { body: embeddedSignup, response: { 200: signedUp } },
      handler: {
        kind: "own",
        handle: async (request) => ({
          status: 200,
          body: await signUp(deps, request.caller, request.body as EmbeddedSignup),
        }),
      },
    },
  ];
}

async function onboard(deps: SignupDeps, request: RouteRequest): Promise<Reply> {
  const sender = await senderAlone(deps, request);
  const { pin, test_to: testTo } = request.body as OnboardingBody;
  const wish = { pin: pin ?? null, testTo: testTo === undefined ? null : phoneIn(testTo) };
  return { status: 200, body: await runOnboarding(deps, request.caller, sender, wish) };
}

function phoneIn(text: string): string {
  const phone = parsePhone(text, null);
  if (phone.ok) return phone.e164;
  const message = phoneProblems[phone.reason];
  throw new AppError("invalid_phone", `The number in \`test_to\` ${message}.`, {
    errors: [{ path: "/test_to", message }],
  });
}

async function showOnboarding(request: RouteRequest, tx: Tx): Promise<Reply> {
  const sender = await senderOf(tx, request);
  const [row] = await readOnboarding(tx, [sender.tenant_id, sender.id]);
  return { status: 200, body: presentOnboarding(row ?? null) };
}

async function putApp({ vault }: SignupDeps, { caller, body }: RouteRequest, tx: Tx): Promise<Reply> {
  return { status: 200, body: await keepMetaApp(vault, tx, caller, body as PutMetaApp) };
}

async function showApp({ caller }: RouteRequest, tx: Tx): Promise<Reply> {
  const [row] = await readMetaApp(tx, [caller.tenantId, caller.mode]);
  if (row === undefined) throw new AppError("not_found", "No Meta app is stored.");
  return { status: 200, body: presentMetaApp(row) };
}
