// A contact as the API shows it. Pure.

import type { ContactResource } from "@waypost/contract";
import { presentId } from "../../kernel/ids.ts";
import type { ContactRow } from "../store/read.ts";

export function presentContact(row: ContactRow): ContactResource {
  const aliases = row.aliases.toSorted((a, b) => b.seen_at.localeCompare(a.seen_at));
  return {
    id: presentId("con", row.id),
    name: row.name,
    profile_name: row.profile_name,
    phone: row.lead_phone,
    aliases: aliases.map(({ kind, value, scope, seen_at }) => ({
      kind,
      value,
      scope: scope === "" ? null : scope,
      seen_at: new Date(seen_at).toISOString(),
    })),
    language: row.language,
    time_zone: row.time_zone,
    tags: row.tags,
    lists: row.list_ids.map((id) => presentId("lst", id)),
    attributes: row.attributes,
    suppressed: row.suppressed,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  };
}
