// A template with a picture above its words, from an upload of ours to Meta's approval: the simulator takes nothing but
// handles of what was uploaded there.

import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { png } from "../media/testing/samples.ts";
import type { TemplateFollower } from "../templates/index.ts";
import { followTemplates } from "./templates.ts";
import {
  askWith,
  ground,
  makeKey,
  makeTenant,
  server,
  type Told,
  useControlServer,
} from "./testing/control-house.ts";

useControlServer();

let follower: TemplateFollower;
let key: string;

beforeAll(async () => {
  follower = followTemplates(ground.config, server.house);
  ({ text: key } = await makeKey(server.house, await makeTenant(server.house, "Marigold")));
  const quick = JSON.stringify({ templates: { review_ms: 0 } });
  await fetch(`${ground.simulatorUrl}/_sim/settings`, { method: "PUT", body: quick });
  expect(await call("POST /v1/senders", { name: "Desk", transport: "sandbox" })).toMatchObject({
    status: 201,
  });
});
afterAll(() => follower.stop());

const call = (line: string, body?: unknown): Promise<Told> => askWith(server.url, key)(line, body);

async function upload(bytes: Buffer): Promise<string> {
  const headers = { authorization: `Bearer ${key}`, "content-type": "image/png" };
  const response = await fetch(`${server.url}/v1/media`, {
    method: "POST",
    headers,
    body: Buffer.from(bytes),
  });
  expect(response.status).toBe(201);
  return ((await response.json()) as { id: string }).id;
}

const components = (sample: string, text: string) => [
  { type: "HEADER", format: "IMAGE", example: { header_handle: [sample] } },
  { type: "BODY", text },
];
const draft = (name: string, sample: string) => ({
  name,
  language: "en_US",
  category: "MARKETING",
  components: components(sample, "The spring sale has begun."),
  submit: true,
});

async function until(id: string, wanted: object): Promise<Record<string, unknown>> {
  return vi.waitFor(async () => {
    await call("POST /v1/templates/sync", {});
    await follower.job.run();
    const { body } = await call(`GET /v1/templates/${id}`);
    expect(body).toMatchObject(wanted);
    return body;
  });
}

test("an upload becomes Meta's sample, and is still the template's own when it is listed and changed", async () => {
  const sample = await upload(png());
  const made = await call("POST /v1/templates", draft("spring_sale", sample));
  expect(made).toMatchObject({ status: 201 });
  const id = String(made.body["id"]);
  const approved = await until(id, { status: "APPROVED", submission: null, draft: null });
  expect(approved).toMatchObject({
    components: components(sample, "The spring sale has begun."),
    version: 1,
    live_version: 1,
  });
  await until(id, { version: 1, components: components(sample, "The spring sale has begun.") });

  const changed = { components: components(await upload(png(16, 16)), "It ends on Sunday."), submit: true };
  expect(await call(`PATCH /v1/templates/${id}`, changed)).toMatchObject({ status: 200 });
  await until(id, { status: "APPROVED", submission: null, live_version: 2, components: changed.components });
});

test("a sample that is gone is named as the reason, and nothing is submitted", async () => {
  const made = await call("POST /v1/templates", draft("summer_sale", `med_${"0".repeat(32)}`));
  const failed = await until(String(made.body["id"]), { submission: { error: { code: "media_not_found" } } });
  expect(failed).toMatchObject({ status: "DRAFT", provider_template_id: null });
});
