// Messages as WhatsApp Web has them (WAProto, Message), one of each kind a person can send there.

import { type Golden, hash, replyTo } from "./golden.ts";

const file = { mimetype: "image/jpeg", fileSha256: hash.base64, fileLength: 2048 };
const known = { mime_type: "image/jpeg", sha256: hash.hex, size: 2048 };
const quoting = { stanzaId: "3EB0OUT1" };

export const whatsappWebGoldens: readonly Golden[] = [
  { name: "a text", payload: { conversation: "Hi" }, type: "text", content: { body: "Hi" } },
  {
    name: "a reply that vanishes",
    payload: { ephemeralMessage: { message: { extendedTextMessage: { text: "Hi", contextInfo: quoting } } } },
    type: "text",
    content: { body: "Hi" },
    context: replyTo("3EB0OUT1"),
  },
  {
    name: "a text from an advertisement",
    payload: {
      extendedTextMessage: {
        text: "Hi",
        contextInfo: {
          externalAdReply: {
            title: "Tours",
            sourceType: "ad",
            sourceId: "1202",
            sourceUrl: "https://fb.me/1",
          },
        },
      },
    },
    type: "text",
    content: { body: "Hi" },
    referral: { source_type: "ad", source_id: "1202", source_url: "https://fb.me/1", headline: "Tours" },
  },
  {
    name: "a picture that was forwarded many times",
    payload: {
      imageMessage: { ...file, caption: "Look", contextInfo: { isForwarded: true, forwardingScore: 7 } },
    },
    type: "image",
    content: { caption: "Look" },
    context: { message_id: null, forwarded: true, frequently_forwarded: true, referred_product: null },
    file: known,
  },
  { name: "a video", payload: { videoMessage: file }, type: "video", content: {}, file: known },
  { name: "a video note", payload: { ptvMessage: file }, type: "video", content: {}, file: known },
  {
    name: "a voice note",
    payload: { audioMessage: { ...file, mimetype: "audio/ogg; codecs=opus", ptt: true } },
    type: "audio",
    content: { voice: true },
    file: { ...known, mime_type: "audio/ogg; codecs=opus" },
  },
  {
    name: "a document with a caption",
    payload: {
      documentWithCaptionMessage: {
        message: { documentMessage: { ...file, fileName: "a.pdf", caption: "Here" } },
      },
    },
    type: "document",
    content: { filename: "a.pdf", caption: "Here" },
    file: known,
  },
  {
    name: "a sticker",
    payload: { stickerMessage: { ...file, isAnimated: true } },
    type: "sticker",
    content: { animated: true },
    file: known,
  },
  {
    name: "a place",
    payload: { locationMessage: { degreesLatitude: 9.93, degreesLongitude: 76.26, name: "Fort Kochi" } },
    type: "location",
    content: { latitude: 9.93, longitude: 76.26, name: "Fort Kochi" },
  },
  {
    name: "a contact card",
    payload: {
      contactMessage: {
        displayName: "Ravi",
        vcard: "BEGIN:VCARD\nFN:Ravi\nTEL;waid=91900:+91 900\nEND:VCARD",
      },
    },
    type: "contacts",
    content: [
      {
        name: { formatted_name: "Ravi" },
        phones: [{ phone: "+91 900", wa_id: "91900" }],
        vcard: "BEGIN:VCARD\nFN:Ravi\nTEL;waid=91900:+91 900\nEND:VCARD",
      },
    ],
  },
  {
    name: "a reaction",
    payload: { reactionMessage: { key: { id: "3EB0OUT1" }, text: "👍" } },
    type: "reaction",
    content: { message_id: "3EB0OUT1", emoji: "👍" },
  },
  {
    name: "a reaction that is taken back",
    payload: { reactionMessage: { key: { id: "3EB0OUT1" }, text: "" } },
    type: "reaction",
    content: { message_id: "3EB0OUT1", emoji: null },
  },
  {
    name: "a template's button of another client",
    payload: { templateButtonReplyMessage: { selectedId: "y", selectedDisplayText: "Yes" } },
    type: "button",
    content: { text: "Yes", payload: "y" },
  },
  {
    name: "a button of another client",
    payload: {
      buttonsResponseMessage: { selectedButtonId: "y", selectedDisplayText: "Yes", contextInfo: quoting },
    },
    type: "interactive",
    content: { type: "button_reply", button_reply: { id: "y", title: "Yes" } },
    context: replyTo("3EB0OUT1"),
  },
  {
    name: "a line of a list",
    payload: { listResponseMessage: { title: "9 AM", singleSelectReply: { selectedRowId: "s1" } } },
    type: "interactive",
    content: { type: "list_reply", list_reply: { id: "s1", title: "9 AM" } },
  },
  {
    name: "an edit",
    payload: {
      protocolMessage: { type: 14, key: { id: "3EB0IN0" }, editedMessage: { conversation: "At ten" } },
    },
    type: "edited",
    content: { message_id: "3EB0IN0", message: { type: "text", text: { body: "At ten" } } },
  },
  {
    name: "a deletion",
    payload: { protocolMessage: { type: 0, key: { id: "3EB0IN0" } } },
    type: "revoked",
    content: { message_id: "3EB0IN0" },
  },
  {
    name: "a poll of theirs",
    payload: { pollCreationMessage: { name: "When?", options: [{ optionName: "Now" }] } },
    type: "unsupported",
    content: {
      type: "pollCreationMessage",
      raw: {
        unsupported: { type: "pollCreationMessage" },
        message: { pollCreationMessage: { name: "When?", options: [{ optionName: "Now" }] } },
      },
    },
  },
];
