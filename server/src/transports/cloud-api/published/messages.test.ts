// Meta's published requests for messages: our driver writes the same content in the same words, and the simulator
// takes each of them as it stands.

import { parseMessageObject } from "@waypost/contract";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { fields } from "../../http/json.ts";
import { canMarkRead, type Session } from "../../transport.ts";
import { createCloudApiTransport } from "../index.ts";
import { answer, type LoopbackGraph, startLoopbackGraph } from "../loopback-graph.ts";
import { namedMessage, namedTemplate, positionalMessage } from "./account.ts";
import { type PublishedGraph, startPublishedGraph } from "./testing/published-graph.ts";
import { interactive, payments } from "./interactive-messages.ts";
import { answered, type Example, media, plain, readMark } from "./messages.ts";
import { templates } from "./template-messages.ts";

const person = "+16505551234";
const every = Object.entries({ ...plain, ...media, ...interactive, ...templates });

/** Meta's placeholders for what exists in somebody's account only; its others are texts like any. */
const placeholders: Readonly<Record<string, string>> = {
  "{{Recipient-Phone-Number}}": person,
  "{{Flow-ID}}": "800000000000001",
  "<MSGID_OF_PREV_MSG>": "wamid.HBgLMTY1MDM4Nzk0MzkVAgARGBI0RTJEOTc2ODVERUY5RDlGNkYA",
  "<HEADER_TYPE>": "text",
  "http(s)://image-url": "https://example.com/image.jpg",
  "http(s)://the-image-url": "https://example.com/image.jpg",
  "<http(s)://audio-url>": "https://example.com/audio.ogg",
  "<http(s)://document-url>": "https://example.com/document.pdf",
  "<http(s)://sticker-url>": "https://example.com/sticker.webp",
  "<http(s)://video-url>": "https://example.com/video.mp4",
  "template-name": "published_template",
  "<TEMPLATE_NAME>": "published_flow",
  "language-and-locale-code": "en_US",
};

function filled(example: Example, ids: Readonly<Record<string, string>> = {}): Example {
  const known = { ...placeholders, ...ids };
  return JSON.parse(JSON.stringify(example), (_, value: unknown) =>
    typeof value === "string" ? (known[value] ?? value) : value,
  ) as Example;
}

const signal = () => AbortSignal.timeout(5_000);

describe("our driver", () => {
  let graph: LoopbackGraph;
  let session: Session;

  beforeAll(async () => {
    graph = await startLoopbackGraph((_, response) => answer(response, 200, answered));
    session = await createCloudApiTransport({ graphOrigins: new Set([graph.origin]) }).open(
      {
        senderId: "snd_1",
        address: "+15550100000",
        config: { graph_url: graph.origin, version: "v25.0", phone_number_id: "300" },
        secrets: { access_token: "EAAtoken" },
      },
      async () => undefined,
    );
  });
  afterAll(async () => {
    await session.close();
    await graph.stop();
  });

  test.each([...every, ["a named template", namedMessage], ["a positional template", positionalMessage]])(
    "writes %s in Meta's words, and reads Meta's answer",
    async (_, example) => {
      const published = ours(filled(example));
      const { messaging_product: _product, recipient_type: _kind, to: _to, ...content } = published;
      const parsed = parseMessageObject({ type: "text", ...content });
      if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
      const outcome = await session.send(
        { to: person, message: parsed.value, correlation: "msg_1.1" },
        signal(),
      );
      expect(graph.received.at(-1)?.body).toEqual({
        // Both are Meta's defaults, and some of its examples leave them out.
        recipient_type: "individual",
        type: "text",
        ...published,
        biz_opaque_callback_data: "msg_1.1",
      });
      expect(outcome).toEqual({
        kind: "accepted",
        providerMessageId: "wamid.HBgLMTY1MDM4Nzk0MzkVAgARGBJCOTY3NDc0NDFDRUI3NTA0Q0UA",
      });
    },
  );

  test("writes variables of a template as Meta writes its named parameters", async () => {
    const variables = { first_name: "Jessica", order_number: "SKBUP2-4CPIG9" };
    const template = { name: "order_confirmation", language: "en_US", variables };
    const message = { type: "template", template } as const;
    await session.send({ to: person, message, correlation: "msg_1.1" }, signal());
    expect(graph.received.at(-1)?.body["template"]).toEqual(namedMessage.template);
  });

  test("marks as read and shows typing in Meta's words", async () => {
    if (!canMarkRead(session)) throw new Error("it marks as read");
    const marked = { providerMessageId: String(readMark["message_id"]), from: person, typing: true };
    await session.markRead(marked, signal());
    expect(graph.received.at(-1)?.body).toEqual(readMark);
  });
});

/**
 * What our message object does not take of these examples: the parts of a date (Meta shows the fallback whatever
 * they say), and a button's kind in capitals.
 */
function ours(example: Example): Example {
  return JSON.parse(JSON.stringify(example), (name, value: unknown) => {
    if (name === "date_time" && typeof value === "object" && value !== null && "fallback_value" in value)
      return { fallback_value: value.fallback_value };
    return name === "sub_type" && typeof value === "string" ? value.toLowerCase() : value;
  }) as Example;
}

describe("the simulator", () => {
  let graph: PublishedGraph;
  const ids: Record<string, string> = {};

  beforeAll(async () => {
    graph = await startPublishedGraph();
    const files = {
      "<IMAGE_OBJECT_ID>": "image/jpeg",
      "<AUDIO_OBJECT_ID>": "audio/ogg",
      "<DOCUMENT_OBJECT_ID>": "application/pdf",
      "<MEDIA_OBJECT_ID>": "image/webp",
      "<VIDEO_OBJECT_ID>": "video/mp4",
    };
    await Promise.all(
      Object.entries(files).map(async ([placeholder, type]) => {
        const form = new FormData();
        form.set("messaging_product", "whatsapp");
        form.set("file", new Blob(["bytes"], { type }));
        ids[placeholder] = String((await graph.ask("POST", "{number}/media", form)).body["id"]);
      }),
    );
    ids["<HEADER_HANDLE>"] = await uploadSample(graph);
    await Promise.all([...ownTemplates, namedTemplate].map((template) => approve(filled(template, ids))));
    const [text] = Object.values(plain);
    const { body } = await graph.ask("POST", "{number}/messages", filled(text ?? {}));
    const [sent] = Array.isArray(body["messages"]) ? body["messages"] : [];
    ids["wamid.HBgLM..."] = String(fields(sent)["id"]);
  });
  afterAll(() => graph.stop());

  async function approve(template: Example): Promise<void> {
    const { body } = await graph.ask("POST", "{account}/message_templates", template);
    await vi.waitFor(async () => {
      const read = await graph.ask("GET", `${String(body["id"])}?fields=status`);
      expect(read.body["status"], JSON.stringify(body)).toBe("APPROVED");
    });
  }

  test.each([...every, ...Object.entries(payments), ["a named template", namedMessage]])(
    "takes %s and answers as Meta does",
    async (title, example) => {
      const hasButtons = title === "Send Message Template Interactive";
      const published = filled(example, {
        ...ids,
        ...(hasButtons && { "template-name": "published_buttons" }),
      });
      const { status, body } = await graph.ask("POST", "{number}/messages", published);
      expect(body).toMatchObject({ ...answered, messages: [{ id: expect.stringMatching(/^wamid\./) }] });
      expect(status).toBe(200);
    },
  );

  test("marks a message as read under Meta's words, and shows typing", async () => {
    const { id } = await graph.control("POST", "people/16505551234/reply", { text: "Hello?" });
    const marked = await graph.ask("POST", "{number}/messages", { ...readMark, message_id: id });
    expect(marked).toEqual({ status: 200, body: { success: true } });
  });
});

/** Of a template's header, by the resumable upload that Meta publishes. */
async function uploadSample({ ask, config }: PublishedGraph): Promise<string> {
  const { body } = await ask("POST", "app/uploads?file_length=4&file_type=image/jpeg");
  const response = await fetch(`${config.graph_url}/${config.version}/${String(body["id"])}`, {
    method: "POST",
    headers: { authorization: `OAuth ${config.access_token}`, file_offset: "0" },
    body: "abcd",
  });
  return String(fields(await response.json())["h"]);
}

/** The templates which Meta's messages fill, and which are not published themselves. */
const body = {
  type: "BODY",
  text: "Hello {{1}}, you owe us {{2}} by {{3}} at the latest.",
  example: { body_text: [["Asha", "$100.99", "February 25"]] },
};
const common = { language: "en_US", category: "MARKETING" };
const ownTemplates: readonly Example[] = [
  { ...common, name: "published_template", components: [body] },
  {
    ...common,
    name: "published_buttons",
    components: [
      { type: "HEADER", format: "IMAGE", example: { header_handle: ["<HEADER_HANDLE>"] } },
      body,
      {
        type: "BUTTONS",
        buttons: ["Yes", "No"].map((text) => ({ type: "QUICK_REPLY", text })),
      },
    ],
  },
  {
    ...common,
    name: "intro_catalog_offer",
    components: [body, { type: "BUTTONS", buttons: [{ type: "CATALOG", text: "View catalog" }] }],
  },
  {
    ...common,
    name: "published_flow",
    components: [
      { type: "BODY", text: "Book your trip" },
      {
        type: "BUTTONS",
        buttons: [
          {
            type: "FLOW",
            text: "Book",
            flow_id: "800000000000001",
            flow_action: "navigate",
            navigate_screen: "A",
          },
        ],
      },
    ],
  },
];
