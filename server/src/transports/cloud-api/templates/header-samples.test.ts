// Files that headers are reviewed with, on the wire: what Meta is given of them, and what is known when that fails.

import { Readable } from "node:stream";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { keepsTemplates, type TemplateSync } from "../../template-sync.ts";
import type { OutgoingFile } from "../../transport.ts";
import { createCloudApiTransport } from "../index.ts";
import {
  answer,
  graphError,
  type LoopbackGraph,
  type Respond,
  startLoopbackGraph,
} from "../loopback-graph.ts";

let graph: LoopbackGraph;
let respond: Respond;
let sync: TemplateSync;
const kept = new Map<string, OutgoingFile>();
let isStoreAway = false;

beforeAll(async () => {
  graph = await startLoopbackGraph((received, response) => respond(received, response));
  const transport = createCloudApiTransport({ graphOrigins: new Set([graph.origin]) });
  const session = await transport.open(
    {
      senderId: "snd_1",
      address: "+15550100000",
      config: { graph_url: graph.origin, version: "v25.0", phone_number_id: "300", waba_id: "200" },
      secrets: { access_token: "EAAsecretsecretsecretsecret" },
      files: {
        find: async (id) => {
          if (isStoreAway) throw new Error("the database is away");
          return kept.get(id) ?? null;
        },
        providerId: async () => null,
        keepProviderId: async () => undefined,
      },
    },
    async () => undefined,
  );
  if (!keepsTemplates(session)) throw new Error("it keeps templates");
  sync = session;
});
afterAll(() => graph.stop());

beforeEach(() => {
  isStoreAway = false;
  kept.clear();
  kept.set(picture, fileOf("image/png", "hat & coat.png", "PNG"));
  kept.set(film, fileOf("video/mp4", null, "FILM"));
  respond = ({ path }, response) =>
    path.includes("uploads")
      ? answer(response, 200, { id: `upload:${path.includes("png") ? "P" : "F"}==?sig=ARa-_1` })
      : answer(response, 200, { h: path.includes("upload:P") ? "4::cG5n:ARb" : "4::Zmlsb\n4::bW9yZQ" });
});

const picture = `med_${"1".repeat(32)}`;
const film = `med_${"2".repeat(32)}`;

function fileOf(mimeType: string, filename: string | null, text: string): OutgoingFile {
  const open = async (): Promise<Readable> => Readable.from([Buffer.from(text)]);
  return { mimeType, filename, sizeBytes: text.length, link: "https://waypost.test/media/x", open };
}

const header = (format: string, handle: string) => ({
  type: "HEADER",
  format,
  example: { header_handle: [handle] },
});
const body = { type: "BODY", text: `About ${picture}`, example: { body_text: [[picture]] } };
const handOver = (...components: object[]) =>
  sync.handOverSamples(
    components.map((each) => ({ ...each })),
    AbortSignal.timeout(5_000),
  );

test("each is uploaded once and called by Meta's handle, in a carousel's cards too", async () => {
  const before = graph.received.length;
  const card = (format: string, handle: string) => ({ components: [header(format, handle), body] });
  const carousel = (first: string, second: string) => ({
    type: "CAROUSEL",
    cards: [card("IMAGE", first), card("VIDEO", second)],
  });
  expect(await handOver(header("IMAGE", picture), body, carousel(picture, film))).toEqual({
    kind: "done",
    value: [header("IMAGE", "4::cG5n:ARb"), body, carousel("4::cG5n:ARb", "4::Zmlsb\n4::bW9yZQ")],
  });
  const token = "EAAsecretsecretsecretsecret";
  const asked = graph.received
    .slice(before)
    .map(({ path, authorization, text }) => [path, authorization, text]);
  expect(asked).toEqual([
    [
      "/v25.0/app/uploads?file_name=hat+%26+coat.png&file_length=3&file_type=image%2Fpng",
      `Bearer ${token}`,
      "",
    ],
    ["/v25.0/upload:P==?sig=ARa-_1", `OAuth ${token}`, "PNG"],
    ["/v25.0/app/uploads?file_name=sample&file_length=4&file_type=video%2Fmp4", `Bearer ${token}`, ""],
    ["/v25.0/upload:F==?sig=ARa-_1", `OAuth ${token}`, "FILM"],
  ]);
});

test("what is Meta's own handle already, or no file at all, is passed on as it is", async () => {
  const before = graph.received.length;
  const components = [header("IMAGE", "4::aW1h"), body, { type: "FOOTER", text: picture }];
  expect(await handOver(...components)).toEqual({ kind: "done", value: components });
  expect(graph.received).toHaveLength(before);
});

test("a file that is gone is nobody's to upload", async () => {
  kept.clear();
  expect(await handOver(header("IMAGE", picture))).toMatchObject({
    kind: "refused",
    error: { code: "media_not_found" },
  });
});

test("a type that Meta does not take is refused in its words", async () => {
  respond = (_, response) => answer(response, 400, graphError(100, { error_user_msg: "No such type" }));
  expect(await handOver(header("IMAGE", picture))).toMatchObject({
    kind: "refused",
    error: { code: "template_refused", detail: expect.stringContaining("No such type") },
  });
});

test.each<[string, Respond]>([
  ["a connection that breaks", (_, response) => void response.destroy()],
  ["an answer without a handle", (_, response) => answer(response, 200, {})],
  ["an answer that leads elsewhere", (_, response) => answer(response, 200, { id: "../900", h: 7 })],
])("after %s another try may succeed: no template was asked for", async (_, rarely) => {
  respond = rarely;
  expect(await handOver(header("IMAGE", picture))).toMatchObject({
    kind: "later",
    error: { code: "connection_failed" },
  });
});

test("a store that is away is waited for", async () => {
  isStoreAway = true;
  expect(await handOver(header("IMAGE", picture))).toMatchObject({
    kind: "later",
    error: { code: "media_store_unavailable" },
  });
});
