// What a campaign says: a template with each person's texts, several contents against each other, a second message.

import Type from "typebox";
import { closed, dictionary, freeObject, instant, nullable, text, words } from "../json-schema.ts";
import type { MessageObject } from "../message.ts";
import { templateLanguage, templateName } from "../message/template.ts";

/** Where a variable's text comes from: these very words, a field of the contact, or one of its attributes. */
export const campaignVariable = Type.Union([
  text(2_000),
  closed(
    {
      field: Type.Optional(words("name", "first_name", "phone", "language")),
      attribute: Type.Optional(text(64)),
      fallback: Type.Optional({ ...text(2_000), description: "For people who have none." }),
    },
    { minProperties: 1, maxProperties: 2 },
  ),
]);
export type CampaignVariable = Type.Static<typeof campaignVariable>;

export const campaignTemplate = closed(
  {
    name: templateName,
    language: Type.Optional({
      ...Type.Union([templateLanguage, Type.Literal("contact")]),
      description:
        "A language for all, or the contact's own, with the template's fallbacks. Default: contact.",
    }),
    variables: Type.Optional(dictionary({ pattern: "^[A-Za-z0-9_]{1,64}$" }, campaignVariable, 100)),
  },
  { title: "CampaignTemplate" },
);
export type CampaignTemplate = Type.Static<typeof campaignTemplate>;

/** The schema of messages is large and compiled once for each use: these are parsed by who reads them. */
const messageLater = Type.Unsafe<MessageObject>({
  ...freeObject,
  description: "As the campaign's `message`.",
});

const content = {
  template: Type.Optional(campaignTemplate),
  message: Type.Optional(messageLater),
};

const metric = words("read", "replied", "clicked", "converted");
export type CampaignMetric = Type.Static<typeof metric>;

const variant = closed(
  { share: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })), ...content },
  { description: "The first has no content: it is the campaign's own." },
);

const winnerRule = closed(
  {
    metric,
    after_minutes: Type.Integer({
      minimum: 1,
      maximum: 10_080,
      description: "From when all of the test were queued.",
    }),
    test_percent: Type.Integer({
      minimum: 1,
      maximum: 90,
      description: "How many take part in the test; the others wait for the winner.",
    }),
    min_sample: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 1_000_000,
        description: "Messages sent of each variant, 100 by default. With fewer the first variant wins.",
      }),
    ),
    needs_certainty: Type.Optional(
      Type.Boolean({
        description:
          "The first variant wins, too, where the lead of another may be chance. False by default.",
      }),
    ),
  },
  { title: "CampaignWinnerRule" },
);

export const campaignAb = closed(
  {
    variants: Type.Optional(Type.Array(variant, { minItems: 2, maxItems: 5 })),
    hold_out_percent: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 50, description: "How many get nothing, to compare with." }),
    ),
    winner: Type.Optional(winnerRule),
  },
  { title: "CampaignAb", minProperties: 1 },
);
export type CampaignAb = Type.Static<typeof campaignAb>;

const count = Type.Integer({ minimum: 0 });
const share = Type.Number({ minimum: 0, maximum: 1 });
const likelyShare = {
  ...nullable(closed({ low: share, high: share })),
  description:
    "The share of those it was sent to lies within (Wilson's interval, 95%). Null: sent to nobody.",
};
const figures = Type.Array(closed({ variant: Type.Integer(), sent: count, count, share: likelyShare }));
const isCertain = Type.Boolean({
  description:
    "Whether the highest share differs from each other one by more than chance would: 0 is not within the interval " +
    "of any difference (Newcombe's, 95%).",
});

export const campaignWinner = closed(
  {
    variant: Type.Integer({ description: "1 is the first." }),
    because: {
      ...words("best", "tie", "too_few", "uncertain"),
      description: "After any but `best` it is the first.",
    },
    is_certain: isCertain,
    figures,
    at: instant,
  },
  { title: "CampaignWinner" },
);
export type CampaignWinner = Type.Static<typeof campaignWinner>;

export const campaignComparison = closed(
  {
    metric,
    variant: nullable(Type.Integer({ description: "With the highest share; null where two have it." })),
    is_certain: isCertain,
    figures,
  },
  { title: "CampaignComparison" },
);
export type CampaignComparison = Type.Static<typeof campaignComparison>;

export const followUp = closed(
  {
    when: words("not_read", "not_replied", "not_clicked"),
    after_minutes: Type.Integer({
      minimum: 1,
      maximum: 43_200,
      description: "From each person's own message.",
    }),
    ...content,
  },
  { title: "CampaignFollowUp" },
);
export type CampaignFollowUp = Type.Static<typeof followUp>;
