// One POST's body: many updates in Meta's envelope (Meta: webhooks).
import type { PhoneNumber } from "../business/index.ts";
import { present } from "../present.ts";

export type Update = {
  account: string;
  /** Undefined for updates about the account itself. */
  number: PhoneNumber | undefined;
  field: string;
  /** The list inside `value` the update belongs to; `value` when it is the whole value. */
  kind: "statuses" | "messages" | "user_preferences" | "value";
  contact: string;
  json: string;
  /** In seconds, where it is told as of another time than now; such an update has an entry of its own. */
  at?: number;
};

export type Grouping = "number" | "none";

export function payloadOf(updates: readonly Update[], grouping: Grouping, now: number): string {
  const accounts = new Map<string, Update[]>();
  for (const update of updates) {
    const key = `${update.account} ${update.at ?? ""}`;
    const mine = accounts.get(key);
    if (mine) mine.push(update);
    else accounts.set(key, [update]);
  }
  const entries = [...accounts.values()].map((mine) => entryOf(mine, grouping, now));
  return `{"object":"whatsapp_business_account","entry":[${entries.join()}]}`;
}

/** `time` stands on account-type fields and is usually absent on messages (Meta: webhooks). */
function entryOf(updates: readonly Update[], grouping: Grouping, now: number): string {
  const { account: id, at = Math.floor(now / 1000) } = present(updates[0], "an entry has an update");
  const dated = updates.some(({ kind }) => kind === "value") ? `"time":${at},` : "";
  const groups = grouping === "none" ? updates.map((update) => [update]) : groupsOf(updates);
  return `{"id":"${id}",${dated}"changes":[${groups.map(changeOf).join()}]}`;
}

/** Neighbours of one number and list share a change; order within the POST stays as it happened. */
function groupsOf(updates: readonly Update[]): Update[][] {
  const groups: Update[][] = [];
  const open = new Map<string, Update[]>();
  for (const update of updates) {
    const key = update.kind === "value" ? "" : `${update.number?.index}/${update.kind}`;
    const group = key === "" ? undefined : open.get(key);
    if (group) {
      group.push(update);
      continue;
    }
    const fresh = [update];
    groups.push(fresh);
    if (key !== "") open.set(key, fresh);
  }
  return groups;
}

function changeOf(group: readonly Update[]): string {
  const first = present(group[0], "a group has an update");
  if (first.kind === "value" || !first.number) return `{"field":"${first.field}","value":${first.json}}`;
  const { digits, id } = first.number;
  const contacts = new Set<string>();
  for (const { contact } of group) if (contact !== "") contacts.add(contact);
  const known = contacts.size > 0 ? `,"contacts":[${[...contacts].join()}]` : "";
  const items = group.map(({ json }) => json).join();
  const metadata = `"metadata":{"display_phone_number":"${digits}","phone_number_id":"${id}"}`;
  const value = `{"messaging_product":"whatsapp",${metadata}${known},"${first.kind}":[${items}]}`;
  return `{"value":${value},"field":"${first.field}"}`;
}
