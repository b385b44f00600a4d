// All parts of a template that a message fills, with the names its `variables` call them by.
//
// The body's variables keep their own names: `1`, `2`, … or those of a named template. What stands beside the body has
// a name by its place, because numbers begin anew in each part and media have none: `header_1`, `header_image`,
// `button_0`, `offer_ends_at`, and the same in a carousel's cards after `card_0_`.

import { fieldsOf, listOf, textOf } from "../json.ts";
import { namesIn } from "../placeholders.ts";
import { samplesOf } from "../rules/texts.ts";
import { buttonsOf, cardsOf, componentOf, type Content } from "../template.ts";
import { buttonPart } from "./button-part.ts";
import { headerPart } from "./header-part.ts";
import { type Parameter, type Part, placeOf, type ValueOf } from "./part.ts";

export function partsOf(content: Content, prefix = ""): Part[] {
  if (content.category === "AUTHENTICATION") return [codeInBody(content), codeInButton];
  return [
    ...headerPart(content, prefix),
    ...bodyPart(content, prefix),
    ...buttonsOf(content).flatMap((button, index) => buttonPart(button, index, prefix)),
    ...offerPart(content),
    ...carouselPart(content),
  ];
}

/** The code, which goes to the text and to the button alike. */
const code = "1";

function codeInBody(content: Content): Part {
  const example = samplesOf("body", componentOf(content, "BODY") ?? {}, "POSITIONAL").get(code) ?? null;
  return {
    slots: [{ name: code, kind: "text", required: true, in: "body", example }],
    fill: (valueOf) => ({ type: "body", parameters: [{ type: "text", text: valueOf(code) ?? "" }] }),
  };
}

const codeInButton: Part = {
  slots: [],
  fill: (valueOf) => ({
    type: "button",
    sub_type: "url",
    index: 0,
    parameters: [{ type: "text", text: valueOf(code) ?? "" }],
  }),
};

function bodyPart(content: Content, prefix: string): Part[] {
  const body = componentOf(content, "BODY");
  const names = namesIn(textOf(body?.["text"]));
  if (body === null || names.length === 0) return [];
  const isNamed = content.parameterFormat === "NAMED";
  const inOrder = isNamed ? names : names.toSorted((one, other) => Number(one) - Number(other));
  const samples = samplesOf("body", body, content.parameterFormat);
  const text = (name: string, valueOf: ValueOf): Parameter => ({
    type: "text",
    ...(isNamed ? { parameter_name: name } : {}),
    text: valueOf(prefix + name) ?? "",
  });
  return [
    {
      slots: inOrder.map((name) => ({
        name: prefix + name,
        kind: "text",
        required: true,
        in: `${placeOf(prefix)}body`,
        example: samples.get(name) ?? null,
      })),
      fill: (valueOf) => ({ type: "body", parameters: inOrder.map((name) => text(name, valueOf)) }),
    },
  ];
}

const offerEnd = "offer_ends_at";

function offerPart(content: Content): Part[] {
  const offer = fieldsOf(componentOf(content, "LIMITED_TIME_OFFER")?.["limited_time_offer"]);
  if (offer["has_expiration"] !== true) return [];
  return [
    {
      slots: [
        {
          name: offerEnd,
          kind: "instant",
          required: true,
          in: "limited-time offer",
          example: "2026-12-31T18:00:00Z",
        },
      ],
      fill: (valueOf) => ({
        type: "limited_time_offer",
        parameters: [
          {
            type: "limited_time_offer",
            limited_time_offer: { expiration_time_ms: Date.parse(valueOf(offerEnd) ?? "") },
          },
        ],
      }),
    },
  ];
}

function carouselPart(content: Content): Part[] {
  if (listOf(componentOf(content, "CAROUSEL")?.["cards"]).length === 0) return [];
  const cards = cardsOf(content).map((card, index) => partsOf(card, `card_${index}_`));
  return [
    {
      slots: cards.flat().flatMap(({ slots }) => slots),
      needsComponents: cards.flat().some((part) => part.needsComponents === true),
      fill: (valueOf) => ({
        type: "carousel",
        cards: cards.map((parts, card_index) => ({
          card_index,
          components: parts.flatMap((part) => {
            const filled = part.fill(valueOf);
            // Cards hold no cards: a carousel's parts are headers, bodies and buttons.
            return filled === null || filled.type === "carousel" ? [] : [filled];
          }),
        })),
      }),
    },
  ];
}
