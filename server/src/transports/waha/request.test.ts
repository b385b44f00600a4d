// Each kind of message as WAHA's endpoint for it wants it.

import type { MessageObject } from "@waypost/contract";
import { expect, test } from "vitest";
import { writeRequest } from "./request.ts";

const envelope = { session: "desk", chatId: "14155550123@c.us", id: "01890A5DAC96774BBCCEB302099A8057" };
const link = "https://cdn.example/a";

const cases: [MessageObject, path: string, body: object][] = [
  [{ type: "text", text: { body: "Hi" } }, "/sendText", { text: "Hi", linkPreview: false }],
  [
    { type: "text", text: { body: "Hi", preview_url: true }, context: { message_id: "3EB0AA" } },
    "/sendText",
    { text: "Hi", linkPreview: true, reply_to: "false_14155550123@c.us_3EB0AA" },
  ],
  [
    { type: "image", image: { link: `${link}.png`, caption: "See" } },
    "/sendImage",
    { file: { url: `${link}.png`, mimetype: "image/png" }, caption: "See" },
  ],
  [{ type: "video", video: { link } }, "/sendVideo", { file: { url: link, mimetype: "video/mp4" } }],
  [
    { type: "audio", audio: { link: `${link}.mp3` } },
    "/sendVoice",
    { file: { url: `${link}.mp3`, mimetype: "audio/mpeg" }, convert: true },
  ],
  [
    { type: "document", document: { link: `${link}.pdf`, filename: "bill.pdf" } },
    "/sendFile",
    { file: { url: `${link}.pdf`, mimetype: "application/pdf", filename: "bill.pdf" } },
  ],
  [{ type: "sticker", sticker: { link } }, "/sendSticker", { file: { url: link, mimetype: "image/webp" } }],
  [
    { type: "location", location: { latitude: "9.9", longitude: 76.2, name: "Fort", address: "Kochi" } },
    "/sendLocation",
    { latitude: 9.9, longitude: 76.2, title: "Fort\nKochi" },
  ],
  [
    { type: "contacts", contacts: [{ name: { formatted_name: "Asha;\nX" }, phones: [{ phone: "+1" }] }] },
    "/sendContactVcard",
    {
      contacts: [{ vcard: "BEGIN:VCARD\nVERSION:3.0\nN:;;;;\nFN:Asha\\;\\nX\nTEL;type=CELL:+1\nEND:VCARD" }],
    },
  ],
  [
    {
      type: "interactive",
      interactive: {
        type: "list",
        header: { type: "text", text: "Times" },
        body: { text: "When?" },
        footer: { text: "Or call" },
        action: {
          button: "Choose",
          sections: [
            { title: "AM", rows: [{ id: "1", title: "9" }] },
            { title: "PM", rows: [{ id: "2", title: "3", description: "late" }] },
          ],
        },
      },
    },
    "/sendText",
    {
      text: "*Times*\n\nWhen?\n\n*AM*\n1. 9\n\n*PM*\n2. 3\n   late\n\n_Or call_",
      linkPreview: false,
    },
  ],
];

test.each(cases)("%j", (message, path, body) => {
  expect(writeRequest(message, envelope)).toEqual({
    ok: true,
    request: { method: "POST", path, body: { ...envelope, ...body } },
  });
});

test("a reaction names the message it is for", () => {
  const reaction = { message_id: "3EB0AA", emoji: "👍" };
  expect(writeRequest({ type: "reaction", reaction }, envelope)).toEqual({
    ok: true,
    request: {
      method: "PUT",
      path: "/reaction",
      body: { session: "desk", messageId: "false_14155550123@c.us_3EB0AA", reaction: "👍" },
    },
  });
});

test.each<MessageObject>([
  { type: "template", template: { name: "a", language: "en" } },
  { type: "image", image: { id: "1" } },
  {
    type: "interactive",
    interactive: {
      type: "location_request_message",
      body: { text: "Where?" },
      action: { name: "send_location" },
    },
  },
  {
    type: "interactive",
    interactive: {
      type: "button",
      header: { type: "image", image: { link } },
      body: { text: "Well?" },
      action: { buttons: [{ type: "reply", reply: { id: "1", title: "Yes" } }] },
    },
  },
])("%j is refused, not sent as something less", (message) => {
  expect(writeRequest(message, envelope)).toMatchObject({ ok: false, error: { code: "type_not_supported" } });
});
