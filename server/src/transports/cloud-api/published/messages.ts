// Requests to POST /{phone-number-id}/messages as Meta publishes them, under Meta's own titles.
//
// From the examples of `sendMessage` in business-messaging-api_v23.0.yaml of github.com/facebook/openapi, at commit
// 231e184578bf86f5024149dd8d5ec234e340f6cb. Copyright (c) Meta Platforms, Inc. and affiliates, MIT licence.
// Word for word, placeholders included; a reply differs from what it replies to in its context alone, so two
// replies stand for all of them.

export type Example = Readonly<Record<string, unknown>>;

export const whatsapp = { messaging_product: "whatsapp" } as const;
export const person = {
  ...whatsapp,
  recipient_type: "individual",
  to: "{{Recipient-Phone-Number}}",
} as const;

/** What Meta answers to each of them. */
export const answered: Example = {
  ...whatsapp,
  contacts: [{ input: "+16505551234", wa_id: "16505551234" }],
  messages: [{ id: "wamid.HBgLMTY1MDM4Nzk0MzkVAgARGBJCOTY3NDc0NDFDRUI3NTA0Q0UA" }],
};

export const plain: Readonly<Record<string, Example>> = {
  "Send Text Message": {
    ...person,
    type: "text",
    text: { body: "text-message-content", preview_url: false },
  },
  "Send Text Message with Preview URL": {
    ...whatsapp,
    to: "{{Recipient-Phone-Number}}",
    text: { body: "Please visit https://youtu.be/hpltvTEiRrY.", preview_url: true },
  },
  "Send Reply to Text Message": {
    ...person,
    context: { message_id: "<MSGID_OF_PREV_MSG>" },
    type: "text",
    text: { body: "<TEXT_MSG_CONTENT>", preview_url: false },
  },
  "Send Reply with Reaction Message": {
    ...person,
    type: "reaction",
    reaction: { emoji: "😀", message_id: "wamid.HBgLM..." },
  },
  "Send Location Message": {
    ...person,
    type: "location",
    location: {
      address: "1 Hacker Way, Menlo Park, CA 94025",
      latitude: 37.758056,
      longitude: -122.425332,
      name: "META HQ",
    },
  },
  "Send Contact Message": {
    ...whatsapp,
    to: "{{Recipient-Phone-Number}}",
    type: "contacts",
    contacts: [
      {
        addresses: [
          {
            city: "Menlo Park",
            country: "United States",
            country_code: "us",
            state: "CA",
            street: "1 Hacker Way",
            type: "HOME",
            zip: "94025",
          },
          {
            city: "Menlo Park",
            country: "United States",
            country_code: "us",
            state: "CA",
            street: "200 Jefferson Dr",
            type: "WORK",
            zip: "94025",
          },
        ],
        birthday: "2012-08-18",
        emails: [
          { email: "test@fb.com", type: "WORK" },
          { email: "test@whatsapp.com", type: "HOME" },
        ],
        name: {
          first_name: "John",
          formatted_name: "John Smith",
          last_name: "Smith",
          middle_name: "D.",
          prefix: "Dr",
          suffix: "Jr",
        },
        org: { company: "WhatsApp", department: "Design", title: "Manager" },
        phones: [
          { phone: "+1 (940) 555-1234", type: "HOME" },
          { phone: "+1 (650) 555-1234", type: "WORK", wa_id: "16505551234" },
        ],
        urls: [
          { type: "WORK", url: "https://www.facebook.com" },
          { type: "HOME", url: "https://www.whatsapp.com" },
        ],
      },
    ],
  },
};

export const media: Readonly<Record<string, Example>> = {
  "Send Image Message by ID": { ...person, type: "image", image: { id: "<IMAGE_OBJECT_ID>" } },
  "Send Reply to Image Message by URL": {
    ...person,
    context: { message_id: "<MSGID_OF_PREV_MSG>" },
    type: "image",
    image: { link: "http(s)://image-url" },
  },
  "Send Audio Message by ID": { ...person, type: "audio", audio: { id: "<AUDIO_OBJECT_ID>" } },
  "Send Audio Message by URL": { ...person, type: "audio", audio: { link: "<http(s)://audio-url>" } },
  "Send Document Message by ID": {
    ...person,
    type: "document",
    document: {
      caption: "<DOCUMENT_CAPTION_TO_SEND>",
      filename: "<DOCUMENT_FILENAME>",
      id: "<DOCUMENT_OBJECT_ID>",
    },
  },
  "Send Document Message by URL": {
    ...person,
    type: "document",
    document: { caption: "<DOCUMENT-CAPTION-TEXT>", link: "<http(s)://document-url>" },
  },
  "Send Sticker Message by ID": { ...person, type: "sticker", sticker: { id: "<MEDIA_OBJECT_ID>" } },
  "Send Sticker Message by URL": { ...person, type: "sticker", sticker: { link: "<http(s)://sticker-url>" } },
  "Send Video Message by ID": {
    ...person,
    type: "video",
    video: { caption: "<VIDEO_CAPTION_TEXT>", id: "<VIDEO_OBJECT_ID>" },
  },
  "Send Video Message by URL": {
    ...person,
    type: "video",
    video: { caption: "<VIDEO_CAPTION_TEXT>", link: "<http(s)://video-url>" },
  },
};

export const readMark: Example = {
  ...whatsapp,
  status: "read",
  message_id: "wamid.HBgLMTY1MDM4Nzk0MzkVAgASGBQzQUYzMjEzNDM2RTZGQ0MzMDJBRgA=",
  typing_indicator: { type: "text" },
};
