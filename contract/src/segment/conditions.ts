// What a segment may ask of a contact, one condition at a time; `kind` says which.

import Type from "typebox";
import { closed, text, words } from "../json-schema.ts";
import { dateTest, numberTest, textTest } from "./tests.ts";

const kind = <Kind extends string>(name: Kind) => Type.Literal(name);
const some = <Item extends Type.TSchema>(item: Item) => Type.Array(item, { minItems: 1, maxItems: 1_000 });
const tags = Type.Optional(some(text(64)));
const timeSpan = Type.Integer({ minimum: 1, maximum: 3_660 });

export const segmentId = Type.String({ pattern: "^seg_[0-9a-f]{32}$", examples: [`seg_${"0".repeat(32)}`] });
export const listId = Type.String({ pattern: "^lst_[0-9a-f]{32}$", examples: [`lst_${"0".repeat(32)}`] });
const campaignId = Type.String({ pattern: "^cmp_[0-9a-f]{32}$", examples: [`cmp_${"0".repeat(32)}`] });

const name = closed(
  { kind: kind("name"), text: textTest },
  { description: "The name you call them by, or else the one they use on WhatsApp." },
);

const attribute = closed(
  {
    kind: kind("attribute"),
    name: text(64),
    text: Type.Optional(textTest),
    number: Type.Optional(numberTest),
    date: Type.Optional(dateTest),
    boolean: Type.Optional(Type.Boolean()),
    is_set: Type.Optional(Type.Boolean()),
  },
  { minProperties: 3, maxProperties: 3, description: "One test, of the kind that the attribute has." },
);

const created = closed({ kind: kind("created"), date: dateTest });
const updated = closed({ kind: kind("updated"), date: dateTest });

const country = closed(
  { kind: kind("country"), one_of: some(Type.String({ pattern: "^[A-Z]{2}$", examples: ["IN"] })) },
  { description: "ISO 3166-1, by how their number begins." },
);

const language = closed(
  {
    kind: kind("language"),
    one_of: some(Type.String({ pattern: "^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$", examples: ["pt-BR"] })),
  },
  { description: "BCP 47; `en` also finds `en-GB`." },
);

const timeZone = closed(
  { kind: kind("time_zone"), one_of: some({ ...text(64), examples: ["Asia/Kolkata"] }) },
  { description: "IANA; of who has none, the one their number is of, where it is of one only." },
);

const tag = closed(
  { kind: kind("tag"), any_of: tags, all_of: tags, none_of: tags },
  { minProperties: 2, maxProperties: 2 },
);

const list = closed({ kind: kind("list"), any_of: some(listId) });

const segment = closed({ kind: kind("segment"), id: segmentId });

const consent = closed(
  {
    kind: kind("consent"),
    state: {
      ...words("opted_in", "suppressed"),
      description:
        "`opted_in`: they agreed, and did not take it back. `suppressed`: nothing of this purpose is sent to them.",
    },
    purpose: Type.Optional({ ...words("marketing", "all"), description: "marketing by default." }),
  },
  { description: "Who never said anything is neither." },
);

export const segmentEvents = ["sent", "delivered", "read", "failed", "replied", "clicked"] as const;
export type SegmentEvent = (typeof segmentEvents)[number];

const event = closed(
  {
    kind: kind("event"),
    event: Type.Unsafe<SegmentEvent>({ type: "string", enum: [...segmentEvents] }),
    campaign: Type.Optional(campaignId),
    template: Type.Optional({ ...text(512), description: "A template's name." }),
    within_days: Type.Optional({ ...timeSpan, description: "Not longer ago than so many times 24 hours." }),
    before_days: Type.Optional({ ...timeSpan, description: "Longer ago than so many times 24 hours." }),
    at_least: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 1_000, description: "How often; 1 by default." }),
    ),
  },
  { description: "Something happened to messages between you and their present number." },
);

const bucket = closed(
  {
    kind: kind("bucket"),
    seed: text(64),
    from: Type.Integer({ minimum: 0, maximum: 100 }),
    to: Type.Integer({ minimum: 0, maximum: 100 }),
  },
  {
    description:
      "A random part: for each seed a contact has a number from 0 to 99, for ever. From `from` up to below `to`.",
  },
);

export const conditionSchemas = {
  name,
  attribute,
  created,
  updated,
  country,
  language,
  time_zone: timeZone,
  tag,
  list,
  segment,
  consent,
  event,
  bucket,
};
export type SegmentCondition = {
  [Kind in keyof typeof conditionSchemas]: Type.Static<(typeof conditionSchemas)[Kind]>;
}[keyof typeof conditionSchemas];
