// What a route is asked when it is tried: the path with an id in its place, and a body it takes.

import type { Route } from "../../kernel/route.ts";
import { jpeg } from "../../media/testing/samples.ts";
import { aMessage, type Side } from "./belongings.ts";
import { isSchema, sampleOf } from "./schema-sample.ts";

export type Asking = { method: string; path: string; body?: unknown; headers?: Record<string, string> };

export type Told = { status: number; headers: Headers; text: string };

/** `null` for nobody: no key is sent. */
export async function tell(url: string, key: string | null, asking: Asking): Promise<Told> {
  const { method, path, body, headers } = asking;
  const isFile = Buffer.isBuffer(body);
  const sent = isFile ? new Uint8Array(body) : JSON.stringify(body);
  const response = await fetch(url + path, {
    method,
    redirect: "manual",
    headers: {
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      ...(body === undefined ? {} : { "content-type": isFile ? "image/jpeg" : "application/json" }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: sent }),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** Bodies that name what `side` has, all there is to name; a route with none here gets what its schema takes. */
export function bodiesOf(route: Pick<Route, "method" | "path" | "schema">, side: Side): unknown[] {
  const known = bodies[`${route.method} ${route.path}`];
  if (known !== undefined) return known(side);
  const { body } = route.schema;
  if (body === undefined) return [undefined];
  if (!isSchema(body)) throw new Error(`${route.path} has a body without a schema`);
  return body["format"] === "binary" ? [jpeg(side.word)] : [sampleOf(body)];
}

/** What a query must have, and nothing else. */
export function queryOf(schema: unknown): string {
  if (!isSchema(schema)) return "";
  const sample = sampleOf(schema);
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(isSchema(sample) ? sample : {}))
    query.append(name, String(value));
  return query.size === 0 ? "" : `?${query.toString()}`;
}

type Bodies = (side: Side) => unknown[];

const bodies: Readonly<Record<string, Bodies>> = {
  "POST /v1/messages": (side) => messages(side),
  "POST /v1/messages/batch": (side) => [{ messages: messages(side) }],
  "POST /v1/messages/received/:id/read": () => [{}],
  "POST /v1/dead-letters/replay": ({ ids }) => [
    { ids: [ids.deadLetter] },
    { filter: { sender: ids.sender } },
  ],
  "POST /v1/senders": ({ word }) => [{ name: word, transport: "sandbox" }],
  "PATCH /v1/senders/:id": ({ word }) => [{ name: word }, { default: true }, { paused: true }],
  "POST /v1/senders/:id/blocked": ({ phone }) => [{ people: [phone] }],
  "DELETE /v1/senders/:id/blocked": ({ phone }) => [{ people: [phone] }],
  "PATCH /v1/senders/:id/profile": ({ word }) => [{ about: word }],
  "POST /v1/senders/:id/session/pairing-code": ({ phone }) => [{ phone }],
  "POST /v1/sandbox/phones/:phone/messages": ({ ids, word }) => [{ sender: ids.sender, text: word }],
  "PUT /v1/sandbox/phones/:phone/blocks": ({ ids }) => [{ sender: ids.sender, blocked: true }],
  "POST /v1/numbers/check": ({ ids, phone }) => [{ from: ids.phone, numbers: [phone] }],
  "POST /v1/templates": ({ ids, word }) => [
    {
      from: ids.sender,
      name: word.toLowerCase(),
      language: "en_US",
      category: "UTILITY",
      components: [{ type: "BODY", text: `${word} is ready.` }],
    },
  ],
  "POST /v1/templates/sync": ({ ids }) => [{ from: ids.sender }, {}],
  "PATCH /v1/templates/:id": ({ word }) => [{ components: [{ type: "BODY", text: `${word} was ready.` }] }],
  "POST /v1/template-library": ({ ids, word }) => [
    {
      from: ids.sender,
      library_template_name: "payment_due_sim",
      name: word.toLowerCase(),
      language: "en_US",
      library_template_button_inputs: [],
    },
  ],
  "POST /v1/campaigns": ({ ids, word }) => [
    {
      name: word,
      from: ids.sender,
      message: { type: "text", text: { body: word } },
      audience: { list: ids.list },
    },
  ],
  "PATCH /v1/campaigns/:id": ({ word }) => [{ name: `${word} again` }],
  "POST /v1/campaigns/:id/test": ({ phone }) => [{ to: [phone] }],
  "POST /v1/campaigns/:id/launch": () => [{ skip_test: true }],
  "POST /v1/conversions": ({ phone, word }) => [{ name: "purchase", phone, reference: word }],
  "POST /v1/contacts": ({ phone, word }) => [{ phone, name: word }],
  "PATCH /v1/contacts/:id": ({ word }) => [{ name: word }],
  "POST /v1/contacts/tags": ({ ids }) => [{ contacts: [ids.contact], add: ["seen"] }],
  "POST /v1/tags/rename": () => [{ from: "seen", to: "known" }],
  "POST /v1/contacts/:id/notes": ({ word }) => [{ body: word }],
  "POST /v1/lists": ({ word }) => [{ name: word }],
  "PATCH /v1/lists/:id": ({ word }) => [{ description: word }],
  "POST /v1/lists/:id/members": ({ ids }) => [{ add: [ids.contact] }, { remove: [ids.contact] }],
  "POST /v1/contact-attributes": ({ word }) => [{ name: word, type: "text" }],
  "PATCH /v1/contact-attributes/:name": ({ word }) => [{ description: word }],
  "POST /v1/consents": ({ phone, word }) => [{ phone, purpose: "marketing", state: "granted", proof: word }],
  "POST /v1/suppressions": ({ phone, word }) => [{ phone, reason: word }],
  "PUT /v1/consent-settings": ({ word }) => [
    { version: 0, words: { added: [{ word, means: "stop" }] }, frequency_caps: [{ most: 9, days: 1 }] },
  ],
  "PUT /v1/routing": ({ ids }) => [
    {
      version: 0,
      pools: [{ name: "all", senders: [{ sender: ids.sender }] }],
      rules: [{ use: { pool: "all" }, fallbacks: [{ use: { sender: ids.phone } }] }],
    },
  ],
  "POST /v1/routing/explain": ({ ids, phone }) => [{ to: phone, from: ids.sender }, { to: phone }],
  "POST /v1/privacy/requests": ({ ids, phone }) => [
    { contact: ids.contact, kind: "export", reason: "person_asked" },
    { phone, kind: "export", reason: "person_asked" },
  ],
  "POST /v1/legal-holds": ({ phone, word }) => [{ phone, reason: word }],
  "POST /v1/api-keys": ({ word }) => [{ name: word, mode: "test", scopes: ["messages:read"] }],
  "PATCH /v1/api-keys/:id": ({ word }) => [{ name: word }],
  "POST /v1/roles": ({ word }) => [{ name: word, scopes: ["messages:read"] }],
  "PUT /v1/roles/:id": ({ word }) => [{ name: `${word} too`, scopes: ["messages:read"] }],
  "POST /v1/invitations": ({ ids, word }) => [
    { email: `${word.toLowerCase()}@people.example`, role: ids.role },
  ],
  "PATCH /v1/people/:id": ({ ids }) => [{ role: ids.role }, { role: "developer" }],
  "PATCH /v1/tenant": ({ ids, word }) => [{ brand: { logo_media_id: ids.media } }, { name: word }],
  "POST /v1/message-costs": ({ ids, phone }) => [{ from: ids.sender, to: phone, category: "utility" }],
};

function messages(side: Side): object[] {
  const message = { ...aMessage(side), text: undefined };
  return [
    aMessage(side),
    { ...message, type: "image", image: { id: side.ids.media } },
    { ...aMessage(side), client_reference: `reference of ${side.word}`, context: undefined },
    {
      ...message,
      type: "template",
      template: { name: side.word.toLowerCase(), language: { code: "en_US" } },
    },
  ];
}
