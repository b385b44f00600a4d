// What the audit log calls a request by default: the thing and what was done to it, as in `sender.updated`. Pure.

import type { GateRoute, Route } from "../kernel/route.ts";

/**
 * `POST /v1/invitations` is `invitation.created`, `PATCH /v1/senders/:id` is `sender.updated`, and
 * `POST /v1/senders/:id/session/start` is `sender.session.start`.
 */
export function auditAction({ method, path }: Pick<Route | GateRoute, "method" | "path">): string {
  const words = path.split("/").slice(2);
  const last = words.at(-1) ?? "";
  const names = words.filter((word) => !word.startsWith(":")).map((word) => word.replaceAll("-", "_"));
  const isAdded = method === "POST" && !last.startsWith(":") && (names.length === 1 || isPlural(last));
  const isVerb = method === "POST" && !isAdded;
  const nouns = names.map((name, place) => (isVerb && place === names.length - 1 ? name : oneOf(name)));
  if (isVerb) return nouns.join(".");
  return [...nouns, method === "POST" ? "created" : doneBy[method]].join(".");
}

const doneBy = { GET: "read", PUT: "updated", PATCH: "updated", DELETE: "deleted" } as const;

function isPlural(word: string): boolean {
  return /[^s]s$/.test(word);
}

function oneOf(name: string): string {
  return isPlural(name) ? name.replace(/ies$/, "y").replace(/s$/, "") : name;
}
