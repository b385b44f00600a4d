// Whether messages go out: asked of the product itself, and of its numbers. Pure, but for the asking.
import { queryOptions } from "@tanstack/react-query";
import type { Sender } from "@waypost/sdk";
import { watchedFetch } from "../../api/reach.ts";

/** From the gravest on. */
type Standing = "unready" | "transport" | "quarantine" | "sends";

/** One small query of the database; nobody asks while the page is out of sight. */
const againMs = 2_500;

/** `/readyz` is no part of the API: load balancers read it, and it says in a word what is held back. */
export const standing = queryOptions({
  queryKey: ["standing"],
  queryFn: async ({ signal }): Promise<Standing> => {
    const response = await watchedFetch("/readyz", { signal });
    return standingOf(response.status, response.ok ? await response.json() : null);
  },
  refetchInterval: againMs,
});

export function standingOf(status: number, body: unknown): Standing {
  if (status !== 200) return "unready";
  if (typeof body !== "object" || body === null) return "sends";
  if ("transport" in body) return "transport";
  return "quarantine" in body ? "quarantine" : "sends";
}

const still: ReadonlySet<Sender["session"]["state"]> = new Set([
  "reconnecting",
  "logged_out",
  "replaced",
  "banned",
]);

/** Those that would send if they could; who was never linked, or was stopped by hand, is not missed. */
export function standsStill({ health, session }: Pick<Sender, "health" | "session">): boolean {
  return health.state === "paused" || health.state === "blocked" || still.has(session.state);
}
