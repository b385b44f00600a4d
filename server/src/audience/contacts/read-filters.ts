// What a query narrows a list of contacts down to. Pure.

import type { ContactQuery } from "@waypost/contract";
import { parseId } from "../../kernel/ids.ts";
import { oneTag } from "../tags/tag.ts";
import type { PageAsked } from "./find-page.ts";

/** Null when nobody can be meant: what is no id of a list is nobody's list. */
export function readFilters({
  tag,
  list,
  created_since: since,
}: Pick<ContactQuery, "tag" | "list" | "created_since">): Pick<
  PageAsked,
  "tag" | "listId" | "sinceId"
> | null {
  const listId = list === undefined ? null : parseId("lst", list);
  if (list !== undefined && listId === null) return null;
  return {
    tag: tag === undefined ? null : oneTag(tag, "query.tag"),
    listId,
    sinceId: since === undefined ? null : firstIdOf(new Date(since)),
  };
}

/** Ids begin with the millisecond in which they were made (RFC 9562 §5.7), so that a time is a place among them. */
function firstIdOf(at: Date): string {
  const ms = Math.max(0, at.getTime()).toString(16).padStart(12, "0");
  return `${ms.slice(0, 8)}-${ms.slice(8, 12)}-0000-0000-000000000000`;
}
