// The components of a new template: read, checked, and put as Meta reads them back (Meta: templates).
import type { Template } from "../../business/index.ts";
import { isObject, upper } from "../../json.ts";
import type { JsonObject } from "../../json.ts";
import { variablesOf } from "../../template-variables.ts";
import { badParameter } from "../graph-error.ts";
import { readAuthentication } from "./authentication.ts";
import { readButtons } from "./buttons.ts";
import { checkSample } from "./samples.ts";
import { templateError } from "./template-error.ts";
import { checkBodyVariables, checkExamples, checkVariableNames } from "./variables.ts";

export type Form = {
  category: Template["category"];
  named: boolean;
  /** Types of what was uploaded, by handle. */
  samples: ReadonlyMap<string, string>;
};

export function readComponents(value: unknown, form: Form): JsonObject[] {
  if (!Array.isArray(value) || value.length === 0)
    throw badParameter("The parameter components is required.");
  if (!value.every(isObject)) throw badParameter("Param components must be an array of objects.");
  const components = value.map((component) => ({ ...component, type: upper(component["type"]) }));
  const types = components.map(({ type }) => type);
  if (new Set(types).size < types.length)
    throw templateError("other", "Every type of component may be there once.");
  if (form.category === "AUTHENTICATION") return readAuthentication(components);
  if (!types.includes("BODY")) throw templateError("body", "The body is required.");
  return components.map((component) => readComponent(component, types, form));
}

export type TypedComponent = JsonObject & { type: string };

function readComponent(component: TypedComponent, types: readonly string[], form: Form): JsonObject {
  switch (component.type) {
    case "HEADER":
      return readHeader(component, form);
    case "BODY":
      return readBody(component, form);
    case "FOOTER":
      if (types.includes("LIMITED_TIME_OFFER"))
        throw templateError("footer", "Limited-time offers have no footer.");
      return readFooter(component);
    case "BUTTONS":
      return { ...component, buttons: readButtons(component["buttons"]) };
    case "LIMITED_TIME_OFFER":
      return readOffer(component, form);
    case "CAROUSEL":
      return readCarousel(component, form);
    default:
      throw badParameter(`Param components must not hold a component of type ${component.type}.`);
  }
}

const FORMATS = ["TEXT", "IMAGE", "VIDEO", "GIF", "DOCUMENT", "LOCATION", "PRODUCT"];

function readHeader(header: TypedComponent, { named, samples }: Form): JsonObject {
  const format = upper(header["format"] ?? "TEXT");
  if (!FORMATS.includes(format))
    throw templateError("header", `The header's format must be one of ${FORMATS.join(", ")}.`);
  const example = isObject(header["example"]) ? header["example"] : {};
  if (format !== "TEXT") {
    checkSample(format, example, samples);
    return { ...header, format };
  }
  const text = textOf(header, 60, "header");
  const variables = variablesOf(text);
  if (variables.length > 1) throw templateError("header", "The header may have one variable.");
  checkVariableNames(text, named, "header");
  checkExamples("header", variables, { example, named });
  return { ...header, format };
}

function readBody(body: TypedComponent, { named }: Form): JsonObject {
  const text = textOf(body, 1_024, "body");
  checkVariableNames(text, named, "body");
  checkBodyVariables(text);
  checkExamples("body", variablesOf(text), {
    example: isObject(body["example"]) ? body["example"] : {},
    named,
  });
  return body;
}

function readFooter(footer: TypedComponent): JsonObject {
  const text = textOf(footer, 60, "footer");
  if (variablesOf(text).length > 0) throw templateError("footer", "The footer may not have variables.");
  return footer;
}

function readOffer(component: TypedComponent, { category }: Form): JsonObject {
  const offer = component["limited_time_offer"];
  if (category !== "MARKETING")
    throw templateError("other", "Limited-time offers are for marketing templates.");
  if (
    !isObject(offer) ||
    typeof offer["text"] !== "string" ||
    offer["text"].length > 16 ||
    offer["text"] === ""
  ) {
    throw templateError("too_long", "The offer's text must have 1 to 16 characters.");
  }
  return component;
}

/** Up to ten cards, all with the same parts. */
function readCarousel(component: TypedComponent, form: Form): JsonObject {
  const { cards } = component;
  if (!Array.isArray(cards) || cards.length < 1 || cards.length > 10 || !cards.every(isObject)) {
    throw templateError("other", "A carousel has 1 to 10 cards.");
  }
  const read = cards.map((card) => ({ components: readCard(card["components"], form) }));
  const shapes = read.map((card) =>
    card.components.map(({ type, format }) => `${String(type)} ${String(format)}`).join(),
  );
  if (new Set(shapes).size > 1) throw templateError("other", "All cards must have the same components.");
  return { ...component, cards: read };
}

const CARD_FORMATS = ["IMAGE", "VIDEO", "PRODUCT"];

function readCard(value: unknown, form: Form): JsonObject[] {
  if (!Array.isArray(value) || !value.every(isObject))
    throw templateError("other", "A card needs components.");
  const parts = value.map((part) => ({ ...part, type: upper(part["type"]) }));
  const types = parts.map(({ type }) => type);
  if (!types.includes("HEADER") || !types.includes("BUTTONS")) {
    throw templateError("other", "A card needs a header and buttons.");
  }
  const read = parts.map((part) => readComponent(part, types, form));
  const header = read.find(({ type }) => type === "HEADER");
  if (!CARD_FORMATS.includes(upper(header?.["format"]))) {
    throw templateError("header", `A card's header must be one of ${CARD_FORMATS.join(", ")}.`);
  }
  return read;
}

function textOf(component: TypedComponent, max: number, part: "header" | "body" | "footer"): string {
  const { text } = component;
  if (typeof text !== "string" || text.trim() === "") throw templateError(part, `The ${part} needs text.`);
  if (text.length > max) throw templateError("too_long", `The ${part} may have ${max} characters.`);
  return text;
}
