// Compares the components of a template message with the stored template, part by part (Meta: messages).
import type { Template } from "../../business/index.ts";
import { isObject } from "../../json.ts";
import type { JsonObject } from "../../json.ts";
import { present } from "../../present.ts";
import { variablesOf } from "../../template-variables.ts";
import { GraphError } from "../graph-error.ts";
import type { Sending } from "./content.ts";
import { invalid, listAt, textAt } from "./fields.ts";
import type { Spot } from "./fields.ts";
import { checkButtons } from "./template-buttons.ts";
import {
  checkHydrated,
  checkOfferExpiry,
  checkTexts,
  formatMismatch,
  parametersOf,
} from "./template-parameters.ts";
import { checkSource } from "./media.ts";
import { partOf } from "./stored-template.ts";
import type { Stored } from "./stored-template.ts";

const PARTS = [
  "header",
  "body",
  "footer",
  "button",
  "carousel",
  "limited_time_offer",
  "order_status",
  "tap_target_configuration",
];

export function checkComponents(sending: Sending, template: Template, given: readonly Spot[]) {
  const stored = {
    components: template.components,
    named: template.parameterFormat === "NAMED",
    authentication: template.category === "AUTHENTICATION",
  };
  checkPart(sending, stored, given);
  const cards = partOf(stored, "CAROUSEL")?.["cards"];
  const carousel = given.find((each) => kindOf(each) === "carousel");
  if (Array.isArray(cards)) checkCards(sending, stored, { cards: cards.filter(isObject), carousel });
  else if (carousel) throw new GraphError(132012, { details: "carousel: the template has no carousel" });
}

function checkPart(sending: Sending, stored: Stored, given: readonly Spot[]) {
  for (const each of given) {
    if (!PARTS.includes(kindOf(each))) throw invalid(each, "type", `must be one of {${PARTS.join(", ")}}`);
  }
  const of = (kind: string) => given.filter((each) => kindOf(each) === kind);
  checkHeader(sending, stored, of("header")[0]);
  checkBody(stored, of("body")[0]);
  checkButtons(stored, of("button"));
  const offer = partOf(stored, "LIMITED_TIME_OFFER")?.["limited_time_offer"];
  if (isObject(offer) && offer["has_expiration"] === true) checkOfferExpiry(of("limited_time_offer")[0]);
}

function checkHeader(sending: Sending, stored: Stored, given: Spot | undefined) {
  const header = partOf(stored, "HEADER");
  const parameters = given ? parametersOf(given) : [];
  const format = typeof header?.["format"] === "string" ? header["format"] : "TEXT";
  if (format === "TEXT") {
    const text = textOf(header);
    const values = checkTexts(parameters, {
      part: "header",
      variables: variablesOf(text),
      named: stored.named,
    });
    return checkHydrated(text, values, 60);
  }
  const kind = format === "GIF" ? "video" : format.toLowerCase();
  const [parameter] = parameters;
  const type = parameter?.object["type"];
  if (!parameter || type !== kind) throw formatMismatch("header", format, type);
  const value = parameter.object[kind];
  if (!isObject(value)) throw formatMismatch("header", format, undefined);
  if (["image", "video", "document"].includes(kind))
    checkSource(sending, { object: value, name: `template header ${kind}` });
}

function checkBody(stored: Stored, given: Spot | undefined) {
  const text = textOf(partOf(stored, "BODY"));
  const parameters = given ? parametersOf(given) : [];
  const values = checkTexts(parameters, {
    part: "body",
    variables: variablesOf(text),
    named: stored.named,
  });
  checkHydrated(text, values, 1_024);
  // One-time codes are at most 15 characters, digits and letters (Meta: messages).
  const [code] = values;
  if (stored.authentication && code !== undefined && !/^[\x21-\x7e]{1,15}$/.test(code)) {
    throw new GraphError(132018, {
      details: "body: the code must be at most 15 characters without emoji or URL",
    });
  }
}

type Cards = { cards: readonly JsonObject[]; carousel: Spot | undefined };

function checkCards(sending: Sending, stored: Stored, { cards, carousel }: Cards) {
  const given = carousel ? listAt(carousel, "cards") : [];
  if (given.length !== cards.length) {
    throw new GraphError(132000, {
      details: `carousel: number of cards (${given.length}) is not the expected ${cards.length}`,
    });
  }
  for (const [position, { components }] of cards.entries()) {
    const card = present(given[position], "as many cards as the template has");
    if (Number(card.object["card_index"]) !== position)
      throw invalid(card, "card_index", `must be ${position}`);
    const parts = Array.isArray(components) ? components.filter(isObject) : [];
    checkPart(sending, { ...stored, components: parts }, listAt(card, "components"));
  }
}

function textOf(component: JsonObject | undefined): string {
  return typeof component?.["text"] === "string" ? component["text"] : "";
}

function kindOf(component: Spot): string {
  return textAt(component, "type").toLowerCase();
}
