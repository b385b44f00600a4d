// Templates through the whole API: local ones for every sender, languages that stand in for each other, versions, and
// a second person's word.

import { beforeAll, describe, expect, test } from "vitest";
import type { Scope } from "../kernel/route.ts";
import {
  askWith,
  makeKey,
  makeTenant,
  server,
  type Told,
  useControlServer,
} from "./testing/control-house.ts";

useControlServer();

let tenantId: string;
let key: string;
/** A WhatsApp Web sender, and one at Meta. */
let web: string;
let metas: string;

beforeAll(async () => {
  tenantId = await makeTenant(server.house, "Marigold");
  key = (await makeKey(server.house, tenantId)).text;
  web = String((await call("POST /v1/senders", { name: "Phone", transport: "whatsapp_web" })).body["id"]);
  metas = String(
    (await call("POST /v1/senders", { name: "Desk", transport: "sandbox", default: true })).body["id"],
  );
});

const call = (line: string, body?: unknown, as = key): Promise<Told> => askWith(server.url, as)(line, body);

let names = 0;
const local = (text: string, more: object = {}): object => ({
  kind: "local",
  name: `hello_${++names}`,
  language: "en",
  category: "UTILITY",
  components: [{ type: "BODY", text }],
  submit: true,
  ...more,
});

async function made(template: object): Promise<Record<string, unknown>> {
  const answer = await call("POST /v1/templates", template);
  expect(answer).toMatchObject({ status: 201 });
  return answer.body;
}

async function sent(from: string, template: object): Promise<Told> {
  const answer = await call("POST /v1/messages", { to: "+14155550123", from, type: "template", template });
  return answer.status === 202 ? call(`GET /v1/messages/${String(answer.body["id"])}`) : answer;
}

describe("a local template", () => {
  test("is said by a sender without templates, with its variables and what stands in for them", async () => {
    const { name, id } = await made(
      local("{Hello|Hi} {{ name | capitalize }}!", { variables: { name: { fallback: "friend" } } }),
    );
    const given = await sent(web, { name, language: "en", variables: { name: "asha" } });
    expect(given.body).toMatchObject({
      type: "text",
      text: { body: expect.stringMatching(/^(Hello|Hi) Asha!$/) },
      template_used: { id, name, language: "en", version: 1, asked_language: null },
    });
    expect((await sent(web, { name, language: "en" })).body).toMatchObject({
      text: { body: expect.stringMatching(/^(Hello|Hi) Friend!$/) },
    });
  });

  test("without a value and a fallback is refused at its place", async () => {
    const { name } = await made(local("Hi {{ name }}"));
    expect(await sent(web, { name, language: "en" })).toMatchObject({
      status: 422,
      body: { code: "template_variables_invalid", errors: [{ path: "/template/variables/name" }] },
    });
    expect(await sent(web, { name, language: "en", variables: { name: "a", nam: "b" } })).toMatchObject({
      body: { errors: [{ path: "/template/variables/nam" }] },
    });
  });

  test("that is a draft, deleted or not there is refused", async () => {
    const draft = await made(local("Hi", { submit: false }));
    expect((await sent(web, { name: draft["name"], language: "en" })).body["code"]).toBe(
      "template_not_approved",
    );
    const live = await made(local("Hi"));
    expect(await call(`DELETE /v1/templates/${String(live["id"])}`)).toMatchObject({
      status: 202,
      body: { status: "DELETED" },
    });
    expect((await sent(web, { name: live["name"], language: "en" })).body["code"]).toBe("template_not_found");
    expect((await sent(web, { name: "nowhere", language: "en" })).body["code"]).toBe("template_not_found");
  });

  test("that cannot be shown is refused place by place, and lint tells the same without keeping it", async () => {
    const bad = { kind: "local", category: "UTILITY", components: [{ type: "BODY", text: "Hi {name}" }] };
    expect(await call("POST /v1/templates", { ...bad, name: "bad", language: "en" })).toMatchObject({
      status: 422,
      body: { code: "template_invalid", errors: [{ path: "/components/0/text" }] },
    });
    const { body } = await call("POST /v1/templates/lint", bad);
    expect(body).toMatchObject({ errors: [{ path: "/components/0/text", start: 3, end: 9 }] });
    expect((await call("GET /v1/templates?name=bad")).body["data"]).toEqual([]);
  });

  test("speaks the language that stands in, and says so", async () => {
    const name = `hello_${++names}`;
    await made(local("Hi", { name }));
    await made(local("Oi", { name, language: "pt" }));
    expect((await sent(web, { name, language: "pt_BR" })).body).toMatchObject({
      text: { body: "Oi" },
      template_used: { language: "pt", asked_language: "pt_BR" },
    });
    expect((await sent(web, { name, language: { code: "pt_BR", policy: "deterministic" } })).status).toBe(
      422,
    );
    expect((await sent(web, { name, language: "de" })).body).toMatchObject({ text: { body: "Hi" } });
  });

  test("speaks the language that its group has set to stand in", async () => {
    const name = `hello_${++names}`;
    await made(local("Hi", { name }));
    await made(local("Oi", { name, language: "pt" }));
    const group = { kind: "local", name, fallback: ["pt"] };
    expect((await call("PUT /v1/template-groups", group)).body).toMatchObject({
      fallback: ["pt"],
      languages: [{ language: "en" }, { language: "pt", status: "APPROVED", live_version: 1 }],
    });
    expect((await sent(web, { name, language: "de" })).body).toMatchObject({ text: { body: "Oi" } });
    expect((await call(`GET /v1/template-groups?kind=local&name=${name}`)).body["fallback"]).toEqual(["pt"]);
  });

  test("has versions that stay, with what was changed", async () => {
    const { id, name } = await made(local("One"));
    const changed = await call(`PATCH /v1/templates/${String(id)}`, {
      components: [{ type: "BODY", text: "Two" }],
    });
    expect(changed.body).toMatchObject({
      version: 2,
      live_version: 1,
      draft: { components: [{ text: "Two" }] },
    });
    expect((await sent(web, { name, language: "en" })).body).toMatchObject({
      text: { body: "One" },
      template_used: { version: 1 },
    });
    expect((await call(`POST /v1/templates/${String(id)}/submit`)).body).toMatchObject({ live_version: 2 });
    expect((await call(`GET /v1/templates/${String(id)}/versions`)).body["data"]).toMatchObject([
      {
        version: 2,
        live: true,
        author: expect.stringMatching(/^key_/),
        changes: [{ path: "/components/0/text", before: "One", after: "Two" }],
      },
      { version: 1, live: false, changes: [] },
    ]);
  });

  test("is shown for real people, to those who may see them", async () => {
    const contact = await call("POST /v1/contacts", {
      phone: "+14155550188",
      name: "Asha",
      attributes: { city: "Pune" },
    });
    const person = String(contact.body["id"]);
    const { id } = await made(local("Hi {{ name }} of {{ town }}, {{ plan }}"));
    const preview = `POST /v1/templates/${String(id)}/preview`;
    const wanted = { contacts: [person], fields: { town: "city" } };
    expect((await call(preview, wanted)).body["recipients"]).toMatchObject([
      { contact: person, body: "Hi Asha of Pune, {{plan}}", missing: ["plan"] },
    ]);
    const sample = await call(preview, { sample: { count: 10 } });
    expect(sample.body["recipients"]).toMatchObject([{ contact: person }]);
    expect((await call(preview, { contacts: ["con_unknown"] })).body["errors"]).toMatchObject([
      { path: "/contacts/0" },
    ]);
    const blind = await makeKey(server.house, tenantId, { scopes: ["templates:read"] });
    expect(await call(preview, wanted, blind.text)).toMatchObject({ status: 403 });
  });
});

test("what a message is, its template says when the message does not", async () => {
  const offer = { category: "MARKETING", components: [{ type: "BODY", text: "Our sale begins" }] };
  const { name } = await made(local("", offer));
  expect((await sent(web, { name, language: "en" })).body).toMatchObject({ category: "marketing" });
  const said = { to: "+14155550123", from: web, type: "template", category: "utility" };
  expect(
    (await call("POST /v1/messages", { ...said, template: { name, language: "en" } })).body,
  ).toMatchObject({ category: "utility" });
});

describe("a sender at Meta", () => {
  const ours = async (): Promise<string> => {
    const { name } = await made(local("Ours"));
    return String(name);
  };

  test("says a local template only when its account has none of the name", async () => {
    // The account was never read: what it has is not known yet.
    expect((await sent(metas, { name: await ours(), language: "en" })).body).toMatchObject({
      type: "template",
    });
    await server.house.engine.transaction(async (tx) => {
      await tx.query(
        `insert into template_account (tenant_id, mode, account, synced_at)
         select tenant_id, mode, config ->> 'waba_id', now() from sender
         where tenant_id = $1 and transport = 'sandbox'`,
        [tenantId],
      );
    });
    expect((await sent(metas, { name: await ours(), language: "en" })).body).toMatchObject({
      text: { body: "Ours" },
    });
    const both = await ours();
    await made({ ...local("Theirs. Not ours.", { name: both, submit: false }), kind: "cloud_api" });
    const drafted = await sent(metas, { name: both, language: "en" });
    expect(drafted.body["code"]).toBe("template_not_approved");
  });
});

describe("where two people are wanted", () => {
  const asking = async (scopes: readonly Scope[]) => makeKey(server.house, tenantId, { scopes });

  test("a draft is submitted once somebody else has approved it", async () => {
    expect((await call("PATCH /v1/tenant", { settings: { template_review: true } })).status).toBe(200);
    const refused = await call("POST /v1/templates", local("Hi"));
    expect(refused).toMatchObject({ status: 409, body: { code: "template_not_reviewed" } });
    const { id } = await made(local("Hi", { submit: false }));
    const path = `/v1/templates/${String(id)}`;
    expect(await call(`POST ${path}/approve`, { version: 1 })).toMatchObject({
      status: 403,
      body: { code: "template_own_review" },
    });
    const writer = await asking(["templates:read", "templates:write"]);
    expect((await call(`POST ${path}/approve`, { version: 1 }, writer.text)).status).toBe(403);
    const second = await asking(["templates:read", "templates:approve"]);
    expect((await call(`POST ${path}/approve`, { version: 2 }, second.text)).status).toBe(409);
    expect((await call(`POST ${path}/reject`, { version: 1, note: "No." }, second.text)).body).toMatchObject({
      review: { state: "rejected", by: `key_${second.id.replaceAll("-", "")}`, note: "No." },
    });
    expect((await call(`POST ${path}/submit`)).body["code"]).toBe("template_not_reviewed");
    expect((await call(`POST ${path}/approve`, { version: 1 }, second.text)).status).toBe(200);
    // What was approved is what is submitted: a change needs another look.
    const changed = await call(`PATCH ${path}`, { components: [{ type: "BODY", text: "Bye" }] });
    expect(changed.body).toMatchObject({ review: { version: 2, state: "waiting" } });
    expect((await call(`POST ${path}/submit`)).body["code"]).toBe("template_not_reviewed");
    await call(`POST ${path}/approve`, { version: 2 }, second.text);
    expect((await call(`POST ${path}/submit`)).body).toMatchObject({ status: "APPROVED", live_version: 2 });
    expect((await call(`GET ${path}/versions`)).body["data"]).toMatchObject([
      { version: 2, review: { state: "approved" } },
      { version: 1, review: { state: "approved" } },
    ]);
  });

  test("a key approves nothing that was written with a key of the same hand", async () => {
    const { id } = await made(local("Hi", { submit: false }));
    const scopes = ["templates:read", "templates:approve"];
    const own = await call("POST /v1/api-keys", { name: "second", mode: "test", scopes });
    expect(own.status).toBe(201);
    const answer = await call(
      `POST /v1/templates/${String(id)}/approve`,
      { version: 1 },
      String(own.body["key"]),
    );
    expect(answer).toMatchObject({ status: 403, body: { code: "template_own_review" } });
  });
});
