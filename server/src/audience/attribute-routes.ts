// The routes about attribute definitions: which attributes contacts have, and of which type.

import {
  type ContactAttribute,
  contactAttribute,
  contactAttributes,
  type CreateContactAttribute,
  createContactAttribute,
  type UpdateContactAttribute,
  updateContactAttribute,
} from "@waypost/contract";
import { Type } from "typebox";
import type { Tx } from "../kernel/db.ts";
import { AppError } from "../kernel/errors.ts";
import type { Reply, Route, RouteRequest } from "../kernel/route.ts";
import {
  type DefinitionRow,
  deleteDefinition,
  insertDefinition,
  listDefinitions,
  readDefinition,
  updateDefinition,
} from "./store/attribute.ts";
import { oweWords } from "./store/words.ts";

export function attributeRoutes(): Route[] {
  return [
    {
      method: "POST",
      path: "/v1/contact-attributes",
      scope: "contacts:write",
      summary: "Define an attribute; values that contacts have already are not looked at",
      schema: { body: createContactAttribute, response: { 201: contactAttribute } },
      handler: { kind: "transaction", handle: create },
    },
    {
      method: "GET",
      path: "/v1/contact-attributes",
      scope: "contacts:read",
      summary: "List the attributes that are defined, by name",
      schema: { response: { 200: contactAttributes } },
      handler: { kind: "transaction", handle: list },
    },
    {
      method: "PATCH",
      path: "/v1/contact-attributes/:name",
      scope: "contacts:write",
      summary: "Change an attribute's choices and description, or whether it is searched",
      schema: { body: updateContactAttribute, response: { 200: contactAttribute } },
      handler: { kind: "transaction", handle: update },
    },
    {
      method: "DELETE",
      path: "/v1/contact-attributes/:name",
      scope: "contacts:write",
      summary: "Take a definition away; values stay, as free JSON",
      schema: { response: { 204: Type.Null() } },
      handler: { kind: "transaction", handle: remove },
    },
  ];
}

/** Each is read with every contact that is written. */
const definitionsMax = 200;

async function create({ caller, body }: RouteRequest, tx: Tx): Promise<Reply> {
  const { name, type, choices, description = null, searchable = false } = body as CreateContactAttribute;
  const { tenantId } = caller;
  refuseChoices(type, choices !== undefined);
  if ((await listDefinitions(tx, [tenantId])).length >= definitionsMax)
    throw new AppError(
      "conflict",
      `There are ${definitionsMax} attributes already, and no more may be defined.`,
    );
  const [row] = await insertDefinition(tx, [tenantId, name, type, choices ?? null, description, searchable]);
  if (row === undefined) {
    throw new AppError("already_exists", "There is an attribute of that name.", {
      errors: [{ path: "/name", message: "is taken" }],
    });
  }
  if (searchable) await reword(tx, tenantId);
  return { status: 201, body: present(row) };
}

async function list({ caller }: RouteRequest, tx: Tx): Promise<Reply> {
  return { status: 200, body: { data: (await listDefinitions(tx, [caller.tenantId])).map(present) } };
}

async function update({ caller, params, body }: RouteRequest, tx: Tx): Promise<Reply> {
  const { choices, description, searchable } = body as UpdateContactAttribute;
  const { tenantId } = caller;
  const [before] = await readDefinition(tx, [tenantId, nameIn(params)]);
  if (before === undefined) throw notFound();
  if (choices !== undefined) refuseChoices(before.type, true);
  const [row] = await updateDefinition(tx, [
    tenantId,
    before.name,
    choices ?? before.choices,
    description === undefined ? before.description : description,
    searchable ?? before.searchable,
  ]);
  if (row === undefined) throw notFound();
  if (row.searchable !== before.searchable) await reword(tx, tenantId);
  return { status: 200, body: present(row) };
}

async function remove({ caller, params }: RouteRequest, tx: Tx): Promise<Reply> {
  const { tenantId } = caller;
  const [gone] = await deleteDefinition(tx, [tenantId, nameIn(params)]);
  if (gone === undefined) throw notFound();
  if (gone.searchable) await reword(tx, tenantId);
  return { status: 204, body: null };
}

/** A name with NUL in it is nobody's: Postgres keeps none in a text. */
function nameIn(params: RouteRequest["params"]): string {
  const name = params["name"] ?? "";
  if (name.includes("\0")) throw notFound();
  return name;
}

function refuseChoices(type: string, given: boolean): void {
  if ((type === "choice") === given) return;
  throw new AppError("invalid_request", "Choices belong to the type `choice`, and to no other.", {
    errors: [{ path: "/choices", message: type === "choice" ? "is required" : "must be absent" }],
  });
}

/** All contacts of the tenant, in their turn. */
async function reword(tx: Tx, tenantId: string): Promise<void> {
  await oweWords(tx, [tenantId, firstOfAll, lastOfAll]);
}

const firstOfAll = "00000000-0000-0000-0000-000000000000";
const lastOfAll = "ffffffff-ffff-ffff-ffff-ffffffffffff";

function present(row: DefinitionRow): ContactAttribute {
  const { created_at, updated_at, ...rest } = row;
  return { ...rest, created_at: created_at.toISOString(), updated_at: updated_at.toISOString() };
}

function notFound(): AppError {
  return new AppError("not_found", "There is no such attribute.");
}
