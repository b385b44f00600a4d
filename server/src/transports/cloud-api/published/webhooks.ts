// What Meta publishes as examples of its `messages` webhook, under Meta's own titles.
//
// From /whatsapp/webhooks in business-messaging-api_v23.0.yaml of github.com/facebook/openapi, at commit
// 231e184578bf86f5024149dd8d5ec234e340f6cb. Copyright (c) Meta Platforms, Inc. and affiliates, MIT licence.
// Word for word; what stands around the messages is the same in all of them, so it stands here once.

import type { Example } from "./messages.ts";

export function incoming(message: Example): Example {
  // The notice of a new number comes without contacts.
  const contacts = message["type"] === "system" ? {} : { contacts: [contact] };
  return webhook({ ...contacts, messages: [message] });
}

export function webhook(value: Example): Example {
  const change = { value: { messaging_product: "whatsapp", metadata, ...value }, field: "messages" };
  return {
    object: "whatsapp_business_account",
    entry: [{ id: "102290129340398", changes: [change] }],
  };
}

export const metadata = { display_phone_number: "15550783881", phone_number_id: "106540352242922" };

const contact = { profile: { name: "Sheena Nelson" }, wa_id: "16505551234" };
const from = "16505551234";
const earlier = (id: string) => ({ from: "15550783881", id });

export const messages: Readonly<Record<string, Example & { id: string; timestamp: string; type: string }>> = {
  "Text Message": {
    from,
    id: "wamid.HBgLMTY1MDM4Nzk0MzkVAgASGBQzQTRBNjU5OUFFRTAzODEwMTQ0RgA=",
    timestamp: "1749416383",
    type: "text",
    text: { body: "Does it come in another color?" },
  },
  "Text Message with Context (Product Inquiry)": {
    context: {
      ...earlier("wamid.HBgLMTY1MDM4Nzk0MzkVAgARGA9wcm9kdWN0X2lucXVpcnkA"),
      referred_product: { catalog_id: "194836987003835", product_retailer_id: "di9ozbzfi4" },
    },
    from,
    id: "wamid.HBgLMTY1MDM4Nzk0MzkVAgASGBQzQTA2NTUwRkNEMDdFQjJCRUU0NQA=",
    timestamp: "1750016800",
    text: { body: "Is this still available?" },
    type: "text",
  },
  "Text Message from Click to WhatsApp Ad": {
    referral: {
      source_url: "https://fb.me/3cr4Wqqkv",
      source_id: "120226305854810726",
      source_type: "ad",
      body: "Summer Succulents are here!",
      headline: "Chat with us",
      media_type: "image",
      image_url: "https://scontent.xx.fbcdn.net/v/t45.1...",
      ctwa_clid:
        "Aff-n8ZTODiE79d22KtAwQKj9e_mIEOOj27vDVwFjN80dp4_0NiNhEgpGo0AHemvuSoifXaytfTzcchptiErTKCqTrJ5nW1h7" +
        "IHYeYymGb5K5J5iTROpBhWAGaIAeUzHL50",
      welcome_message: { text: "Hi there! Let us know how we can help!" },
    },
    from,
    id: "wamid.HBgLMTY1MDM4Nzk0MzkVAgASGBQzQUQ0N0VFMDA2MTQ0RkJFNkNDNAA=",
    timestamp: "1750275992",
    text: { body: "Hello! Can I get more info on this?" },
    type: "text",
  },
  "Reaction Message": {
    from,
    id: "wamid.HBgLMTY1MDM4Nzk0MzkVAgASGBQzQTRBNjU5OUFFRTAzODEwMTQ0RgA=",
    timestamp: "1749419544",
    type: "reaction",
    reaction: {
      message_id: "wamid.HBgLMTY1MDM4Nzk0MzkVAgARGBI0RTJEOTc2ODVERUY5RDlGNkYA",
      emoji: "👍",
    },
  },
  "Image Message": {
    from,
    id: "wamid.HBgLMTY1MDM4Nzk0MzkVAgASGBQzQTRBNjU5OUFFRTAzODEwMTQ0RgA=",
    timestamp: "1744344496",
    type: "image",
    image: {
      caption: "Taj Mahal",
      mime_type: "image/jpeg",
      sha256: "SfInY0gGKTsJlUWbwxC1k+FAD0FZHvzwfpvO0zX0GUI=",
      id: "1003383421387256",
    },
  },
  "Location Message": {
    from,
    id: "wamid.HBgLMTY1MDM4Nzk0MzkVAgASGBQzQTU2MjZEMDBGRkE3MENEMDE0RQA=",
    timestamp: "1744344496",
    location: {
      address: "101 Forest Ave, Palo Alto, CA 94301",
      latitude: 37.44221496582,
      longitude: -122.16165924072,
      name: "Philz Coffee",
      url: "https://philzcoffee.com/",
    },
    type: "location",
  },
  "Contact Sharing Message": {
    from,
    id: "wamid.HBgLMTY1MDM4Nzk0MzkVAgASGBQzQTRBNjU5OUFFRTAzODEwMTQ0RgA=",
    timestamp: "1744344496",
    type: "contacts",
    contacts: [
      {
        name: { first_name: "Lucía", last_name: "Gómez", formatted_name: "Lucía Gómez" },
        org: { company: "Google" },
        phones: [{ phone: "+1 (983) 555-2319", wa_id: "19835552319", type: "MOBILE" }],
      },
    ],
  },
  "Unsupported Message": {
    from,
    id: "wamid.HBgLMTQyMDU1NTA3NDkVAgASGBI5N0MwRjg0RTVBNUI1RDA2OTkA",
    timestamp: "1750090702",
    errors: [
      {
        code: 131051,
        title: "Message type unknown",
        message: "Message type unknown",
        error_data: { details: "Message type is currently not supported." },
      },
    ],
    type: "unsupported",
  },
  "Button Message": {
    context: earlier("wamid.HBgLMTY1MDM4Nzk0MzkVAgARGBJFNjk2OTMwNEZCQjhGMzUyQUYA"),
    from,
    id: "wamid.HBgLMTY1MDM4Nzk0MzkVAgASGBQzQUU0M0MxQzQzMUJCMTMwNUZFOQA=",
    timestamp: "1750091045",
    type: "button",
    button: { payload: "Unsubscribe", text: "Unsubscribe" },
  },
  "Interactive List Reply Message": {
    context: earlier("wamid.HBgLMTY1MDM4Nzk0MzkVAgARGBJGMzEyNzhENTZDMzNGODlDRDgA"),
    from,
    id: "wamid.HBgLMTY1MDM4Nzk0MzkVAgASGBQzQUJDQ0NDM0FEODY4ODkzOTc5RgA=",
    timestamp: "1749854575",
    type: "interactive",
    interactive: {
      type: "list_reply",
      list_reply: {
        id: "priority_express",
        title: "Priority Mail Express",
        description: "Next Day to 2 Days",
      },
    },
  },
  "Interactive Button Reply Message": {
    context: earlier("wamid.HBgLMTY1MDM4Nzk0MzkVAgARGBI3MEM2RUJFNkI0RENGQTVDRjUA"),
    from,
    id: "wamid.HBgLMTY1MDM4Nzk0MzkVAgASGBQzQTZBQzg0MzQ4QjRCM0NGNkVGOAA=",
    timestamp: "1750025136",
    type: "interactive",
    interactive: { type: "button_reply", button_reply: { id: "cancel-button", title: "Cancel" } },
  },
  "Order Message": {
    from,
    id: "wamid.HBgLMTY1MDM4Nzk0MzkVAgASGBQzQTEyQjFGNzI1QTQxMjI5QTMyOQA=",
    timestamp: "1750096325",
    type: "order",
    order: {
      catalog_id: "194836987003835",
      text: "",
      product_items: [
        { product_retailer_id: "di9ozbzfi4", quantity: 2, item_price: 30, currency: "USD" },
        { product_retailer_id: "nqryix03ez", quantity: 1, item_price: 25, currency: "USD" },
      ],
    },
  },
  "System Message": {
    from,
    id: "wamid.HBgLMTk4MzU1NTE5NzQVAgASGAoxMTgyMDg2MjY3AA==",
    timestamp: "1750269342",
    system: {
      body: "User Sheena Nelson changed from 16505551234 to 12195555358",
      wa_id: "12195555358",
      type: "user_changed_number",
    },
    type: "system",
  },
};

/** The example of Meta's page "messages webhook reference", which the specification has none of. */
export const delivered = {
  id: "wamid.HBgLMTY1MDM4Nzk0MzkVAgARGBI3MTE5MjVBOTE3MDk5QUVFM0YA",
  status: "delivered",
  timestamp: "1750263773",
  recipient_id: "16505551234",
  conversation: { id: "6ceb9d929c9bdc4f90e967a32f8639b4", origin: { type: "service" } },
  pricing: { billable: true, pricing_model: "CBP", category: "service" },
};

/** Changes of a kind this version has no use for: about groups. */
export const groups: Readonly<Record<string, Example>> = {
  "Group Create Message": {
    field: "group_lifecycle_update",
    value: {
      messaging_product: "whatsapp",
      metadata,
      groups: [
        {
          timestamp: "1750269342",
          group_id: "Y2FwaV9ncm91cDoxODA1NTU1MDE3MjoxMjAzNjMyMjI3NzE5NjMwNjcZD",
          type: "group_create",
          request_id: "784D93D0C468593037EA0B1ECA245D9C",
          subject: "your-group-subject",
          description: "your-group-description",
          added_participants: [
            { input: 16_505_551_234, wa_id: 16_505_551_234 },
            { input: 16_505_551_235, wa_id: 16_505_551_235 },
          ],
        },
      ],
    },
  },
  "Group Settings Update": {
    field: "group_settings_update",
    value: {
      messaging_product: "whatsapp",
      metadata,
      groups: [
        {
          timestamp: "1750269342",
          group_id: "Y2FwaV9ncm91cDoxODA1NTU1MDE3MjoxMjAzNjMyMjI3NzE5NjMwNjcZD",
          type: "group_settings_update",
          request_id: "784D93D0C468593037EA0B1ECA245D9C",
          profile_picture: { mime_type: "image/jpeg", sha256: "SfInY0gGKTsJlUWbwxC1k+FAD0FZHv" },
        },
      ],
    },
  },
};
