// A second Cloud API client nobody here wrote manages templates and media: what Meta's answers look like to
// somebody who knows nothing but Meta's documents.
import { randomBytes } from "node:crypto";
import Client from "@great-detail/whatsapp";
import type { CreateTemplateOptions } from "@great-detail/whatsapp";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createSimulator } from "./index.ts";
import type { SandboxConfig } from "./index.ts";

const simulator = createSimulator({ settings: { templates: { review_ms: 1 } } });
let config: SandboxConfig;
let client: Client;

beforeAll(async () => {
  await simulator.start();
  config = simulator.config();
  client = new Client({
    baseUrl: config.graph_url,
    graphVersion: config.version,
    // The client tries again by itself otherwise, and a refusal is to be seen at once.
    request: {
      headers: { authorization: `Bearer ${config.access_token}` },
      retry: 0,
      throwHttpErrors: false,
    },
  });
});

afterAll(() => simulator.stop());

const reminder = (name: string, text: string): CreateTemplateOptions => ({
  name,
  category: "UTILITY",
  language: "en_US",
  parameter_format: "NAMED",
  components: [
    {
      type: "BODY",
      text,
      example: { body_text_named_params: [{ param_name: "first_name", example: "Asha" }] },
    },
    { type: "FOOTER", text: "Marigold Travels" },
    { type: "BUTTONS", buttons: [{ type: "QUICK_REPLY", text: "Change" }] },
  ],
});

const statusOf = async (id: string) => (await client.template.get(id, { fields: ["status"] }).json()).status;

async function approved(template: CreateTemplateOptions): Promise<string> {
  const { id, status, category } = await client.template.create(config.waba_id, template).json();
  expect({ status, category }).toEqual({ status: "PENDING", category: "UTILITY" });
  await vi.waitFor(async () => expect(await statusOf(id)).toBe("APPROVED"));
  return id;
}

test("creates a template, which is reviewed, and finds it as it was written", async () => {
  const written = reminder("trip_reminder", "Hello {{first_name}}, your trip is tomorrow.");
  const id = await approved(written);
  const fields = ["name", "language", "category", "parameter_format", "components"] as const;
  expect(await client.template.get(id, { fields: [...fields] }).json()).toEqual({ id, ...written });
});

test("lists templates by category, status and language, with the fields it asked for", async () => {
  const id = await approved(reminder("trip_delayed", "Hello {{first_name}}, your trip is delayed."));
  const filter = { category: "UTILITY", status: "APPROVED", language: "en_US" } as const;
  const page = await client.template.list(config.waba_id, { ...filter, fields: ["name", "status"] }).json();
  expect(page.data).toContainEqual({ id, name: "trip_delayed", status: "APPROVED" });
  const others = await client.template.list(config.waba_id, { category: "AUTHENTICATION" }).json();
  expect(others.data.map(({ name }) => name)).not.toContain("trip_delayed");
});

test("edits a template, which is reviewed again", async () => {
  const id = await approved(reminder("trip_moved", "Hello {{first_name}}, your trip has moved."));
  const { components } = reminder("", "Hello {{first_name}}, your trip has moved to Sunday.");
  expect(await client.template.update(id, { ...(components && { components }) }).json()).toEqual({
    success: true,
  });
  await vi.waitFor(async () => expect(await statusOf(id)).toBe("APPROVED"));
  const { components: read } = await client.template.get(id, { fields: ["components"] }).json();
  expect(read).toEqual(components);
});

test("hears why a template is refused", async () => {
  const written = reminder("trip_bare", "{{first_name}}");
  const response = await client.template.create(config.waba_id, written);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({
    error: { code: 100, error_user_msg: expect.any(String), fbtrace_id: expect.any(String) },
  });
});

test("deletes one language of a template, and then the name", async () => {
  const written = reminder("trip_over", "Hello {{first_name}}, your trip is over.");
  const [english, spanish] = [await approved(written), await approved({ ...written, language: "es" })];
  expect(
    await client.template.delete(config.waba_id, { name: written.name, hsm_id: spanish }).json(),
  ).toEqual({ success: true });
  expect(await statusOf(english)).toBe("APPROVED");
  expect((await client.template.get(spanish, {})).status).toBe(400);
  expect(await client.template.delete(config.waba_id, { name: written.name }).json()).toEqual({
    success: true,
  });
  expect((await client.template.get(english, {})).status).toBe(400);
});

test("uploads a file, finds its address, downloads and deletes it", async () => {
  const bytes = randomBytes(2_000);
  const { id } = await client.media
    .upload({
      phoneNumberID: config.phone_number_id,
      file: new Blob([new Uint8Array(bytes)], { type: "image/jpeg" }),
      filename: "pass.jpg",
      mimeType: "image/jpeg",
    })
    .json();
  const of = { mediaID: id, phoneNumberID: config.phone_number_id };
  const found = await client.media.getURL(of).json();
  expect(found).toMatchObject({
    id,
    mime_type: "image/jpeg",
    file_size: 2_000,
    messaging_product: "whatsapp",
  });
  const headers = { authorization: `Bearer ${config.access_token}` };
  const file = await client.media.download({ mediaURL: found.url, request: { headers } });
  expect(Buffer.from(await file.arrayBuffer()).equals(bytes)).toBe(true);
  expect(await client.media.delete(of).json()).toEqual({ success: true });
  expect((await client.media.getURL(of)).status).toBe(400);
});

test("finds a template in the library and takes it over without a review", async () => {
  // The client's type says that the answer is a bare list, where Meta's page shows one under `data`.
  const answer: unknown = await client.template.listLibrary({ topic: "PAYMENTS", language: "en_US" }).json();
  expect(answer).toMatchObject({ data: [{ name: "payment_due_sim", usecase: "PAYMENT_DUE_REMINDER" }] });
  const inputs = [
    { type: "URL", url: { base_url: "https://marigold.example/pay" } },
    { type: "PHONE_NUMBER", phone_number: "+914840000000" },
  ];
  const created = await client.template
    .create(config.waba_id, {
      name: "payment_due",
      category: "UTILITY",
      language: "en_US",
      library_template_name: "payment_due_sim",
      library_template_button_inputs: JSON.stringify(inputs),
    })
    .json();
  expect(created).toMatchObject({ status: "APPROVED", category: "UTILITY" });
  const read = await client.template.get(created.id, { fields: ["library_template_name"] }).json();
  expect(read).toEqual({ id: created.id, library_template_name: "payment_due_sim" });
});
