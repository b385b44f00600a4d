// Webhooks of WAHA (how-to/events) and WasenderApi (api-docs, "Webhooks") about what people send.

import { type Golden, hash, replyTo } from "./golden.ts";

const waha = (event: string, payload: object): object => ({
  event,
  timestamp: 1_795_000_000_000,
  payload: { id: "false_919000000001@c.us_3EB0AA11", from: "919000000001@c.us", fromMe: false, ...payload },
});

export const wahaGoldens: readonly Golden[] = [
  {
    name: "a reply",
    payload: waha("message", { body: "Hi", hasMedia: false, replyTo: { id: "true_91@c.us_3EB0OUT1" } }),
    type: "text",
    content: { body: "Hi" },
    context: replyTo("3EB0OUT1"),
  },
  ...(["image", "video"] as const).map((type): Golden => ({
    name: `a file of type ${type}`,
    payload: waha("message", {
      body: "Look",
      hasMedia: true,
      media: { mimetype: `${type}/x`, url: "http://waha/api/files/1" },
    }),
    type,
    content: { caption: "Look" },
    file: { mime_type: `${type}/x`, sha256: null, size: null },
  })),
  {
    name: "a voice note",
    payload: waha("message", { body: "", hasMedia: true, media: { mimetype: "audio/ogg; codecs=opus" } }),
    type: "audio",
    content: { voice: true },
    file: { mime_type: "audio/ogg; codecs=opus", sha256: null, size: null },
  },
  {
    name: "a document",
    payload: waha("message", { hasMedia: true, media: { mimetype: "application/pdf", filename: "a.pdf" } }),
    type: "document",
    content: { filename: "a.pdf" },
    file: { mime_type: "application/pdf", sha256: null, size: null },
  },
  {
    name: "a sticker",
    payload: waha("message", { hasMedia: true, media: { mimetype: "image/webp" } }),
    type: "sticker",
    content: { animated: false },
    file: { mime_type: "image/webp", sha256: null, size: null },
  },
  {
    name: "a place",
    payload: waha("message", { body: "", location: { latitude: "9.93", longitude: "76.26", name: "Fort" } }),
    type: "location",
    content: { latitude: 9.93, longitude: 76.26, name: "Fort" },
  },
  {
    name: "a contact card",
    payload: waha("message", { body: "", vCards: ["BEGIN:VCARD\nFN:Ravi\nEND:VCARD"] }),
    type: "contacts",
    content: [{ name: { formatted_name: "Ravi" }, vcard: "BEGIN:VCARD\nFN:Ravi\nEND:VCARD" }],
  },
  {
    name: "a reaction",
    payload: waha("message.reaction", { reaction: { text: "🙏", messageId: "true_91@c.us_3EB0OUT1" } }),
    type: "reaction",
    content: { message_id: "3EB0OUT1", emoji: "🙏" },
  },
  {
    name: "a reaction that is taken back",
    payload: waha("message.reaction", { reaction: { text: "", messageId: "true_91@c.us_3EB0OUT1" } }),
    type: "reaction",
    content: { message_id: "3EB0OUT1", emoji: null },
  },
  {
    name: "an edit",
    payload: waha("message.edited", { body: "At ten", editedMessageId: "3EB0IN0" }),
    type: "edited",
    content: { message_id: "3EB0IN0", message: { type: "text", text: { body: "At ten" } } },
  },
  {
    name: "a deletion",
    payload: {
      event: "message.revoked",
      payload: {
        after: { id: "false_919000000001@c.us_3EB0AA11", from: "919000000001@c.us", fromMe: false },
        before: null,
        revokedMessageId: "3EB0IN0",
      },
    },
    type: "revoked",
    content: { message_id: "3EB0IN0" },
  },
  {
    name: "what its engine has no words for",
    payload: waha("message", { body: "", hasMedia: false, _data: { message: { pollCreationMessage: {} } } }),
    type: "unsupported",
    content: {
      type: "pollCreationMessage",
      raw: {
        id: "false_919000000001@c.us_3EB0AA11",
        from: "919000000001@c.us",
        fromMe: false,
        body: "",
        hasMedia: false,
        unsupported: { type: "pollCreationMessage" },
      },
    },
  },
];

const wasender = (message: object, messageBody?: string): object => ({
  event: "messages.received",
  timestamp: 1_795_000_000_000,
  data: {
    messages: {
      key: { id: "3EB0AA11", fromMe: false, remoteJid: "919000000001@s.whatsapp.net" },
      ...(messageBody === undefined ? {} : { messageBody }),
      message,
    },
  },
});

const file = {
  mimetype: "image/jpeg",
  fileSha256: hash.base64,
  fileLength: "2048",
  url: "https://mmg.x/1",
  mediaKey: "a",
};
const known = { mime_type: "image/jpeg", sha256: hash.hex, size: 2048 };

export const wasenderGoldens: readonly Golden[] = [
  {
    name: "a reply",
    payload: wasender({ extendedTextMessage: { text: "Hi", contextInfo: { stanzaId: "3EB0OUT1" } } }, "Hi"),
    type: "text",
    content: { body: "Hi" },
    context: replyTo("3EB0OUT1"),
  },
  {
    name: "a picture",
    payload: wasender({ imageMessage: { ...file, caption: "Look" } }, "Look"),
    type: "image",
    content: { caption: "Look" },
    file: known,
  },
  { name: "a video", payload: wasender({ videoMessage: file }), type: "video", content: {}, file: known },
  {
    name: "a voice note",
    payload: wasender({ audioMessage: { ...file, ptt: true } }),
    type: "audio",
    content: { voice: true },
    file: known,
  },
  {
    name: "a document",
    payload: wasender({ documentMessage: { ...file, fileName: "a.pdf" } }),
    type: "document",
    content: { filename: "a.pdf" },
    file: known,
  },
  {
    name: "a sticker",
    payload: wasender({ stickerMessage: { ...file, isAnimated: true } }),
    type: "sticker",
    content: { animated: true },
    file: known,
  },
  {
    name: "a place",
    payload: wasender({ locationMessage: { degreesLatitude: 9.93, degreesLongitude: 76.26, name: "Fort" } }),
    type: "location",
    content: { latitude: 9.93, longitude: 76.26, name: "Fort" },
  },
  {
    name: "a contact card",
    payload: wasender({ contactMessage: { displayName: "Ravi", vcard: "BEGIN:VCARD\nFN:Ravi\nEND:VCARD" } }),
    type: "contacts",
    content: [{ name: { formatted_name: "Ravi" }, vcard: "BEGIN:VCARD\nFN:Ravi\nEND:VCARD" }],
  },
  {
    name: "a reaction that is taken back",
    payload: wasender({ reactionMessage: { key: { id: "3EB0OUT1" }, text: "" } }),
    type: "reaction",
    content: { message_id: "3EB0OUT1", emoji: null },
  },
  {
    name: "a button of another client",
    payload: wasender({ buttonsResponseMessage: { selectedButtonId: "y", selectedDisplayText: "Yes" } }),
    type: "interactive",
    content: { type: "button_reply", button_reply: { id: "y", title: "Yes" } },
  },
  {
    name: "a template's button of another client",
    payload: wasender({ templateButtonReplyMessage: { selectedId: "y", selectedDisplayText: "Yes" } }),
    type: "button",
    content: { text: "Yes", payload: "y" },
  },
  {
    name: "an edit",
    payload: wasender({
      protocolMessage: {
        type: "MESSAGE_EDIT",
        key: { id: "3EB0IN0" },
        editedMessage: { conversation: "At ten" },
      },
    }),
    type: "edited",
    content: { message_id: "3EB0IN0", message: { type: "text", text: { body: "At ten" } } },
  },
  {
    name: "a deletion",
    payload: wasender({ protocolMessage: { type: 0, key: { id: "3EB0IN0" } } }),
    type: "revoked",
    content: { message_id: "3EB0IN0" },
  },
  {
    name: "a poll of theirs",
    payload: wasender({ pollCreationMessageV3: { name: "When?" } }),
    type: "unsupported",
    content: {
      type: "pollCreationMessageV3",
      raw: {
        unsupported: { type: "pollCreationMessageV3" },
        message: { pollCreationMessageV3: { name: "When?" } },
      },
    },
  },
];
