// Events: what Waypost tells of by itself, type by type, each with what it says besides its ids.

import Type from "typebox";
import { closed, instant, text, words } from "../json-schema.ts";
import { messageStatuses } from "./message.ts";

const id = (prefix: string) => Type.String({ pattern: `^${prefix}_[0-9a-f]{32}$` });
const some = Type.Optional;
const code = Type.String({ pattern: "^[A-Za-z0-9_]{1,64}$", description: "Why, as a code." });

/** What every event says. */
const always = {
  id: { ...id("evt"), description: "Also the `webhook-id`, and where to go on: `Last-Event-ID`." },
  timestamp: instant,
  sequence: Type.Integer({
    minimum: 0,
    description:
      "Rises with each change of one thing, and of one conversation, in the order in which they became final. " +
      "Gaps mean nothing.",
  }),
  mode: some(words("live", "test")),
};

/** One kind of event: the types it comes as, and its schema. */
export type EventKind = {
  /** `message.sent`, or with a status that is not known beforehand `template.*`. */
  types: readonly string[];
  says: string;
  schema: Type.TObject;
};

const kind = (types: readonly string[], says: string, fields: Type.TProperties): EventKind => ({
  types,
  says,
  schema: closed({
    ...always,
    type: types.every((type) => type.endsWith(".*"))
      ? Type.String({ pattern: `^(${types.map((type) => type.slice(0, -2)).join("|")})\\.[a-z_]{1,40}$` })
      : words(...(types as [string, ...string[]])),
    ...fields,
  }),
});

const sessionStates = [
  "stopped",
  "starting",
  "pairing",
  "connected",
  "reconnecting",
  "logged_out",
  "replaced",
  "banned",
] as const;

/** A claim is no news, and what is due later is queued from the beginning. */
const toldStatuses = messageStatuses.filter((status) => status !== "sending" && status !== "scheduled");
const messageTold = {
  message_id: id("msg"),
  sender_id: id("snd"),
};

/** Every event there is. A test holds it to what the database writes. */
export const eventCatalogue: readonly EventKind[] = [
  kind(
    toldStatuses.map((status) => `message.${status}`),
    "A message's status has changed; `message.queued` also tells that one was accepted, whenever it is due.",
    { ...messageTold, status: words(...messageStatuses), code: some(code) },
  ),
  kind(["message.received"], "A person wrote to a sender; `status` is the kind of message.", {
    message_id: id("inb"),
    sender_id: id("snd"),
    contact_id: some(id("con")),
    status: text(64),
  }),
  kind(
    sessionStates.map((state) => `session.${state}`),
    "The link to a sender's phone is in another state.",
    { sender_id: id("snd"), status: words(...sessionStates), code: some(code) },
  ),
  kind(
    ["sender.health"],
    "A sender was paused or goes on, may write to nobody new for a while, or Meta rates its quality.",
    {
      sender_id: id("snd"),
      status: words("paused", "healthy", "degraded", "rated"),
      code: some(code),
      data: some(closed({ until: some(instant), quality: some(text(32)) })),
    },
  ),
  kind(
    ["template.*"],
    "A template has another status, in small letters; or, by the type, another category or quality.",
    {
      template_id: id("tpl"),
      status: Type.String({ pattern: "^[a-z_]{1,40}$" }),
      code: some(code),
      data: some(
        closed({ category: some(text(64)), previous_category: some(text(64)), quality: some(text(32)) }),
      ),
    },
  ),
  kind(["campaign.*"], "A campaign has another status.", {
    campaign_id: id("cmp"),
    status: Type.String({ pattern: "^[a-z_]{1,40}$" }),
    code: some(code),
    data: some(Type.Unsafe<Record<string, unknown>>({ type: "object" })),
  }),
  kind(["contact.opted_out", "contact.opted_in"], "A person wants no more of something, or wants it again.", {
    suppression_id: id("sup"),
    contact_id: some(id("con")),
    status: words("opted_out", "opted_in"),
    code: some(code),
    data: closed({ purpose: words("marketing", "all"), lane: words("own", "provider") }),
  }),
  kind(["webhook_endpoint.disabled"], "An endpoint is told nothing any more; `code` says why.", {
    webhook_endpoint_id: id("whe"),
    status: words("disabled"),
    code: some(code),
  }),
  kind(["usage.alert"], "The tenant has used as much as a rule of its own names; `data` is the alert.", {
    alert_id: id("alr"),
    status: words("raised"),
    data: Type.Unsafe<Record<string, unknown>>({ type: "object" }),
  }),
];

/** The kind a type belongs to; undefined for what is no event. */
export function eventKindOf(type: string): EventKind | undefined {
  const family = `${type.slice(0, type.indexOf("."))}.*`;
  return eventCatalogue.find(({ types }) => types.includes(type) || types.includes(family));
}

/** Any of them: what the stream and its list say. */
export const liveEvent = Type.Unsafe<LiveEvent>({
  title: "EventResource",
  type: "object",
  additionalProperties: false,
  required: ["id", "type", "timestamp", "sequence"],
  properties: Object.fromEntries(
    Object.entries({
      ...always,
      type: Type.String({ description: "`message.sent`, and others: docs/events.md." }),
      status: some(Type.String({ description: "What the thing's status is now." })),
      ...Object.fromEntries(
        [
          "message",
          "sender",
          "contact",
          "template",
          "campaign",
          "suppression",
          "alert",
          "webhook_endpoint",
        ].map((name) => [`${name}_id`, some(Type.String())]),
      ),
      code: some(code),
      data: some(Type.Unsafe<Record<string, unknown>>({ type: "object" })),
    }),
  ),
});

/** Which thing, and what became of it. Ids and codes only: ask for the thing itself to know more. */
export type LiveEvent = {
  id: string;
  type: string;
  timestamp: string;
  sequence: number;
  mode?: "live" | "test";
  status?: string;
  code?: string;
  data?: Readonly<Record<string, unknown>>;
} & Readonly<Record<`${string}_id`, string>>;

export const eventsQuery = closed({
  types: some(
    Type.String({
      minLength: 1,
      maxLength: 2_000,
      description: "Only these, by commas: `message.read,template.*`. All that one may see when left out.",
    }),
  ),
  after: some(
    Type.String({
      maxLength: 64,
      description: "The id of the last event that is known; the header `Last-Event-ID` does the same.",
    }),
  ),
  sender: some({ ...id("snd"), description: "Only what names this number." }),
  order: some({
    ...words("oldest", "newest"),
    default: "oldest",
    description:
      "Of a list. `newest` begins with the last event, and `after` goes on with those before it. A stream has none.",
  }),
  limit: some(
    Type.Integer({ minimum: 1, maximum: 200, default: 50, description: "Of a page; a stream has none." }),
  ),
  ticket: some(
    Type.String({ maxLength: 64, description: "Of `POST /v1/events/tickets`, in place of a header." }),
  ),
});
export const eventTicket = closed(
  {
    ticket: Type.Union([Type.String(), Type.Null()], {
      description: "`wpt_…`, shown this once. Null when the request was repeated under its Idempotency-Key.",
    }),
    expires_at: Type.String({ format: "date-time" }),
  },
  { title: "EventTicket" },
);

export type EventsQuery = Type.Static<typeof eventsQuery>;
