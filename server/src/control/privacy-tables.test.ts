// Every table is somebody's: a room answers for what it has of people, or there is a reason why it has nothing.

import { Client } from "pg";
import { expect, test } from "vitest";
import { legalHolds, otherRequests } from "../compliance/index.ts";
import { createTestDatabase } from "../kernel/postgres/test-database.ts";
import { rooms } from "./privacy.ts";

/** Tables in which nobody's customer is named, with the reason. */
const withoutPeople: Readonly<Record<string, string>> = {
  account_check: "says of a number of the tenant's own when Meta was asked about it",
  account_fact: "what Meta says of the tenant's own numbers",
  api_key: "the tenant's own keys",
  attribute_definition: "what attributes may hold",
  audit_entry: "names what was done by ids of ours only; people by their contact's",
  audit_head: "a number and a hash",
  audit_seal: "a number, a hash and a signature",
  consent_setting: "words, texts and hours that a tenant has set",
  contact_list: "what lists are called",
  contact_word_due: "ids of contacts",
  cohort_due: "ids of messages",
  cohort_mark: "up to which message people were counted",
  cohort_week: "counts",
  campaign: "what is sent, to which lists, and when",
  campaign_group: "counts by sender, country and language",
  campaign_halt: "times",
  campaign_minute: "counts",
  campaign_preflight: "counts and sums",
  campaign_progress: "counts",
  campaign_tally: "counts",
  campaign_zone: "names of time zones",
  contact_import: "which file was imported, and how many rows of it",
  installation: "which database this is",
  event: "ids and codes of what changed",
  invitation: "who works for the tenant, not whom it writes to",
  membership: "as above",
  message_rate: "prices",
  meta_app: "the tenant's own app",
  message_kind: "counts by sender, country and template",
  message_progress: "counts",
  message_quarter: "counts",
  message_reply: "ids of messages, and when somebody answered them",
  migration: "which files were applied",
  node: "processes",
  password_reset: "who works for the tenant",
  person: "as above",
  plan: "caps",
  plan_lease: "counts",
  plan_window: "counts",
  process: "which processes run, and where",
  recovery_code: "who works for the tenant",
  role: "as above",
  onboarding: "steps of setting up a number of the tenant's own",
  request_minute: "counts of requests",
  retention_bound: "days",
  retention_left: "ids of messages",
  retention_mark: "times",
  retention_policy: "days",
  routing_policy: "rules about senders and countries",
  segment: "rules; who matches is asked anew each time",
  sender: "the tenant's own numbers",
  sender_day: "counts of a day",
  sender_minute: "counts of a minute",
  sender_rest: "why a number rests",
  sender_text: "how many people got a text; neither who nor which",
  sender_trouble: "failures of a number",
  session: "a link to the tenant's own phone",
  template: "texts without a person",
  template_account: "when templates were read",
  template_event: "what became of a template",
  template_group: "which languages stand in for each other",
  template_version: "texts without a person",
  setup_link: "a link that makes the first administrator",
  sign_in: "who works for the tenant",
  sign_in_failure: "as above, under a keyed hash",
  stream_ticket: "which key may follow the stream for a minute",
  tenant: "the tenant itself",
  tenant_clock: "names of time zones",
  tenant_plan: "which plan a tenant is on",
  tenant_export: "everything of a tenant that closes, sealed and gone in days",
  tenant_tombstone: "that a tenant was there",
  unit: "shards",
  usage_alert: "that a tenant used much",
  usage_alert_rule: "when to say so",
  usage_day: "counts of a day",
  usage_mark: "hours whose counts changed",
  webhook_endpoint: "the tenant's own servers",
  webhook_handshake: "keyed hashes of tokens",
};

test("every table is answered for by a room, or has a reason", async () => {
  const database = await createTestDatabase();
  const owner = new Client({ connectionString: database.url });
  await owner.connect();
  const tables = async (): Promise<string[]> =>
    (
      await owner.query<{ name: string }>(
        `select relname::text as name from pg_class
         where relkind in ('r', 'p') and not relispartition and relnamespace = 'public'::regnamespace order by 1`,
      )
    ).rows.map(({ name }) => name);
  const answered = [legalHolds, ...rooms, otherRequests("any")].flatMap((room) => room.tables);
  const unanswered = async (): Promise<string[]> =>
    (await tables()).filter((name) => !answered.includes(name) && !(name in withoutPeople));
  expect(await unanswered()).toEqual([]);
  // Both ways: nobody answers for what is not there, or for what is said to be nobody's.
  const there = await tables();
  expect(answered.filter((name) => !there.includes(name) || name in withoutPeople)).toEqual([]);
  expect(Object.keys(withoutPeople).filter((name) => !there.includes(name))).toEqual([]);
  await owner.query("create table diary (tenant_id uuid, about text)");
  expect(await unanswered()).toEqual(["diary"]);
  await owner.end();
  await database.drop();
});
