// Templates: created, refused, reviewed, edited, listed and deleted by Meta's rules.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { JsonObject } from "../../json.ts";
import { dataOf, inTurn, startSandbox, uploadSample } from "../../testing/sandbox.ts";
import type { Sandbox } from "../../testing/sandbox.ts";

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox({ settings: { templates: { review_ms: 0 } } });
});
afterEach(() => sandbox.stop());

const BODY = { type: "body", text: "Your trip is tomorrow." };
const events = () => sandbox.receiver.changes("message_template_status_update").map(({ event }) => event);
const path = () => `${sandbox.config.waba_id}/message_templates`;
const create = (rest: JsonObject = {}) =>
  sandbox.graph("POST", path(), {
    name: "trip",
    language: "en_US",
    category: "UTILITY",
    components: [BODY],
    ...rest,
  });
const withBody = (text: string, example?: object) => ({
  components: [{ type: "BODY", text, ...(example && { example }) }],
});
const withButtons = (...buttons: object[]) => ({
  components: [BODY, { type: "BUTTONS", buttons }],
});
const reply = (text: string) => ({ type: "QUICK_REPLY", text });
const link = (url: string, example?: string[]) => ({
  type: "URL",
  text: "View",
  url,
  ...(example && { example }),
});

test("a template is pending, then approved, and told by webhook", async () => {
  const { body } = await create({ parameter_format: "named" });
  expect(body).toMatchObject({ status: "PENDING", category: "UTILITY" });
  await vi.waitFor(() => expect(events()).toEqual(["APPROVED"]));
  const [update] = sandbox.receiver.changes("message_template_status_update");
  expect(update).toMatchObject({
    message_template_id: Number(body["id"]),
    message_template_name: "trip",
    message_template_language: "en_US",
    reason: "NONE",
  });
  const read = await sandbox.graph("GET", `${String(body["id"])}?fields=status,components`);
  expect(read.body).toEqual({
    id: body["id"],
    status: "APPROVED",
    components: [{ ...BODY, type: "BODY" }],
  });
});

test("a name with reject in it is rejected with a reason", async () => {
  await create({ name: "reject_me" });
  await vi.waitFor(() => expect(events()).toEqual(["REJECTED"]));
  expect(sandbox.receiver.changes("message_template_status_update")[0]).toMatchObject({
    reason: "INVALID_FORMAT",
  });
});

const REFUSED: readonly [what: string, change: JsonObject, subcode?: number][] = [
  ["a name in capitals", { name: "Trip" }],
  ["an unknown category", { category: "TRANSACTIONAL" }],
  ["a language that is no code", { language: "English" }],
  ["no body", { components: [{ type: "FOOTER", text: "Marigold" }] }, 2388072],
  ["two bodies", { components: [BODY, BODY] }],
  ["a body of 1025 characters", withBody("x".repeat(1_025)), 2388040],
  ["a footer of 61 characters", { components: [BODY, { type: "FOOTER", text: "x".repeat(61) }] }, 2388040],
  ["a variable in the footer", { components: [BODY, { type: "FOOTER", text: "For {{1}}" }] }, 2388073],
  [
    "a header of 61 characters",
    { components: [{ type: "HEADER", format: "TEXT", text: "x".repeat(61) }, BODY] },
    2388040,
  ],
  [
    "two variables in the header",
    { components: [{ type: "HEADER", format: "TEXT", text: "{{1}} and {{2}}" }, BODY] },
    2388047,
  ],
  ["a picture header without a sample", { components: [{ type: "HEADER", format: "IMAGE" }, BODY] }, 2388043],
  ["a variable at the start", withBody("{{1}} is your name", { body_text: [["a"]] }), 2388299],
  ["a variable at the end", withBody("Your name is {{1}}", { body_text: [["a"]] }), 2388299],
  ["variables side by side", withBody("Dear {{1}} {{2}} hello", { body_text: [["a", "b"]] }), 2388072],
  ["variables with a gap", withBody("Dear {{1}} and {{3}} hello", { body_text: [["a", "b"]] }), 2388072],
  ["a variable without an example", withBody("Dear {{1}} hello there"), 2388043],
  [
    "more variables than words",
    withBody("a {{1}} , {{2}} , {{3}} b", { body_text: [["a", "b", "c"]] }),
    2388293,
  ],
  ["eleven buttons", withButtons(...Array.from({ length: 11 }, (_, at) => reply(`R${at}`)))],
  [
    "three links",
    withButtons(link("https://a.example"), link("https://b.example"), link("https://c.example")),
  ],
  ["a label of 26 characters", withButtons(reply("x".repeat(26)))],
  ["a link with its variable in the middle", withButtons(link("https://a.example/{{1}}/b", ["x"]))],
  ["a link's variable without an example", withButtons(link("https://a.example/{{1}}")), 2388043],
  ["replies around a link", withButtons(reply("A"), link("https://a.example"), reply("B"))],
  ["a coupon code of 16 characters", withButtons({ type: "COPY_CODE", example: "x".repeat(16) })],
  ["a lifetime of ten seconds", { message_send_ttl_seconds: 10 }],
  ["a code template with its own words", { category: "AUTHENTICATION" }, 2388072],
];

test.each(REFUSED)("refuses %s", async (_, change, subcode) => {
  const { status, body } = await create(change);
  const error = { code: 100, ...(subcode !== undefined && { error_subcode: subcode }) };
  expect({ status, body }).toMatchObject({ status: 400, body: { error } });
});

test("one template per name and language, and a deleted name stays taken for 30 days", async () => {
  await create();
  expect((await create()).body).toMatchObject({
    error: { error_subcode: 2388024, error_user_msg: expect.stringContaining("already") },
  });
  expect((await create({ language: "pt_BR" })).status).toBe(200);
  await vi.waitFor(() => expect(events()).toEqual(["APPROVED", "APPROVED"]));
  expect((await sandbox.graph("DELETE", `${path()}?name=trip`)).body).toEqual({ success: true });
  expect(dataOf(await sandbox.graph("GET", `${path()}?name=trip`))).toEqual([]);
  expect((await create()).body).toMatchObject({ error: { error_subcode: 2388023 } });
  await sandbox.control("POST", "clock", { advance_ms: 31 * 86_400_000 });
  expect((await create()).status).toBe(200);
});

test("an approved template is edited once a day and reviewed again", async () => {
  const { body } = await create();
  await vi.waitFor(() => expect(events()).toEqual(["APPROVED"]));
  const edit = (text: string) =>
    sandbox.graph("POST", String(body["id"]), { components: [{ ...BODY, text }] });
  expect((await edit("Your trip is today.")).body).toEqual({ success: true });
  await vi.waitFor(() => expect(events()).toEqual(["APPROVED", "APPROVED"]));
  expect((await edit("Your trip was fun.")).body).toMatchObject({
    error: { error_subcode: 2388039 },
  });
  expect((await sandbox.graph("POST", String(body["id"]), { category: "MARKETING" })).status).toBe(400);
});

test("paused by Meta, unpaused by the business", async () => {
  const { body } = await create();
  await vi.waitFor(() => expect(events()).toEqual(["APPROVED"]));
  await sandbox.control("POST", "templates/trip", { status: "PAUSED" });
  await vi.waitFor(() => expect(events()).toEqual(["APPROVED", "PAUSED"]));
  const template = { type: "template", template: { name: "trip", language: { code: "en_US" } } };
  expect((await sandbox.send("+14155550123", template)).code).toBe(132015);
  await sandbox.graph("POST", `${String(body["id"])}/unpause`);
  expect((await sandbox.send("+14155550123", template)).status).toBe(200);
});

test("lists by page, filter and field", async () => {
  await inTurn(["one", "two", "three"], (name) => create({ name }));
  const first = await sandbox.graph("GET", `${path()}?limit=2&fields=name`);
  expect(dataOf(first).map(({ name }) => name)).toEqual(["hello_world", "one"]);
  const { next } = first.body["paging"] as { next: string };
  const rest = await fetch(next, {
    headers: { authorization: `Bearer ${sandbox.config.access_token}` },
  });
  expect(await rest.json()).toMatchObject({ data: [{ name: "two" }, { name: "three" }] });
  expect(dataOf(await sandbox.graph("GET", `${path()}?name=thr`))).toMatchObject([
    { name: "three", category: "UTILITY" },
  ]);
  expect(dataOf(await sandbox.graph("GET", `${path()}?category=MARKETING`))).toEqual([]);
});

test("a hundred creations an hour, then 80007", async () => {
  await sandbox.control("PUT", "settings", { templates: { creations_per_hour: 1 } });
  await create();
  expect((await create({ name: "next" })).code).toBe(80007);
});

test("a code template reads back with Meta's words and a URL button", async () => {
  const components = [
    { type: "BODY", add_security_recommendation: true },
    { type: "FOOTER", code_expiration_minutes: 5 },
    { type: "BUTTONS", buttons: [{ type: "OTP", otp_type: "COPY_CODE", text: "Copy code" }] },
  ];
  const { body } = await create({ category: "AUTHENTICATION", components });
  const read = await sandbox.graph("GET", String(body["id"]));
  expect(read.body["components"]).toMatchObject([
    { type: "BODY", text: expect.stringContaining("{{1}}") },
    { type: "FOOTER" },
    { type: "BUTTONS", buttons: [{ type: "URL", text: "Copy code" }] },
  ]);
});

test("a header's sample is the handle of an upload of its kind, and reads back as an address", async () => {
  const sampled = (format: string, sample: unknown) =>
    create({ components: [{ type: "header", format, example: { header_handle: sample } }, BODY] });
  const message = (answer: Awaited<ReturnType<typeof sampled>>): unknown =>
    (answer.body["error"] as JsonObject)["error_user_msg"];
  const [picture, film] = [await uploadSample(sandbox), await uploadSample(sandbox, "video/mp4")];
  expect(message(await sampled("image", undefined))).toBe("The header needs a sample.");
  for (const unknown of ["4::aW1h", "https://shop.example/a.jpg", `med_${"0".repeat(32)}`])
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    expect(message(await sampled("image", [unknown]))).toContain("not the handle of an upload");
  expect(message(await sampled("image", [film]))).toContain("video/mp4");
  const { body } = await sampled("image", [picture]);
  const read = async (): Promise<unknown> => {
    const { body: template } = await sandbox.graph("GET", `${String(body["id"])}?fields=components`);
    const [header] = template["components"] as { example: { header_handle: string[] } }[];
    return header?.example.header_handle[0];
  };
  const address = await read();
  expect(address).toMatch(/^https:\/\/scontent\.whatsapp\.net\//);
  expect(await read()).not.toBe(address);
});

test("a carousel template wants a card for each of its cards", async () => {
  const header_handle = [await uploadSample(sandbox)];
  const card = {
    components: [
      { type: "header", format: "image", example: { header_handle } },
      { type: "buttons", buttons: [{ type: "quick_reply", text: "Book" }] },
    ],
  };
  const made = await create({
    category: "MARKETING",
    components: [BODY, { type: "carousel", cards: [card, card] }],
  });
  expect(made.body).toMatchObject({ status: "PENDING" });
  await vi.waitFor(() => expect(events()).toEqual(["APPROVED"]));
  const header = {
    type: "header",
    parameters: [{ type: "image", image: { link: "https://x.example/a.jpg" } }],
  };
  const send = (...indexes: number[]) =>
    sandbox.send("+14155550123", {
      type: "template",
      template: {
        name: "trip",
        language: { code: "en_US" },
        components: [
          {
            type: "carousel",
            cards: indexes.map((card_index) => ({ card_index, components: [header] })),
          },
        ],
      },
    });
  expect((await send(0, 1)).status).toBe(200);
  expect((await send(0)).code).toBe(132000);
  const marketing = await sandbox.graph("POST", `${sandbox.config.phone_number_id}/marketing_messages`, {
    messaging_product: "whatsapp",
    to: "+14155550123",
    type: "text",
    text: { body: "hi" },
  });
  expect(marketing.code).toBe(131055);
});

test("the ledger shows what a person sees of it", async () => {
  await create({
    parameter_format: "NAMED",
    components: [
      {
        type: "body",
        text: "Hello {{first_name}}, see you tomorrow.",
        example: { body_text_named_params: [{ param_name: "first_name", example: "Asha" }] },
      },
      { type: "buttons", buttons: [link("https://a.example/t/{{1}}", ["MG-17"])] },
    ],
  });
  await vi.waitFor(() => expect(events()).toEqual(["APPROVED"]));
  const components = [
    { type: "body", parameters: [{ type: "text", parameter_name: "first_name", text: "Asha" }] },
    { type: "button", sub_type: "url", index: "0", parameters: [{ type: "text", text: "MG-17" }] },
  ];
  const template = { name: "trip", language: { code: "en_US" }, components };
  expect((await sandbox.send("+14155550123", { type: "template", template })).status).toBe(200);
  await vi.waitFor(async () => {
    const [received] = dataOf(await sandbox.control("GET", "ledger?to=14155550123"));
    expect(received?.["rendered"]).toEqual({
      header: null,
      body: "Hello Asha, see you tomorrow.",
      footer: null,
      links: ["https://a.example/t/MG-17"],
    });
  });
});
