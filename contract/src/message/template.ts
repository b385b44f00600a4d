// A template message: Meta's own components, or our shorter `variables`, never both.

import Type from "typebox";
import { closed, dictionary, text, variants, words } from "../json-schema.ts";
import { templateParameter } from "./template-parameter.ts";

const parameters = Type.Array(templateParameter, { minItems: 1, maxItems: 30 });

/** One shape for three places: parameters are the largest schema here and are compiled once per use. */
const filled = closed({ type: words("header", "body", "limited_time_offer"), parameters });

const button = closed({
  type: Type.Literal("button"),
  sub_type: words("quick_reply", "url", "copy_code", "flow", "catalog", "mpm", "voice_call"),
  index: Type.Union([Type.Integer({ minimum: 0, maximum: 9 }), Type.String({ pattern: "^[0-9]$" })]),
  parameters: Type.Optional(parameters),
});

const card = closed({
  card_index: Type.Integer({ minimum: 0, maximum: 9 }),
  components: Type.Array(variants("type", [filled, button]), { minItems: 1, maxItems: 12 }),
});

const carousel = closed({
  type: Type.Literal("carousel"),
  cards: Type.Array(card, { minItems: 1, maxItems: 10 }),
});

export const templateComponent = variants("type", [filled, button, carousel], { title: "TemplateComponent" });

export const templateName = Type.String({ pattern: "^[a-z0-9_]{1,512}$", examples: ["order_shipped"] });

export const templateLanguage = Type.String({
  pattern: "^[a-z]{2,3}(_[A-Za-z]{2,4})?$",
  examples: ["en_US"],
});

const language = Type.Union([
  templateLanguage,
  closed({ code: templateLanguage, policy: Type.Optional(Type.Literal("deterministic")) }),
]);

/** Names of a named template, or "1", "2", … of a positional one; `header_…`, `button_…` and the like beside them. */
const variables = dictionary({ pattern: "^[A-Za-z0-9_]{1,64}$" }, text(2000), 100);

export const template = closed(
  {
    name: templateName,
    language,
    components: Type.Optional(Type.Array(templateComponent, { maxItems: 14 })),
    variables: Type.Optional(variables),
  },
  { title: "TemplateContent" },
);

export type Template = Type.Static<typeof template>;
export type TemplateComponent = Type.Static<typeof templateComponent>;
