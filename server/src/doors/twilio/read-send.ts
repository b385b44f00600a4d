// Turns the form by which Twilio's clients create a message into a request of our own API. Pure.

import { withoutChannel } from "./address.ts";
import { badField, fieldOf, fieldsOf, type Form } from "./form.ts";

export type Asked = {
  /** A body for `POST /v1/messages`, without the template. */
  message: Record<string, unknown>;
  /** By its id, `tpl_…`: its name and language are to be looked up. */
  template: { id: string; variables: Readonly<Record<string, string>> } | null;
  statusCallback: string | null;
};

/** Parameters of https://www.twilio.com/docs/messaging/api/message-resource, as far as WhatsApp knows them. */
export function readSend(form: Form): Asked {
  refuseWhatIsNotKept(form);
  const to = fieldOf(form, "To");
  if (to === null) throw badField("To", "is required");
  const [from, validity] = [fieldOf(form, "From"), fieldOf(form, "ValidityPeriod")];
  const template = templateIn(form);
  return {
    message: {
      to: withoutChannel(to),
      // A messaging service chooses the sender: so do our default sender and the tenant's routing policy.
      ...(from === null ? {} : { from: withoutChannel(from) }),
      ...(validity === null ? {} : { ttl_seconds: wholeNumber("ValidityPeriod", validity) }),
      ...scheduleIn(form),
      ...(template === null ? contentIn(form) : {}),
    },
    template,
    statusCallback: fieldOf(form, "StatusCallback"),
  };
}

/** What was asked for in these words would be a promise that is not kept; the rest of Twilio's fields are about SMS. */
function refuseWhatIsNotKept(form: Form): void {
  const kept: readonly [string, string][] = [
    ["ContentRetention", "retain"],
    ["AddressRetention", "retain"],
    ["ShortenUrls", "false"],
  ];
  for (const [name, only] of kept) {
    const value = fieldOf(form, name);
    if (value !== null && value !== only) throw badField(name, `can only be ${only} here`);
  }
  if (fieldOf(form, "ApplicationSid") !== null) throw badField("ApplicationSid", "is not known here");
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw badField(name, "must be a whole number of seconds");
  return Number(text);
}

function scheduleIn(form: Form): Record<string, unknown> {
  const [type, at] = [fieldOf(form, "ScheduleType"), fieldOf(form, "SendAt")];
  if (type === null && at === null) return {};
  if (type !== "fixed") throw badField("ScheduleType", "must be fixed");
  if (at === null) throw badField("SendAt", "is required with ScheduleType");
  return { send_at: at };
}

function templateIn(form: Form): Asked["template"] {
  const sid = fieldOf(form, "ContentSid");
  if (sid === null) return null;
  const hex = /^HX([0-9a-f]{32})$/.exec(sid)?.[1];
  if (hex === undefined) throw badField("ContentSid", "must be HX and the 32 digits of a template's id");
  return { id: `tpl_${hex}`, variables: variablesIn(fieldOf(form, "ContentVariables")) };
}

function variablesIn(text: string | null): Record<string, string> {
  if (text === null) return {};
  const entries = Object.entries(parseObject(text));
  if (entries.some(([, value]) => typeof value !== "string"))
    throw badField("ContentVariables", "must have texts for values");
  return Object.fromEntries(entries) as Record<string, string>;
}

function parseObject(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Said below.
  }
  throw badField("ContentVariables", "must be a JSON object");
}

function contentIn(form: Form): Record<string, unknown> {
  const body = fieldOf(form, "Body");
  const media = fieldsOf(form, "MediaUrl");
  const place = placeIn(fieldsOf(form, "PersistentAction"));
  if (place !== null) return { type: "location", location: place };
  if (media.length > 1)
    throw badField("MediaUrl", "can be given once: WhatsApp carries one file in a message");
  const [link] = media;
  if (link !== undefined) return mediaOf(link, body);
  if (body === null) throw badField("Body", "or MediaUrl or ContentSid is required");
  return { type: "text", text: { body } };
}

/** `geo:37.78,-122.39|Name`: https://www.twilio.com/docs/whatsapp/tutorial/send-location-messages */
function placeIn(actions: readonly string[]): Record<string, unknown> | null {
  const [action] = actions;
  if (action === undefined) return null;
  const found = /^geo:(-?\d{1,3}(?:\.\d+)?),(-?\d{1,3}(?:\.\d+)?)(?:\|(.*))?$/.exec(action);
  if (found === null || actions.length > 1)
    throw badField("PersistentAction", "can only be one place, geo:…");
  const [, latitude, longitude, name] = found;
  return {
    latitude: Number(latitude),
    longitude: Number(longitude),
    ...(name === undefined || name === "" ? {} : { name }),
  };
}

/** Twilio asks the address for its type; what its name ends in tells the same before anything is fetched. */
function mediaOf(link: string, caption: string | null): Record<string, unknown> {
  const ending = /\.([a-z0-9]{2,4})(?:[?#]|$)/i.exec(link)?.[1]?.toLowerCase() ?? "";
  const type = typeByEnding[ending] ?? "document";
  const captioned = caption === null || type === "audio" ? {} : { caption };
  if (type === "audio" && caption !== null) throw badField("Body", "cannot go with a sound");
  return { type, [type]: { link, ...captioned } };
}

const typeByEnding: Readonly<Record<string, string>> = {
  jpg: "image",
  jpeg: "image",
  png: "image",
  mp4: "video",
  "3gp": "video",
  aac: "audio",
  amr: "audio",
  mp3: "audio",
  m4a: "audio",
  ogg: "audio",
};
