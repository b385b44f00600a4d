// Which events somebody sees: of their mode, of the types they asked for, of what their scopes open. Pure.

import type { Caller, Scope } from "../kernel/route.ts";
import { type EventRow, familyOf } from "./event.ts";

export type Sees = (row: Pick<EventRow, "type" | "mode" | "sender_id">) => boolean;

/** `patterns`: types, or all of a family as `message.*`; `sender`: the number it names. Null for all. */
export type Wish = { patterns: readonly string[] | null; sender: string | null };

/**
 * What somebody must be allowed to read to be told that it changed; any of these will do. That a message was read is
 * no word of it, so who sees metadata only sees that as well. What is not here is seen by nobody.
 */
const opens: Readonly<Record<string, readonly Scope[]>> = {
  message: ["messages:read", "messages:metadata"],
  session: ["senders:read"],
  sender: ["senders:read"],
  template: ["templates:read"],
  campaign: ["messages:read", "messages:metadata"],
  contact: ["contacts:read"],
  usage: ["usage:read"],
  webhook_endpoint: ["webhooks:read"],
};

export function whatIsSeen(
  { mode, scopes }: Pick<Caller, "mode" | "scopes">,
  { patterns, sender }: Wish,
): Sees {
  const families = new Set(
    Object.entries(opens).flatMap(([family, any]) =>
      any.some((scope) => scopes.has(scope)) ? [family] : [],
    ),
  );
  const wanted = patterns === null ? null : new Set(patterns);
  return (row) => {
    const family = familyOf(row.type);
    return (
      families.has(family) &&
      (row.mode === null || row.mode === mode) &&
      (sender === null || row.sender_id === sender) &&
      (wanted === null || wanted.has(row.type) || wanted.has(`${family}.*`))
    );
  };
}

/** Whether all of it is of kinds that happen seldom: a message tells four events, a number's link a few a day. */
export function isSeldom({ patterns }: Wish): boolean {
  return patterns?.every((each) => familyOf(each) !== "message") ?? false;
}

export const families: readonly string[] = Object.keys(opens);

const pattern = /^([a-z_]{1,30})\.(\*|[a-z_]{1,40})$/;

/** The patterns of a list such as `message.*,template.approved`; the one that is none as `wrong`. */
export function readPatterns(list: string): { patterns: readonly string[] } | { wrong: string } {
  const patterns = list.split(",").map((each) => each.trim());
  const wrong = patterns.find((each) => !families.includes(pattern.exec(each)?.[1] ?? ""));
  return wrong === undefined ? { patterns } : { wrong };
}
