// Every kind of message this road can show, as the person's phone really decrypted it; and what comes back.

import { Readable } from "node:stream";
import type { MessageObject } from "@waypost/contract";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { openLinked, send, text } from "./testing/rig.ts";
import type { Rig } from "./testing/rig.ts";
import { digits, startWhatsApp } from "./testing/whatsapp.ts";
import type { Received, WhatsApp } from "./testing/whatsapp.ts";

const address = "+5511950000001";
const fetched: string[] = [];
let whatsapp: WhatsApp;
let rig: Rig;

beforeAll(async () => {
  whatsapp = await startWhatsApp();
  rig = await openLinked(whatsapp, {
    address,
    deps: {
      fetchMedia: async (url) => {
        fetched.push(url);
        if (url.includes("slow")) return await new Promise(() => {});
        if (url.includes("inside")) throw new Error("That address is ours.");
        return { stream: Readable.from([Buffer.from(`the file at ${url}`)]), contentType: "image/png; x=y" };
      },
    },
  });
});
afterAll(async () => {
  await rig.session.close();
  await whatsapp.stop();
});

let people = 14_155_550_400;

/** What the phone shows of it. */
async function shown(message: MessageObject): Promise<Received> {
  const person = `+${++people}`;
  expect(await send(rig, { ...text(person), message })).toMatchObject({ kind: "accepted" });
  await vi.waitFor(async () => expect(await whatsapp.received(person)).toHaveLength(1));
  return (await whatsapp.received(person))[0]!;
}

const link = "https://cdn.example/files/a%20plan.pdf";

describe("what is sent", () => {
  test("text, without a look at the links in it", async () => {
    const message: MessageObject = {
      type: "text",
      text: { body: "see https://a.example", preview_url: true },
    };
    expect(await shown(message)).toMatchObject({ type: "text", text: { body: "see https://a.example" } });
    expect(fetched).toEqual([]);
  });

  test.each<[MessageObject["type"], MessageObject, object]>([
    [
      "image",
      { type: "image", image: { link, caption: "a plan" } },
      { caption: "a plan", mime_type: "image/png" },
    ],
    ["video", { type: "video", video: { link, caption: "a film" } }, { caption: "a film" }],
    ["audio", { type: "audio", audio: { link, voice: true } }, { voice: true }],
    ["document", { type: "document", document: { link, caption: "a plan" } }, { filename: "a plan.pdf" }],
    ["sticker", { type: "sticker", sticker: { link } }, { mime_type: "image/webp" }],
  ])("%s, fetched by us and encrypted for WhatsApp's media host", async (type, message, expected) => {
    fetched.length = 0;
    const received = await shown(message);
    expect(received.type).toBe(type);
    expect(received[type]).toMatchObject(expected);
    expect(fetched).toEqual([link]);
  });

  test("a place, and contacts with all their lines", async () => {
    const location = { latitude: "9.9312", longitude: 76.2673, name: "Fort Kochi" };
    expect(await shown({ type: "location", location })).toMatchObject({
      type: "location",
      location: { latitude: 9.9312, longitude: 76.2673, name: "Fort Kochi" },
    });
    const contact = {
      name: { formatted_name: "Asha Nair", first_name: "Asha" },
      phones: [{ phone: "+91 98 0", wa_id: "9198" }],
    };
    const received = await shown({ type: "contacts", contacts: [contact] });
    expect(received.type).toBe("contacts");
    expect(JSON.stringify(received["contacts"])).toContain("Asha Nair");
  });

  test("a link button as text, a picture over buttons as its caption", async () => {
    const body = { text: "Your trip" };
    const see = { name: "cta_url", parameters: { display_text: "See", url: "https://a.example/t" } } as const;
    expect(
      await shown({ type: "interactive", interactive: { type: "cta_url", body, action: see } }),
    ).toMatchObject({
      text: { body: "Your trip\n\nSee: https://a.example/t" },
    });
    const buttons = [{ type: "reply" as const, reply: { id: "y", title: "Yes" } }];
    const header = { type: "image" as const, image: { link } };
    const interactive = { type: "button" as const, header, body, action: { buttons } };
    expect(await shown({ type: "interactive", interactive })).toMatchObject({
      type: "image",
      image: { caption: "Your trip\n\n1. Yes" },
    });
  });

  test("a reaction and a reply point at what they are about", async () => {
    const person = "+14155550500";
    const id = await whatsappId(person, "hello?");
    const reaction: MessageObject = { type: "reaction", reaction: { message_id: id, emoji: "👍" } };
    const answer: MessageObject = { type: "text", text: { body: "hello!" }, context: { message_id: id } };
    for (const message of [reaction, answer]) {
      expect(await send(rig, { ...text(person), message })).toMatchObject({ kind: "accepted" });
    }
    await vi.waitFor(async () => expect(await whatsapp.received(person)).toHaveLength(2));
    const received = JSON.stringify(await whatsapp.received(person));
    expect(received).toContain("👍");
    expect(received).toContain(id);
  });
});

describe("what is refused before it is sent", () => {
  const unsupported: [string, MessageObject][] = [
    ["a template", { type: "template", template: { name: "trip", language: "en_US" } }],
    ["an upload id", { type: "image", image: { id: "123" } }],
    [
      "a request for a location",
      {
        type: "interactive",
        interactive: {
          type: "location_request_message",
          body: { text: "Where?" },
          action: { name: "send_location" },
        },
      },
    ],
  ];

  test.each(unsupported)("%s", async (_, message) => {
    const before = await whatsapp.tally();
    const outcome = await send(rig, { ...text("+14155550600"), message });
    expect(outcome).toMatchObject({ kind: "refused", error: { code: "type_not_supported" } });
    expect((await whatsapp.tally())["messages"]).toBe(before["messages"]);
  });

  test("media that may not be fetched", async () => {
    const message: MessageObject = { type: "image", image: { link: "http://inside.example/a.png" } };
    const outcome = await send(rig, { ...text("+14155550601"), message });
    expect(outcome).toMatchObject({ kind: "refused", error: { code: "media_rejected" } });
  });
});

describe("what takes too long", () => {
  test("is given up before it left, when the caller no longer waits", async () => {
    const message: MessageObject = { type: "image", image: { link: "https://slow.example/a.png" } };
    const outcome = await send(rig, { ...text("+14155550602"), message }, 100);
    expect(outcome).toMatchObject({ kind: "later", counts: false });
  });
});

describe("what people send", () => {
  test.each<[string, object, object]>([
    [
      "location",
      { latitude: 1.5, longitude: 2.5, name: "Here" },
      { latitude: 1.5, longitude: 2.5, name: "Here" },
    ],
    ["image", { caption: "look" }, { caption: "look" }],
    ["contacts", [{ name: { formatted_name: "Asha" } }], [{ name: { formatted_name: "Asha" } }]],
  ])("%s arrives in Meta's shape", async (type, content, expected) => {
    const person = `+${++people}`;
    await whatsapp.post(`people/${digits(person)}/reply`, { type, [type]: content, to: digits(address) });
    await vi.waitFor(() => expect(rig.inbound().some(({ from }) => from === person)).toBe(true));
    const event = rig.inbound().find(({ from }) => from === person);
    expect(event).toMatchObject({ type, body: { [type]: expected } });
  });
});

/** A person writes, and we hear it under this id. */
async function whatsappId(person: string, body: string): Promise<string> {
  await whatsapp.reply(person, address, body);
  await vi.waitFor(() => expect(rig.inbound().some(({ from }) => from === person)).toBe(true));
  return rig.inbound().find(({ from }) => from === person)?.providerMessageId ?? "";
}
