// What an event means for what is shown: which paths may have changed, and which rows can be changed in place. Pure.
import type { LiveEvent } from "@waypost/sdk";

export type LiveChange = {
  /** Everything cached under these may be out of date. */
  paths: ReadonlySet<string>;
  /** Statuses by id, newest last: rows that are shown take them at once. */
  statuses: ReadonlyMap<string, string>;
};

/** By an event's type or its first word. What is not here is on no page. */
export const pathsOf: Readonly<Record<string, readonly string[]>> = {
  message: ["/v1/messages", "/v1/sandbox"],
  // Of all that happens to messages, the one thing by which one comes to lie there.
  "message.failed": ["/v1/dead-letters"],
  session: ["/v1/senders", "/v1/sandbox", "/v1/events"],
  sender: ["/v1/senders", "/v1/events"],
  template: ["/v1/templates"],
  campaign: ["/v1/campaigns"],
  contact: ["/v1/contacts", "/v1/suppressions", "/v1/consents"],
  webhook_endpoint: ["/v1/webhook-endpoints"],
  usage: ["/v1/usage"],
};

/** Many events as one change: a campaign tells of thousands in a second. */
export function changeOf(events: readonly LiveEvent[]): LiveChange {
  const paths = new Set<string>();
  const statuses = new Map<string, string>();
  for (const event of events) {
    const family = event.type.split(".")[0] ?? "";
    for (const path of [...(pathsOf[family] ?? []), ...(pathsOf[event.type] ?? [])]) paths.add(path);
    const id: unknown = Object.entries(event).find(([name]) => name === `${family}_id`)?.[1];
    if (typeof id === "string" && typeof event.status === "string") statuses.set(id, event.status);
  }
  return { paths, statuses };
}

type Row = { id: string; status: string };
export type Pages = { pages: readonly { data: readonly unknown[] }[] };

/** The same object when no row of it is meant, so that nothing is drawn anew. */
export function withStatuses<Shown extends Pages>(
  shown: Shown,
  statuses: ReadonlyMap<string, string>,
): Shown {
  let touched = false;
  const pages = shown.pages.map((page) => {
    const data = page.data.map((row) => {
      const status = isRow(row) ? statuses.get(row.id) : undefined;
      if (status === undefined || (row as Row).status === status) return row;
      touched = true;
      return { ...(row as Row), status };
    });
    return { ...page, data };
  });
  return touched ? { ...shown, pages } : shown;
}

function isRow(row: unknown): row is Row {
  return (
    typeof row === "object" && row !== null && "id" in row && "status" in row && typeof row.id === "string"
  );
}
