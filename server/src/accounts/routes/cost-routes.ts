// The routes about prices: the rate card a business keeps, and what a message would cost by it now.

import {
  type CostEstimate,
  costEstimate,
  type EstimateCost,
  estimateCost,
  putRates,
  type PutRates,
  rateCard,
} from "@waypost/contract";
import type { Tx } from "../../kernel/db.ts";
import { AppError } from "../../kernel/errors.ts";
import { parsePhone, phoneProblems } from "../../kernel/phone.ts";
import { countryOf } from "../../kernel/phone-country.ts";
import type { Caller, Reply, Route, RouteRequest } from "../../kernel/route.ts";
import { windowsOf } from "../../senders/index.ts";
import { type Cost, costOf } from "../pricing/cost.ts";
import { readRateCard } from "../pricing/rate-card.ts";
import { deleteRates, insertRates, readRates } from "../store/meta-app.ts";

export type CostRouteDeps = {
  /** The id of the sender that an id or a number names; throws AppError when there is none. */
  senderNamed(caller: Caller, reference: string): Promise<string>;
  now(): Date;
};

export function costRoutes(deps: CostRouteDeps): Route[] {
  return [
    {
      method: "GET",
      path: "/v1/message-rates",
      scope: "senders:read",
      summary: "Read the rate card that costs are reckoned by",
      schema: { response: { 200: rateCard } },
      handler: { kind: "transaction", handle: showRates },
    },
    {
      method: "PUT",
      path: "/v1/message-rates",
      scope: "senders:write",
      summary: "Replace the rate card with Meta's for the account's currency",
      schema: { body: putRates, response: { 200: rateCard } },
      handler: { kind: "transaction", handle: replaceRates },
    },
    {
      method: "POST",
      path: "/v1/message-costs",
      scope: "messages:read",
      audit: null,
      summary: "What a message over the Cloud API would cost now, and how long the person's window is open",
      schema: { body: estimateCost, response: { 200: costEstimate } },
      handler: { kind: "transaction", handle: (request, tx) => estimate(deps, request, tx) },
    },
  ];
}

async function showRates({ caller }: RouteRequest, tx: Tx): Promise<Reply> {
  return { status: 200, body: { rates: await readRates(tx, [caller.tenantId]) } };
}

async function replaceRates(request: RouteRequest, tx: Tx): Promise<Reply> {
  const { caller, body } = request;
  const rates = (body as PutRates).rates.map((rate) => ({ ...rate, volume_from: rate.volume_from ?? 0 }));
  const unreal = rates.findIndex(({ valid_from: day }) => !isDay(day));
  if (unreal >= 0) {
    throw new AppError("invalid_request", "A day of the rate card does not exist.", {
      errors: [{ path: `/rates/${unreal}/valid_from`, message: "is no day" }],
    });
  }
  await deleteRates(tx, [caller.tenantId]);
  await insertRates(tx, [caller.tenantId, JSON.stringify(rates)]);
  return showRates(request, tx);
}

function isDay(text: string): boolean {
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

async function estimate(deps: CostRouteDeps, { caller, body }: RouteRequest, tx: Tx): Promise<Reply> {
  const { from, to, category, at, international = false } = body as EstimateCost;
  const phone = parsePhone(to, null);
  if (!phone.ok) {
    const message = phoneProblems[phone.reason];
    throw new AppError("invalid_phone", `The number in \`to\` ${message}.`, {
      errors: [{ path: "/to", message }],
    });
  }
  const senderId = await deps.senderNamed(caller, from);
  const when = at === undefined ? deps.now() : new Date(at);
  const person = { tenant_id: caller.tenantId, sender_id: senderId, person: phone.e164 };
  const [window] = await windowsOf(tx, [person], when);
  const rates = await readRateCard(tx, caller.tenantId);
  const cost = costOf(
    {
      category,
      country: countryOf(phone.e164) ?? "other",
      at: when,
      windowOpen: window !== undefined && window.openUntil !== null,
      freeEntry: window !== undefined && window.freeEntryUntil !== null,
      international,
    },
    rates,
  );
  const until = {
    open_until: window?.openUntil?.toISOString() ?? null,
    free_entry_until: window?.freeEntryUntil?.toISOString() ?? null,
  };
  const estimated: CostEstimate = { window: until, cost: presentCost(cost) };
  return { status: 200, body: estimated };
}

function presentCost(cost: Cost): CostEstimate["cost"] {
  const { kind, amountMicros: amount_micros, currency, source } = cost;
  return { kind, amount_micros, currency, source, reason: cost.kind === "unknown" ? cost.reason : null };
}
