// A person of whom a tenant knows everything a tenant can know: pushed through every road that keeps something.

import { createHash } from "node:crypto";
import { jpeg } from "../../media/testing/samples.ts";
import { asked, type PrivacyHouse } from "./privacy-house.ts";

export const secret = "a-secret-of-the-app";

export const words = {
  attribute: "collects brass owls",
  text: "your table by the window",
  caption: "menu for vegetarians",
  inbound: "allergic to walnuts",
  wording: "I agree to hear of offers",
  proof: "form seventeen-b",
  failure: "handset seven is broken",
  name: "Asha Pillai-Vervoort",
};

export const phone = "+919812345670";
export const neighbour = "+919899999991";

/** As Meta spells ids: base64 of bytes with the number in it. */
export function wamid(digits: string, key: string): string {
  const head = `\u001c\u0018${String.fromCharCode(digits.length)}${digits}`;
  const random = createHash("sha256").update(key).digest("hex").slice(0, 18).toUpperCase();
  const bytes = Buffer.from(`${head}\u0015\u0002\u0000\u0011\u0018\u0012${random}\u0000`, "latin1");
  return `wamid.${bytes.toString("base64")}`;
}

const digits = phone.slice(1);

/** What must not be found anywhere once the person is erased; the last is their number as it stands in wamids. */
export const needles = [digits, ...Object.values(words), Buffer.from(digits).toString("base64").slice(0, 16)];

export type Told = { tenantId: string; key: string; senderId: string; messageId: string; inboundId: string };

const phoneNumberId = "500000000000001";

export function webhook(value: object): object {
  const metadata = { display_phone_number: "15550190001", phone_number_id: phoneNumberId };
  const change = { field: "messages", value: { messaging_product: "whatsapp", metadata, ...value } };
  return { object: "whatsapp_business_account", entry: [{ id: "600000000000001", changes: [change] }] };
}

const now = (): string => String(Math.floor(Date.now() / 1000));
const contacts = [{ profile: { name: words.name }, wa_id: digits, user_id: "IN.1349AbCdEf" }];

export const inboundText = (id: string, body: string): object =>
  webhook({
    contacts,
    messages: [
      { from: digits, from_user_id: "IN.1349AbCdEf", id, timestamp: now(), type: "text", text: { body } },
    ],
  });

export const statusOf = (id: string, status: string, more: object = {}): object =>
  webhook({
    contacts,
    statuses: [{ id, status, timestamp: now(), recipient_id: digits, ...more }],
  });

/** Through the API, webhooks and, for what another process would write, rows. */
export async function tellEverything(place: PrivacyHouse): Promise<Told> {
  const { id: tenantId, key } = await place.tenant();
  const sender = await asked(place, key, "POST /v1/senders", {
    status: 201,
    body: {
      name: "Front desk",
      transport: "cloud_api",
      default: true,
      config: {
        phone_number_id: phoneNumberId,
        waba_id: "600000000000001",
        display_phone_number: "+15550190001",
        access_token: "token",
        app_secret: secret,
        verify_token: "verify",
      },
    },
  });
  const senderId = uuidIn(String(sender["id"]));
  await place.owner("update sender set mode = mode where id = $1", [senderId]);
  await asked(place, key, "POST /v1/contacts", {
    status: 201,
    headers: { "idempotency-key": `${digits}-contact` },
    body: { phone, name: words.name, attributes: { note: words.attribute } },
  });
  const messageId = await sendEverything(place, { key });
  await hearEverything(place, messageId);
  await writeRows(place, { tenantId, senderId, messageId });
  await sayEverything(place, key);
  return { tenantId, key, senderId, messageId, inboundId: wamid(digits, "in-1") };
}

async function sendEverything(place: PrivacyHouse, { key }: { key: string }): Promise<string> {
  const text = { type: "text", text: { body: words.text } };
  const body = { to: phone, ...text, client_reference: `order-of-${digits}`, metadata: { who: words.name } };
  const headers = { "idempotency-key": `${digits}-welcome` };
  const sent = await asked(place, key, "POST /v1/messages", { status: 202, body, headers });
  await asked(place, key, "POST /v1/messages", { status: 202, body, headers });
  await asked(place, key, "POST /v1/messages/batch", {
    status: 202,
    headers: { "idempotency-key": "two" },
    body: {
      messages: [
        { to: phone, ...text },
        { to: neighbour, type: "text", text: { body: "yours is ready" } },
      ],
    },
  });
  const upload = await fetch(`${place.url}/v1/media`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${key}`,
      "content-type": "image/jpeg",
      "content-disposition": `attachment; filename="${words.name}.jpg"`,
    },
    body: new Uint8Array(jpeg(words.name)),
  });
  const { id } = (await upload.json()) as { id: string };
  const image = { id, caption: words.caption };
  await asked(place, key, "POST /v1/messages", { status: 202, body: { to: phone, type: "image", image } });
  await asked(place, key, "POST /v1/routing/explain", { status: 200, body: { to: phone } });
  await asked(place, key, `GET /v1/contacts?phone=${encodeURIComponent(phone)}`, { status: 200 });
  return uuidIn(String(sent["id"]));
}

async function hearEverything(place: PrivacyHouse, messageId: string): Promise<void> {
  const id = wamid(digits, "out-1");
  // As the process that sends would have written it.
  await place.owner("delete from lane_entry where message_id = $1", [messageId]);
  await place.owner(
    `with sent as (
       update message set status = 'sent', provider_message_id = $2, tries = 1, attempts = 1 where id = $1
       returning tenant_id, id, shard)
     insert into attempt (tenant_id, message_id, number, shard, epoch, state, provider_message_id, started_at, ended_at)
     select tenant_id, id, 1, shard, 1, 'accepted', $2, now(), now() from sent`,
    [messageId, id],
  );
  await place.hear(secret, statusOf(id, "delivered"));
  // Of a message nobody knows, and one that fails with the person's own words.
  await place.hear(secret, statusOf(wamid(digits, "stranger"), "sent"));
  await place.hear(secret, inboundText(wamid(digits, "in-1"), words.inbound));
  await place.hear(
    secret,
    webhook({
      contacts,
      messages: [
        {
          from: digits,
          id: wamid(digits, "in-2"),
          timestamp: now(),
          type: "reaction",
          reaction: { message_id: id, emoji: "👍" },
        },
        {
          from: digits,
          id: wamid(digits, "in-3"),
          timestamp: now(),
          type: "image",
          image: { id: "700000000000001", mime_type: "image/jpeg", sha256: "x", caption: words.inbound },
        },
        { from: digits, id: wamid(digits, "in-4"), timestamp: now(), type: "text", text: { body: "STOP" } },
      ],
    }),
  );
}

type Rows = { tenantId: string; senderId: string; messageId: string };

/** What sessions, limits and dead letters would have: another process's rows. */
async function writeRows(place: PrivacyHouse, { tenantId, senderId, messageId }: Rows): Promise<void> {
  const of = [tenantId, senderId];
  await place.owner(
    `insert into session_memory (tenant_id, sender_id, type, id, value)
     select $1, $2, type, id, 'x' from unnest($3::text[], $4::text[]) as row(type, id)`,
    [...of, ["session", "recipient", "session"], [`${digits}.0`, phone, "14155550100.0"]],
  );
  await place.owner(
    `insert into session_request (tenant_id, id, sender_id, kind, body)
     values ($1, gen_random_uuid(), $2, 'check_numbers', $3)`,
    [...of, JSON.stringify({ numbers: [phone] })],
  );
  await place.owner(
    "insert into initiated_chat (tenant_id, portfolio, person, at) values ($1, 'p', $2, now())",
    [tenantId, phone],
  );
  await place.owner(
    "insert into marketing_rest (tenant_id, person, withheld_at, until) values ($1, $2, now(), now())",
    [tenantId, phone],
  );
  await place.owner(
    `insert into cohort_person (tenant_id, mode, recipient, week, sent, read, replied, last_week)
     values ($1, 'live', $2, 1402, 5, 1, 0, 1404)`,
    [tenantId, phone],
  );
  await place.owner("insert into entry_point (tenant_id, sender_id, person, at) values ($1, $2, $3, now())", [
    ...of,
    phone,
  ]);
  const error = { code: "connection_failed", providerCode: null, detail: words.failure };
  await place.owner(
    `update message set status = 'failed', attention = 'dead', error = $2
     where tenant_id = $1 and id <> $3 and recipient = $4`,
    [tenantId, JSON.stringify(error), messageId, phone],
  );
  await place.owner(
    `insert into evidence (tenant_id, message_id, type, key, source, at, detail)
     values ($1, $2, 'routed', '0', 'api', now(), $3)`,
    [tenantId, messageId, JSON.stringify({ because: words.failure })],
  );
}

async function sayEverything(place: PrivacyHouse, key: string): Promise<void> {
  await asked(place, key, "POST /v1/consents", {
    status: 201,
    body: {
      phone,
      purpose: "marketing",
      state: "granted",
      wording: words.wording,
      proof: words.proof,
      language: "en-IN",
      notice_version: "2026-03",
      legal_basis: "consent",
      at: "2026-01-02T03:04:05Z",
    },
  });
  await asked(place, key, "POST /v1/suppressions", {
    status: 201,
    body: { phone, purpose: "marketing", reason: `${words.name} called` },
  });
}

export function uuidIn(id: string): string {
  return id.replace(/^[a-z]+_(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
