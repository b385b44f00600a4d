// Ids as requests about messages name them.

import { AppError } from "../kernel/errors.ts";
import { parseId } from "../kernel/ids.ts";
import type { RouteRequest } from "../kernel/route.ts";

export function messageId(request: RouteRequest): string {
  return knownId("msg", request.params["id"] ?? "");
}

/** What is not an id of ours answers like an id of somebody else: it is not there. */
export function knownId(prefix: "msg" | "snd", text: string): string {
  const id = parseId(prefix, text);
  if (id === null) throw notFound();
  return id;
}

export function notFound(): AppError {
  return new AppError("not_found", "There is no such message.");
}
