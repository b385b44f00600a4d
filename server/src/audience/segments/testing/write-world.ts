// Writes a small world into a database, as a tenant of its own.

import { randomUUID } from "node:crypto";
import type { Database, Tx } from "../../../kernel/db.ts";
import { createIdMaker } from "../../../kernel/ids.ts";
import { campaignMessage } from "./naive-match.ts";
import type { SmallPerson, SmallWorld } from "./small-world.ts";

const newId = createIdMaker(Date.now);

export type WrittenWorld = {
  tenantId: string;
  lists: readonly [string, string];
  campaigns: readonly [string, string];
};

/** `engine` crosses tenants. Ids in worlds are drawn, so that they are new in each tenant only. */
export async function writeWorld(engine: Database, world: SmallWorld): Promise<WrittenWorld> {
  const written: WrittenWorld = {
    tenantId: newId(),
    lists: [newId(), newId()],
    campaigns: [newId(), newId()],
  };
  await engine.transaction(async (tx) => {
    await writeTenant(tx, world, written);
    await writePeople(tx, world, written);
    await writeMessages(tx, world, written);
  });
  return written;
}

const instant = (at: Date | null): string | null => at?.toISOString() ?? null;

function fill(tx: Tx, table: string, columns: string, rows: readonly object[]): Promise<unknown> {
  if (rows.length === 0) return Promise.resolve();
  const names = columns.split(",").map((column) => column.trim().split(" ")[0]);
  return tx.query(
    `insert into ${table} (${names.join(", ")}) select ${names.join(", ")} from json_to_recordset($1) as r(${columns})`,
    [JSON.stringify(rows)],
  );
}

const modes = ["live", "test"] as const;

async function writeTenant(
  tx: Tx,
  { timeZone }: SmallWorld,
  { tenantId, lists }: WrittenWorld,
): Promise<void> {
  await tx.query(
    "insert into tenant (id, slug, name, data_key, time_zone) values ($1, $2, 'small', '', $3)",
    [tenantId, `t-${tenantId}`, timeZone],
  );
  for (const mode of modes) {
    await tx.query(
      `insert into sender (tenant_id, id, name, transport, mode, address, shard, rate_per_second, burst)
       values ($1, $2, $3, 'memory', $3, '+15550100', 0, 10, 10)`,
      [tenantId, senderOf(tenantId, mode), mode],
    );
  }
  const rows = lists.map((id, index) => ({ tenant_id: tenantId, id, name: `list ${index}` }));
  await fill(tx, "contact_list", "tenant_id uuid, id uuid, name text", rows);
}

/** The tenant's id with another last digit. */
function senderOf(tenantId: string, mode: "live" | "test"): string {
  return tenantId.slice(0, -2) + (mode === "live" ? "f1" : "f2");
}

async function writePeople(tx: Tx, { people }: SmallWorld, { tenantId, lists }: WrittenWorld): Promise<void> {
  const tenant_id = tenantId;
  const contacts = people.flatMap((one) => [contactRow(tenantId, one), formerRow(tenantId, one)]);
  await fill(
    tx,
    "contact",
    `tenant_id uuid, id uuid, name text, profile_name text, attributes jsonb, tags text[], language text,
     time_zone text, merged_into uuid, deleted_at timestamptz, created_at timestamptz, updated_at timestamptz`,
    contacts,
  );
  const aliases = people.flatMap((one) => [
    ...(one.hasNumber ? [aliasRow(tenantId, one.id, one.number, null)] : []),
    aliasRow(tenantId, one.id, one.formerNumber, one.createdAt),
  ]);
  await fill(
    tx,
    "contact_alias",
    `tenant_id uuid, kind text, scope text, value text, contact_id uuid, address_hash bytea, evidence text,
     seen_at timestamptz, left_at timestamptz`,
    aliases,
  );
  const members = people.flatMap((one) =>
    one.lists.map((index) => ({ tenant_id, list_id: lists[index], contact_id: one.id })),
  );
  await fill(tx, "contact_list_member", "tenant_id uuid, list_id uuid, contact_id uuid", members);
  const said = people.flatMap((one) =>
    one.words.map(({ ofFormerNumber, purpose, lane, lifted }) => ({
      tenant_id,
      address_hash: hashOf(ofFormerNumber ? one.formerNumber : one.number),
      purpose,
      lane,
      id: randomUUID(),
      kind: "phone",
      reason: "",
      source: "",
      said_at: instant(one.createdAt),
      lifted_at: lifted ? instant(one.createdAt) : null,
    })),
  );
  await fill(
    tx,
    "suppression",
    `tenant_id uuid, address_hash bytea, purpose text, lane text, id uuid, kind text, reason text, source text,
     said_at timestamptz, lifted_at timestamptz`,
    said,
  );
}

function contactRow(tenant_id: string, one: SmallPerson): object {
  return {
    tenant_id,
    id: one.id,
    name: one.name,
    profile_name: one.profileName,
    attributes: one.attributes,
    tags: one.tags,
    language: one.language,
    time_zone: one.timeZone,
    merged_into: null,
    deleted_at: one.standing === "deleted" ? instant(one.updatedAt) : null,
    created_at: instant(one.createdAt),
    updated_at: instant(one.updatedAt),
  };
}

function formerRow(tenantId: string, one: SmallPerson): object {
  return { ...contactRow(tenantId, one), id: one.formerId, merged_into: one.id };
}

function aliasRow(tenant_id: string, contact_id: string, digits: string, leftAt: Date | null): object {
  return {
    tenant_id,
    kind: "phone",
    scope: "",
    value: `+${digits}`,
    contact_id,
    address_hash: hashOf(digits),
    evidence: "",
    seen_at: "2026-01-01T00:00:00Z",
    left_at: instant(leftAt),
  };
}

function hashOf(digits: string): string {
  return String.raw`\x${digits.padStart(16, "0")}`;
}

async function writeMessages(
  tx: Tx,
  { people }: SmallWorld,
  { tenantId, campaigns }: WrittenWorld,
): Promise<void> {
  const tenant_id = tenantId;
  const sent = people.flatMap((one) => one.messages.map((message) => ({ one, message })));
  const rows = sent.map(({ one, message }) => ({
    tenant_id,
    id: message.id,
    mode: message.mode,
    sender_id: senderOf(tenantId, message.mode),
    shard: 0,
    recipient: `+${message.toFormer ? one.formerNumber : one.number}`,
    class: 1,
    category: "utility",
    type: message.template === null ? "text" : "template",
    body: message.template === null ? { text: { body: "Hi" } } : { template: { name: message.template } },
    status: message.status,
    due_at: instant(message.updatedAt),
    unknown_policy: "once",
    created_at: instant(message.updatedAt),
    updated_at: instant(message.updatedAt),
    campaign_id: message.campaign === null ? null : campaigns[message.campaign],
  }));
  await fill(
    tx,
    "message",
    `tenant_id uuid, id uuid, mode text, sender_id uuid, shard int, recipient text, class int, category text, type text,
     body jsonb, status text, due_at timestamptz, unknown_policy text, created_at timestamptz,
     updated_at timestamptz, campaign_id uuid`,
    rows,
  );
  const facts = sent.flatMap(({ message }) =>
    message.facts.map(({ type, at }) => ({
      tenant_id,
      message_id: message.id,
      type,
      key: "k",
      source: "provider",
      at: instant(at),
    })),
  );
  const columns = "tenant_id uuid, message_id uuid, type text, key text, source text, at timestamptz";
  await fill(tx, "evidence", columns, facts);
  const attempts = sent.flatMap(({ message }) =>
    message.attempts.map(({ state, endedAt }, index) => ({
      tenant_id,
      message_id: message.id,
      number: index + 1,
      shard: 0,
      epoch: 1,
      state,
      started_at: instant(message.updatedAt),
      ended_at: instant(endedAt),
    })),
  );
  await fill(
    tx,
    "attempt",
    `tenant_id uuid, message_id uuid, number int, shard int, epoch int, state text, started_at timestamptz,
     ended_at timestamptz`,
    attempts,
  );
  await writeWords(tx, people, tenantId);
  await writeClicks(tx, people, { tenantId, campaigns });
}

async function writeWords(tx: Tx, people: readonly SmallPerson[], tenantId: string): Promise<void> {
  const rows = people.flatMap((one) =>
    one.heard.map(({ id, mode, former, at }) => ({
      tenant_id: tenantId,
      sender_id: senderOf(tenantId, mode),
      provider_message_id: id,
      id,
      type: "text",
      body: {},
      at: instant(at),
      contact_id: former ? one.formerId : one.id,
    })),
  );
  await fill(
    tx,
    "inbound_message",
    `tenant_id uuid, sender_id uuid, provider_message_id text, id uuid, type text, body jsonb, at timestamptz,
     contact_id uuid`,
    rows,
  );
}

async function writeClicks(
  tx: Tx,
  people: readonly SmallPerson[],
  { tenantId, campaigns }: Pick<WrittenWorld, "tenantId" | "campaigns">,
): Promise<void> {
  const tenant_id = tenantId;
  const recipients = people.flatMap((one) =>
    campaigns.flatMap((campaign_id, index) => {
      const message = campaignMessage(one, index);
      if (message === undefined) return [];
      const contact_id = message.toFormer ? one.formerId : one.id;
      return [{ tenant_id, campaign_id, contact_id, state: "queued", message_id: message.id }];
    }),
  );
  const columns = "tenant_id uuid, campaign_id uuid, contact_id uuid, state text, message_id uuid";
  await fill(tx, "campaign_recipient", columns, recipients);
  const clicks = people.flatMap((one) =>
    one.clicks.map(({ campaign, former, at }) => ({
      tenant_id,
      campaign_id: campaigns[campaign],
      contact_id: former ? one.formerId : one.id,
      link_id: randomUUID(),
      clicked_at: instant(at),
    })),
  );
  await fill(
    tx,
    "campaign_click",
    "tenant_id uuid, campaign_id uuid, contact_id uuid, link_id uuid, clicked_at timestamptz",
    clicks,
  );
}
