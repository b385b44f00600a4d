// What an entry of the audit log is about: read from a request and its answer, and never anything personal. Pure.

import type { AuditEntry } from "../kernel/audit.ts";

/**
 * The thing that the path names last or that was made; only ids of ours count, as anything else may be somebody's
 * number. `ten_…` is a tenant, and so on.
 */
export function targetOf(params: Readonly<Record<string, string>>, body: unknown): AuditEntry["target"] {
  const id = Object.values(params).findLast(isOurId) ?? idOf(body);
  if (id === null) return null;
  const prefix = id.slice(0, id.indexOf("_"));
  return { kind: kinds[prefix] ?? prefix, id };
}

/** The names of what was given: ours, or words a caller made up, which are left out. */
export function changedIn(body: unknown): string[] {
  if (typeof body !== "object" || body === null || Array.isArray(body) || Buffer.isBuffer(body)) return [];
  return Object.keys(body)
    .filter((name) => /^[a-z_]{1,40}$/.test(name))
    .slice(0, 50)
    .toSorted();
}

/** What was read: a page's items, or the one. */
export function idsIn(body: unknown): string[] {
  const items = typeof body === "object" && body !== null && "data" in body ? body.data : [body];
  return Array.isArray(items) ? items.flatMap((item) => idOf(item) ?? []).slice(0, idsMax) : [];
}

/** As many as a page has at most. */
const idsMax = 200;

function idOf(value: unknown): string | null {
  if (typeof value !== "object" || value === null || !("id" in value)) return null;
  return typeof value.id === "string" && isOurId(value.id) ? value.id : null;
}

function isOurId(text: string): boolean {
  return /^[a-z]{2,5}_[0-9a-f]{32}$/.test(text);
}

const kinds: Readonly<Record<string, string>> = {
  msg: "message",
  snd: "sender",
  ten: "tenant",
  key: "key",
  whk: "webhook",
  whe: "webhook_endpoint",
  whd: "webhook_delivery",
  tpl: "template",
  med: "media",
  inb: "received_message",
  con: "contact",
  lst: "list",
  nte: "note",
  sup: "suppression",
  cns: "consent",
  usr: "person",
  ses: "session",
  inv: "invitation",
  rol: "role",
  prv: "privacy_request",
  hold: "legal_hold",
};
