// The route that tells of conversions: that somebody did what a campaign was for.

import {
  conversionResource,
  type ConversionResource,
  type CreateConversion,
  createConversion,
} from "@waypost/contract";
import type { Tx } from "../../kernel/db.ts";
import { AppError } from "../../kernel/errors.ts";
import { parseId, presentId } from "../../kernel/ids.ts";
import type { Caller, Reply, Route, RouteRequest } from "../../kernel/route.ts";
import {
  type Attribution,
  attributeContact,
  attributeLink,
  type ConversionRow,
  findContactOf,
  insertConversion,
  markHeldOut,
  readConversion,
} from "../store/conversion.ts";

export type ConversionDeps = {
  newId(): string;
  now(): Date;
  /** E.164, or an AppError that points at `path`. */
  parsePhone(tenantId: string, text: string, path: string): Promise<string>;
};

export function conversionRoutes(deps: ConversionDeps): Route[] {
  return [
    {
      method: "POST",
      path: "/v1/conversions",
      scope: "campaigns:write",
      // Each is a row that stays, and a shop has thousands a day.
      audit: null,
      summary: "Tell that somebody did what a message was for",
      schema: { body: createConversion, response: { 200: conversionResource, 201: conversionResource } },
      handler: { kind: "transaction", handle: (request, tx) => create(deps, request, tx) },
    },
  ];
}

/** So far may the caller's clock be ahead of ours. */
const aheadMs = 5 * 60_000;

async function create(deps: ConversionDeps, { caller, body }: RouteRequest, tx: Tx): Promise<Reply> {
  const given = body as CreateConversion;
  const at = given.at === undefined ? deps.now() : new Date(given.at);
  refuseFlaws(given, at, deps.now());
  const { tenantId, mode } = caller;
  const whose = await attributed(deps, tx, { caller, given, at });
  const named = [tenantId, mode, given.name, given.reference ?? null];
  const { contact_id, campaign_id, link_id } = whose;
  const money = [given.value ?? null, given.currency ?? null];
  const values = [...named, deps.newId(), contact_id, campaign_id, link_id, ...money, at];
  const [made] = await insertConversion(tx, values);
  // Whoever was held out may do it all the same; that is what they were held out for.
  if (made !== undefined && contact_id !== null) await markHeldOut(tx, [tenantId, mode, contact_id, at]);
  const [row] = made === undefined ? await readConversion(tx, named) : [made];
  if (row === undefined) throw new Error("what is there already can be read");
  return { status: made === undefined ? 200 : 201, body: presentConversion(row) };
}

function refuseFlaws({ value, currency, ...given }: CreateConversion, at: Date, now: Date): void {
  const errors = [];
  const named = [given.token, given.contact, given.phone].filter((each) => each !== undefined);
  if (named.length !== 1)
    errors.push({ path: "", message: "exactly one of token, contact and phone says whose it is" });
  if ((value === undefined) !== (currency === undefined))
    errors.push({ path: "/currency", message: "goes with a value, and a value with a currency" });
  if (at.getTime() > now.getTime() + aheadMs) errors.push({ path: "/at", message: "is in the future" });
  if (errors.length > 0) throw new AppError("invalid_request", "The conversion is not valid.", { errors });
}

type Asked = { caller: Caller; given: CreateConversion; at: Date };

async function attributed(deps: ConversionDeps, tx: Tx, { caller, given, at }: Asked): Promise<Attribution> {
  const { tenantId, mode } = caller;
  if (given.token !== undefined) {
    const [found] = await attributeLink(tx, [tenantId, mode, given.token]);
    if (found === undefined) throw new AppError("not_found", "There is no such link.");
    return found;
  }
  const contactId = await contactOf(deps, tx, tenantId, given);
  const [found] = await attributeContact(tx, [tenantId, mode, contactId, at]);
  return found ?? { contact_id: contactId, campaign_id: null, link_id: null };
}

async function contactOf(
  deps: ConversionDeps,
  tx: Tx,
  tenantId: string,
  { contact, phone = "" }: CreateConversion,
): Promise<string> {
  const id = contact === undefined ? null : parseId("con", contact);
  const number = contact === undefined ? await deps.parsePhone(tenantId, phone, "/phone") : null;
  const [found] = id === null && number === null ? [] : await findContactOf(tx, [tenantId, id, number]);
  if (found === undefined) throw new AppError("not_found", "There is no such contact.");
  return found.id;
}

function presentConversion(row: ConversionRow): ConversionResource {
  return {
    id: presentId("cnv", row.id),
    name: row.name,
    contact: row.contact_id === null ? null : presentId("con", row.contact_id),
    campaign: row.campaign_id === null ? null : presentId("cmp", row.campaign_id),
    value: row.value,
    currency: row.currency,
    reference: row.reference,
    at: row.at.toISOString(),
  };
}
