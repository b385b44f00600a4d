// The ledger as the control API shows it.
import type { Answer } from "../http/answer.ts";
import { reply } from "../http/answer.ts";
import { parseJson } from "../json.ts";
import { acceptedPage, entry, receivedPage } from "../ledger/index.ts";
import type { Network } from "../network.ts";
import { senderOf } from "../people/sender.ts";
import { errorCode } from "../error-codes.ts";
import { DocumentRefused } from "../document.ts";
import type { ControlCall } from "./index.ts";
import { renderedTemplate } from "./templates.ts";

export function receivedEntries({ network, query }: ControlCall): Answer {
  const { rows, next } = receivedPage(network.ledger, pageOf(query));
  return reply({ data: rows.map((row) => presentEntry(network, row)), next });
}

/** Also what was accepted and never received, with the reason. */
export function acceptedEntries({ network, query }: ControlCall): Answer {
  const { rows, next } = acceptedPage(network.ledger, pageOf(query));
  return reply({ data: rows.map((row) => presentEntry(network, row)), next });
}

export function summary({ network }: ControlCall): Answer {
  const { counts } = network.ledger;
  const settled = counts.received + counts.failed + counts.lost;
  return reply({
    ...counts,
    pending: counts.accepted - settled,
    inbound: network.people.written.length,
  });
}

export function presentEntry(network: Network, row: number): object {
  const { ledger } = network;
  const { rows } = ledger;
  const outcome = entry.outcome(ledger, row);
  const idOf = (other: number | undefined) => (other === undefined ? null : entry.id(ledger, other));
  const kind = entry.kind(ledger, row);
  const opaque = entry.opaque(ledger, row);
  const web = entry.has(ledger, row, "web");
  const sender = senderOf(network, row);
  const content = parseJson(entry.content(ledger, row));
  return {
    id: entry.id(ledger, row),
    to: String(rows.phone.get(row)),
    from: sender.digits,
    phone_number_id: sender.id,
    door: web ? "web" : "graph",
    type: kind,
    category: entry.category(ledger, row),
    [kind]: content,
    ...(kind === "template" && renderedTemplate(network, sender.account.id, content)),
    biz_opaque_callback_data: web || opaque === "" ? null : opaque,
    outcome,
    reason: reasonOf(network, row),
    duplicate_of: idOf(entry.duplicateOf(ledger, row)),
    same_content_as: idOf(entry.sameContentAs(ledger, row)),
    repeats: rows.repeats.get(row),
    accepted_at: instant(rows.acceptedAt.get(row)),
    received_at: instant(rows.receivedAt.get(row)),
    read_at: instant(rows.readAt.get(row)),
  };
}

function reasonOf({ ledger }: Network, row: number): object | null {
  const outcome = entry.outcome(ledger, row);
  if (outcome === "lost") return { code: null, title: "The person never gets it" };
  if (outcome !== "failed") return null;
  const code = ledger.rows.failure.get(row);
  return { code, title: errorCode(code).title };
}

function instant(at: number): string | null {
  return at === 0 ? null : new Date(at).toISOString();
}

function pageOf(query: URLSearchParams) {
  const to = query.get("to");
  const phone = to === null ? undefined : Number(to.replace(/\D/g, ""));
  return {
    phone,
    after: count(query, "after", 0),
    limit: Math.min(10_000, count(query, "limit", 100)),
  };
}

function count(query: URLSearchParams, name: string, fallback: number): number {
  const value = query.get(name);
  if (value === null) return fallback;
  const number = Number(value);
  if (!Number.isInteger(number) || number < 0)
    throw new DocumentRefused(name, "must be a whole number from 0");
  return number;
}
