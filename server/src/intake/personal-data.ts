// What intake has of one person: what they wrote, and the raw webhooks that speak of them.

import type { Tx } from "../kernel/db.ts";
import {
  type ExportPart,
  needlesOf,
  type Person,
  type PersonalData,
  recordsOf,
  valuesOf,
} from "../kernel/personal-data.ts";
import { mentionsIn } from "./mentions.ts";
import {
  dropWebhooks,
  type RawBody,
  readInboundOfPerson,
  readWebhooksAbout,
  scrubInbound,
} from "./personal-data-store.ts";

const pageRows = 200;
const biteRows = 1_000;

export const receivedMessages: PersonalData = {
  name: "received messages",
  tables: ["inbound_message"],
  role: "waypost_app",
  export: (tx, person) =>
    recordsOf("received_messages", (after) =>
      readInboundOfPerson(tx, [person.tenantId, person.contactIds, valuesOf(person), after, pageRows]),
    ),
  erase: async (tx, person) => {
    const { tenantId, contactIds, names } = person;
    const values = names.map(({ value }) => value);
    const marks = names.map(({ mark }) => mark);
    const rows = await scrubInbound(tx, [tenantId, contactIds, values, biteRows, marks]);
    return { counts: { inbound_message: rows.length }, more: rows.length === biteRows, waitsFor: null };
  },
};

/**
 * A body is thrown away as soon as it was read, with what it tells of others: that is in their rows by then. Belongs to
 * no tenant, hence the engine; only what the tenant's own senders' secrets have signed is looked at.
 */
export const rawWebhooks: PersonalData = {
  name: "webhooks",
  tables: ["webhook_in"],
  role: "waypost_engine",
  export: exportWebhooks,
  erase: async (tx, person) => {
    let [erased, unread] = [0, 0];
    for await (const found of pagesAbout(tx, person)) {
      const read = found.filter((raw) => raw.is_read).map(({ id }) => id);
      unread += found.length - read.length;
      if (read.length > 0) erased += (await dropWebhooks(tx, [read])).length;
    }
    const waitsFor = unread > 0 ? "webhooks that are still to be read" : null;
    return { counts: { webhook_in: erased }, more: false, waitsFor };
  },
};

async function* exportWebhooks(tx: Tx, person: Person): AsyncGenerator<ExportPart> {
  const needles = needlesOf(person);
  for await (const found of pagesAbout(tx, person)) {
    const records = found.map((raw) => shown(raw, needles));
    if (records.length > 0) yield { kind: "records", name: "webhooks", records };
  }
}

/** Without what the same body tells of other people. */
function shown({ source, received_at, body }: RawBody, needles: readonly string[]): object {
  return { source, received_at, body: mentionsIn(jsonIn(body), needles) };
}

/** What is no JSON was set aside when it was read; it is shown whole. */
function jsonIn(body: Buffer): unknown {
  const text = body.toString("utf8");
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Bodies are a few kilobytes; so many are looked at by one statement. */
const lookRows = 2_000;

async function* pagesAbout(tx: Tx, person: Person): AsyncGenerator<RawBody[]> {
  const needles = needlesOf(person);
  for (let after: string | null = null; ;) {
    // oxlint-disable-next-line no-await-in-loop -- a page follows the one before
    const [page]: { seen: string | null; found: RawBody[] | null }[] = await readWebhooksAbout(tx, [
      person.tenantId,
      needles,
      after,
      lookRows,
    ]);
    if (page === undefined || page.seen === null) return;
    // It came as JSON, where bytes are base64.
    yield (page.found ?? []).map((raw) => ({ ...raw, body: Buffer.from(String(raw.body), "base64") }));
    after = page.seen;
  }
}
