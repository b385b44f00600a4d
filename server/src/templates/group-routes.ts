// The routes about all languages of one name: which there are, and which stand in for each other.

import {
  putTemplateGroup,
  type PutTemplateGroup,
  templateGroup,
  templateGroupQuery,
  type TemplateGroupQuery,
  type TemplateGroupResource,
} from "@waypost/contract";
import type { Tx } from "../kernel/db.ts";
import { presentId } from "../kernel/ids.ts";
import type { Caller, Reply, Route, RouteRequest } from "../kernel/route.ts";
import { accountOf, type FindSender, localAccount } from "./named-template.ts";
import { readGroup, readLanguages, writeGroup } from "./store/review.ts";

export function groupRoutes(deps: FindSender): Route[] {
  const path = "/v1/template-groups";
  return [
    {
      method: "GET",
      path,
      scope: "templates:read",
      summary: "All languages of a name, and which stand in for those that may not be sent",
      schema: { query: templateGroupQuery, response: { 200: templateGroup } },
      handler: { kind: "transaction", handle: (request, tx) => read(deps, request, tx) },
    },
    {
      method: "PUT",
      path,
      scope: "templates:write",
      summary: "Set which languages stand in, in order",
      schema: { body: putTemplateGroup, response: { 200: templateGroup } },
      handler: { kind: "transaction", handle: (request, tx) => put(deps, request, tx) },
    },
  ];
}

async function read(deps: FindSender, { caller, query }: RouteRequest, tx: Tx): Promise<Reply> {
  const key = await keyOf(deps, tx, caller, query as TemplateGroupQuery);
  const [row] = await readGroup(tx, key);
  return { status: 200, body: await present(tx, key, row?.fallback ?? []) };
}

async function put(deps: FindSender, { caller, body }: RouteRequest, tx: Tx): Promise<Reply> {
  const wanted = body as PutTemplateGroup;
  const key = await keyOf(deps, tx, caller, wanted);
  await writeGroup(tx, [...key, wanted.fallback]);
  return { status: 200, body: await present(tx, key, wanted.fallback) };
}

type Key = [tenantId: string, mode: string, account: string, name: string];

async function keyOf(
  deps: FindSender,
  tx: Tx,
  caller: Caller,
  { kind, name, from }: TemplateGroupQuery,
): Promise<Key> {
  const account = kind === "local" ? localAccount(from) : await accountOf(deps, tx, caller, from);
  return [caller.tenantId, caller.mode, account, name];
}

async function present(tx: Tx, key: Key, fallback: readonly string[]): Promise<TemplateGroupResource> {
  const [, , account, name] = key;
  const rows = await readLanguages(tx, key);
  return {
    kind: account === "" ? "local" : "cloud_api",
    name,
    account: account === "" ? null : account,
    fallback: [...fallback],
    languages: rows.map(({ id, language, status, live_version }) => ({
      language,
      id: presentId("tpl", id),
      status,
      live_version,
    })),
  };
}
