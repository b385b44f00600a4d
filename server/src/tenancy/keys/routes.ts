// The routes about API keys: made, listed, changed, rotated and revoked by the tenant they belong to.

import {
  apiKeyCreated,
  type ApiKeyCreated,
  apiKeyResource,
  type CreateApiKey,
  createApiKey,
  page,
  type PageQuery,
  pageQuery,
  type RotateApiKey,
  rotateApiKey,
  type UpdateApiKey,
  updateApiKey,
} from "@waypost/contract";
import { Type } from "typebox";
import type { Tx } from "../../kernel/db.ts";
import { parseId } from "../../kernel/ids.ts";
import { cursorOf, limitDefault, pageOf } from "../../kernel/listing.ts";
import type { Reply, Route, RouteRequest } from "../../kernel/route.ts";
import { pageKeys, readKey, revokeKeyOfTenant } from "../store/key.ts";
import { changeKey, type KeyDeps, keyNotFound, type MadeKey, makeKey, rotateKey } from "./change-key.ts";
import { presentKey } from "./present-key.ts";
import { modesInReach } from "./rights.ts";

export function keyRoutes(deps: KeyDeps): Route[] {
  return [...readingRoutes(deps), ...changingRoutes(deps)];
}

function readingRoutes({ now }: KeyDeps): Route[] {
  return [
    {
      method: "GET",
      path: "/v1/api-keys",
      scope: "keys:read",
      summary: "List API keys; a test key sees test keys only",
      schema: { query: pageQuery, response: { 200: page(apiKeyResource) } },
      handler: {
        kind: "transaction",
        handle: async ({ caller, query }, tx) => {
          const { limit = limitDefault, after } = query as PageQuery;
          const reach = [caller.tenantId, modesInReach(caller)];
          const rows = await pageKeys(tx, [...reach, cursorOf("key", after), limit + 1]);
          return { status: 200, body: pageOf(rows, limit, (row) => presentKey(row, now())) };
        },
      },
    },
    {
      method: "GET",
      path: "/v1/api-keys/:id",
      scope: "keys:read",
      summary: "Read what is known of an API key",
      schema: { response: { 200: apiKeyResource } },
      handler: {
        kind: "transaction",
        handle: async (request, tx) => {
          const { tenantId } = request.caller;
          const [row] = await readKey(tx, [tenantId, modesInReach(request.caller), idIn(request)]);
          if (row === undefined) throw keyNotFound();
          return { status: 200, body: presentKey(row, now()) };
        },
      },
    },
  ];
}

function changingRoutes(deps: KeyDeps): Route[] {
  return [
    {
      method: "POST",
      path: "/v1/api-keys",
      scope: "keys:write",
      stepUp: true,
      audit: "api_key.created",
      summary: "Make an API key, with no more rights than one's own; its text is shown once",
      schema: { body: createApiKey, response: { 201: apiKeyCreated } },
      handler: {
        kind: "transaction",
        handle: async ({ caller, body }, tx) =>
          shownOnce(await makeKey(deps, tx, caller, body as CreateApiKey), deps.now()),
      },
    },
    {
      method: "PATCH",
      path: "/v1/api-keys/:id",
      scope: "keys:write",
      stepUp: true,
      audit: "api_key.updated",
      tellsChange: ["scopes", "requests_per_second", "expires_at"],
      summary: "Change an API key's name, scopes, networks, pace or end",
      schema: { body: updateApiKey, response: { 200: apiKeyResource } },
      handler: {
        kind: "transaction",
        handle: async (request, tx) => {
          const wanted = request.body as UpdateApiKey;
          const row = await changeKey(deps, tx, request.caller, { id: idIn(request), wanted });
          return { status: 200, body: presentKey(row, deps.now()) };
        },
      },
    },
    {
      method: "POST",
      path: "/v1/api-keys/:id/rotate",
      scope: "keys:write",
      stepUp: true,
      audit: "api_key.rotated",
      summary: "Replace an API key: the former one works for some hours more",
      schema: { body: rotateApiKey, response: { 201: apiKeyCreated } },
      handler: {
        kind: "transaction",
        handle: async (request, tx) => {
          const { overlap_hours: overlapHours } = request.body as RotateApiKey;
          const wanted = { id: idIn(request), overlapHours };
          return shownOnce(await rotateKey(deps, tx, request.caller, wanted), deps.now());
        },
      },
    },
    {
      method: "DELETE",
      path: "/v1/api-keys/:id",
      scope: "keys:write",
      audit: "api_key.revoked",
      summary: "Revoke an API key; it stops working within five seconds",
      schema: { response: { 204: Type.Null() } },
      handler: { kind: "transaction", handle: revoke },
    },
  ];
}

async function revoke(request: RouteRequest, tx: Tx): Promise<Reply> {
  const { caller } = request;
  const [revoked] = await revokeKeyOfTenant(tx, [caller.tenantId, modesInReach(caller), idIn(request)]);
  if (revoked === undefined) throw keyNotFound();
  return { status: 204, body: null };
}

/** A repetition finds the key made, and not its text: that is kept nowhere, so that nobody can read it there. */
function shownOnce({ row, text }: MadeKey, now: Date): Reply {
  const shown = presentKey(row, now);
  const body: ApiKeyCreated = { ...shown, key: text };
  const kept: ApiKeyCreated = { ...shown, key: null };
  return { status: 201, body, kept };
}

function idIn({ params }: RouteRequest): string {
  const id = parseId("key", params["id"] ?? "");
  if (id === null) throw keyNotFound();
  return id;
}
