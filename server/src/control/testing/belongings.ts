// One of everything a tenant can own, made through the API, marked with words and numbers that nobody else has.

import { jpeg } from "../../media/testing/samples.ts";
import type { ControlServer, Ground } from "./control-house.ts";
import { makeKey, makeTenant } from "./control-house.ts";
import type { Reader } from "./table-digest.ts";

/** A tenant as a test knows it. */
export type Side = {
  tenantId: string;
  /** Stands in every text of theirs. */
  word: string;
  /** The person they write to. */
  phone: string;
  /** Test mode, every scope. */
  key: string;
  ids: Readonly<Record<Kind, string>>;
};

export const kinds = [
  "sender",
  "phone",
  "message",
  "deadLetter",
  "inbound",
  "media",
  "template",
  "contact",
  "import",
  "campaign",
  "segment",
  "list",
  "note",
  "attribute",
  "suppression",
  "privacyRequest",
  "legalHold",
  "apiKey",
  "role",
  "invitation",
  "webhookEndpoint",
  "webhookDelivery",
  "person",
  "sandboxPhone",
] as const;
export type Kind = (typeof kinds)[number];

/** What a route's path names. The longest beginning decides; a path with a place for an id that has none here fails. */
export const kindsByPath: Readonly<Record<string, Kind>> = {
  "/v1/senders/:id": "sender",
  "/v1/senders/:id/session": "phone",
  "/v1/messages/:id": "message",
  "/v1/messages/received/:id": "inbound",
  "/v1/dead-letters/:id": "deadLetter",
  "/v1/media/:id": "media",
  "/v1/templates/:id": "template",
  "/v1/contacts/:id": "contact",
  "/v1/contacts/import/:id": "import",
  "/v1/campaigns/:id": "campaign",
  "/v1/lists/:id": "list",
  "/v1/notes/:id": "note",
  "/v1/contact-attributes/:name": "attribute",
  "/v1/segments/:id": "segment",
  "/v1/suppressions/:id": "suppression",
  "/v1/privacy/requests/:id": "privacyRequest",
  "/v1/legal-holds/:id": "legalHold",
  "/v1/api-keys/:id": "apiKey",
  "/v1/roles/:id": "role",
  "/v1/invitations/:id": "invitation",
  "/v1/people/:id": "person",
  "/v1/webhook-endpoints/:id": "webhookEndpoint",
  "/v1/sandbox/phones/:phone": "sandboxPhone",
  "/v1/webhook-deliveries/:id": "webhookDelivery",
  // What the matrix is tried on itself.
  "/v1/planted/:id": "message",
};

/** Of the tenant, whatever mode a key has; all else belongs to one mode. */
export const modeless: ReadonlySet<Kind> = new Set([
  "contact",
  "import",
  "segment",
  "list",
  "note",
  "attribute",
  "suppression",
  "privacyRequest",
  "legalHold",
  "apiKey",
  "role",
  "invitation",
  "person",
]);

export type Making = { ground: Ground; server: ControlServer; reader: Reader };
export type Half = Omit<Side, "ids"> & { ids: Partial<Record<Kind, string>> };

let made = 0;

export async function makeSide(making: Making): Promise<Side> {
  const place = (made += 1);
  const word = `Sentinel${"ABCDEFGH".charAt(place)}${Date.now().toString(36)}`;
  const tenantId = await makeTenant(making.server.house, word);
  const { text } = await makeKey(making.server.house, tenantId);
  const side: Half = { tenantId, word, phone: `+1415555${1000 + place * 37}`, key: text, ids: {} };
  for (const kind of kinds) side.ids[kind] = await makers[kind](making, side);
  return side as Side;
}

type Maker = (making: Making, side: Half) => Promise<string>;

export const makers: Readonly<Record<Kind, Maker>> = {
  sender: (making, side) =>
    create(making, side, "/v1/senders", { name: side.word, transport: "sandbox", default: true }),
  phone: (making, side) =>
    create(making, side, "/v1/senders", { name: side.word, transport: "whatsapp_web" }),
  message: (making, side) => create(making, side, "/v1/messages", aMessage(side)),
  deadLetter: async (making, side) => {
    const id = await create(making, side, "/v1/messages", aMessage(side));
    // Nobody sends here, so nobody gives up either.
    await making.reader.run("delete from lane_entry where message_id = $1", [uuidIn(id)]);
    const died = "update message set status = 'failed', attention = 'dead', error = $2 where id = $1";
    const error = { code: "connection_failed", providerCode: null, detail: side.word };
    await making.reader.run(died, [uuidIn(id), JSON.stringify(error)]);
    return id;
  },
  inbound: hearFrom,
  media: async ({ server }, side) => {
    const headers = {
      authorization: `Bearer ${side.key}`,
      "content-type": "image/jpeg",
      "content-disposition": `attachment; filename="${side.word}.jpg"`,
    };
    const body = jpeg(`${side.word}${(made += 1)}`);
    return idIn(await fetch(`${server.url}/v1/media`, { method: "POST", headers, body }));
  },
  template: (making, side) =>
    create(making, side, "/v1/templates", {
      name: `${side.word.toLowerCase()}_${(made += 1)}`,
      language: "en_US",
      category: "UTILITY",
      components: [{ type: "BODY", text: `${side.word} is ready.` }],
    }),
  contact: (making, side) =>
    create(making, side, "/v1/contacts", {
      phone: next(side),
      name: side.word,
      attributes: { a: side.word },
    }),
  import: async ({ server }, side) => {
    const query = new URLSearchParams({ mode: "dry_run", filename: `${side.word}${(made += 1)}.csv` });
    const headers = { authorization: `Bearer ${side.key}`, "content-type": "text/csv" };
    const url = `${server.url}/v1/contacts/import?${query.toString()}`;
    return idIn(
      await fetch(url, { method: "POST", headers, body: `phone,name\n${side.phone},${side.word}\n` }),
    );
  },
  list: (making, side) => create(making, side, "/v1/lists", { name: `${side.word} ${(made += 1)}` }),
  note: (making, side) => create(making, side, `/v1/contacts/${side.ids.contact}/notes`, { body: side.word }),
  attribute: async ({ server }, side) => {
    const name = `${side.word}${(made += 1)}`;
    const headers = { authorization: `Bearer ${side.key}`, "content-type": "application/json" };
    const body = JSON.stringify({ name, type: "text", description: side.word });
    const answer = await fetch(`${server.url}/v1/contact-attributes`, { method: "POST", headers, body });
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
    return name;
  },
  segment: (making, side) =>
    create(making, side, "/v1/segments", {
      name: `${side.word} ${(made += 1)}`,
      rule: { kind: "attribute", name: "a", text: { is: side.word } },
    }),
  campaign: (making, side) =>
    create(making, side, "/v1/campaigns", {
      name: side.word,
      message: { type: "text", text: { body: side.word } },
      audience: { everyone: true },
    }),
  suppression: (making, side) =>
    create(making, side, "/v1/suppressions", { phone: next(side), reason: side.word }),
  privacyRequest: (making, side) =>
    create(making, side, "/v1/privacy/requests", {
      phone: next(side),
      kind: "export",
      reason: "person_asked",
    }),
  legalHold: (making, side) =>
    create(making, side, "/v1/legal-holds", { phone: next(side), reason: side.word }),
  apiKey: (making, side) =>
    create(making, side, "/v1/api-keys", { name: side.word, mode: "test", scopes: ["messages:read"] }),
  role: (making, side) =>
    create(making, side, "/v1/roles", { name: `${side.word} ${(made += 1)}`, scopes: ["messages:read"] }),
  invitation: (making, side) =>
    create(making, side, "/v1/invitations", { email: addressOf(side), role: "agent" }),
  webhookEndpoint: (making, side) =>
    create(making, side, "/v1/webhook-endpoints", {
      url: `https://${side.word.toLowerCase()}.invalid/`,
      events: ["*"],
      description: side.word,
    }),
  // Nobody hears it; that it was tried is a delivery.
  webhookDelivery: (making, side) =>
    create(making, side, `/v1/webhook-endpoints/${side.ids.webhookEndpoint}/test`, {}),
  person: async (making, side) => {
    const { email } = await makePerson(making, side, "agent");
    const { url } = making.server;
    const headers = { authorization: `Bearer ${side.key}` };
    const { data } = (await (await fetch(`${url}/v1/people`, { headers })).json()) as { data: Member[] };
    const found = data.find((one) => one.email === email);
    if (found === undefined) throw new Error("who has joined is in the list");
    return found.id;
  },
  // The person both could write to: what is another tenant's are the words on it.
  sandboxPhone: async (_making, { phone }) => phone,
};

type Member = { id: string; email: string };

export const password = "violet-otter-cradles-9-lanterns";

/** Somebody who was invited and has joined. */
export async function makePerson(
  { server }: Pick<Making, "server">,
  side: Half,
  role: string,
): Promise<{ email: string }> {
  const email = addressOf(side);
  const asJson = { "content-type": "application/json" };
  const told = async (path: string, body: object, more: Record<string, string> = {}): Promise<Response> => {
    const headers = { ...asJson, ...more };
    const answer = await fetch(server.url + path, { method: "POST", headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  };
  const invited = await told("/v1/invitations", { email, role }, { authorization: `Bearer ${side.key}` });
  const { link } = (await invited.json()) as { link: string };
  const token = /[\w-]{20,100}$/.exec(link)?.[0];
  await told("/v1/auth/invitation/accept", { token, name: side.word, password });
  return { email };
}

const addressOf = ({ word }: Half): string => `${word.toLowerCase()}${(made += 1)}@people.example`;

export const aMessage = ({ phone, word, ids }: Half): object => ({
  to: phone,
  ...(ids.sender === undefined ? {} : { from: ids.sender }),
  type: "text",
  text: { body: word },
  metadata: { word },
});

/** The person of this side and their neighbours. */
function next({ phone }: Half): string {
  return `${phone.slice(0, -3)}${100 + ((made += 1) % 900)}`;
}

async function create({ server }: Making, side: Half, path: string, body: object): Promise<string> {
  const headers = { authorization: `Bearer ${side.key}`, "content-type": "application/json" };
  return idIn(await fetch(server.url + path, { method: "POST", headers, body: JSON.stringify(body) }));
}

async function idIn(response: Response): Promise<string> {
  const { id, ...rest } = (await response.json()) as { id?: string };
  if (id === undefined)
    throw new Error(`${response.url} answered ${response.status} ${JSON.stringify(rest)}`);
  return id;
}

/** The simulator's webhook goes to the server that makes things; its worker keeps what it brings. */
async function hearFrom({ ground, server, reader }: Making, side: Half): Promise<string> {
  const before = await newest(reader, side);
  const told = async (control: string, method: string, body: object): Promise<void> => {
    const answer = await fetch(`${ground.simulatorUrl}/_sim/${control}`, {
      method,
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${control}: ${answer.status} ${await answer.text()}`);
  };
  const [sender] = await reader.run("select external_id from sender where id = $1", [
    uuidIn(side.ids.sender ?? ""),
  ]);
  await told("webhook", "PUT", { url: `${server.url}/hooks/cloud-api` });
  await told(`people/${side.phone.slice(1)}/reply`, "POST", {
    phone_number_id: sender?.["external_id"],
    type: "text",
    text: { body: side.word },
  });
  for (const end = Date.now() + 10_000; Date.now() < end;) {
    const id = await newest(reader, side);
    if (id !== null && id !== before) return `inb_${id.replaceAll("-", "")}`;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error("what a person wrote did not arrive");
}

async function newest(reader: Reader, { tenantId }: Half): Promise<string | null> {
  const [row] = await reader.run(
    "select id::text from inbound_message where tenant_id = $1 order by id desc limit 1",
    [tenantId],
  );
  return row === undefined ? null : String(row["id"]);
}

export function uuidIn(id: string): string {
  return id.replace(/^[a-z]+_(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
