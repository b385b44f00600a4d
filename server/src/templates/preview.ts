// What a person would see of a template, with the values given.

import type { FieldError, PreviewAnswer } from "@waypost/contract";
import { fieldsOf, listOf, textOf } from "./json.ts";
import { replaced } from "./placeholders.ts";
import { fillTemplate, type Variables } from "./filling/fill-template.ts";
import { buttonsOf, cardsOf, type Component, componentOf, type Content, formatOf } from "./template.ts";

/** A variable without a value stays as it is written; `errors` says what a message would be refused for. */
export function renderPreview(content: Content, variables: Variables): PreviewAnswer {
  const filled = fillTemplate(content, variables, "/variables");
  const errors: FieldError[] = filled.ok ? [] : [...filled.errors];
  const offer = fieldsOf(componentOf(content, "LIMITED_TIME_OFFER")?.["limited_time_offer"]);
  return {
    ...shown(content, variables, ""),
    offer: textOf(offer["text"]) || null,
    cards: listOf(componentOf(content, "CAROUSEL")?.["cards"]).length === 0 ? [] : cards(content, variables),
    errors,
  };
}

type Shown = Pick<PreviewAnswer, "header" | "body" | "footer" | "buttons">;

function cards(content: Content, variables: Variables): Shown[] {
  return cardsOf(content).map((card, index) => shown(card, variables, `card_${index}_`));
}

function shown(content: Content, variables: Variables, prefix: string): Shown {
  const valueOf = (name: string): string | undefined =>
    Object.hasOwn(variables, prefix + name) ? variables[prefix + name] : undefined;
  return {
    header: headerOf(content, valueOf),
    body: replaced(bodyText(content), valueOf) || null,
    footer: footerText(content),
    buttons: buttonsOf(content).map((button, index) => shownButton(button, valueOf(`button_${index}`))),
  };
}

type ValueOf = (name: string) => string | undefined;

function headerOf(content: Content, valueOf: ValueOf): Shown["header"] {
  const header = componentOf(content, "HEADER");
  if (header === null) return null;
  const format = formatOf(header);
  if (format !== "TEXT")
    return { format, text: null, media: valueOf(`header_${format.toLowerCase()}`) ?? null };
  const name = content.parameterFormat === "NAMED" ? "" : "header_";
  return { format, text: replaced(textOf(header["text"]), (each) => valueOf(name + each)), media: null };
}

/** WhatsApp's own words, which it translates; before submission they are shown in English. */
function bodyText(content: Content): string {
  const body = componentOf(content, "BODY");
  const text = textOf(body?.["text"]);
  if (text !== "" || content.category !== "AUTHENTICATION") return text;
  const advice = body?.["add_security_recommendation"] === true;
  return `*{{1}}* is your verification code.${advice ? " For your security, do not share this code." : ""}`;
}

function footerText(content: Content): string | null {
  const footer = componentOf(content, "FOOTER");
  const minutes = footer?.["code_expiration_minutes"];
  if (typeof minutes === "number") return `This code expires in ${minutes} minutes.`;
  return textOf(footer?.["text"]) || null;
}

function shownButton(button: Component, value: string | undefined): Shown["buttons"][number] {
  const target = button["url"] ?? button["phone_number"] ?? (button.type === "COPY_CODE" ? value : null);
  return {
    type: button.type,
    text: textOf(button["text"]) || (button.type === "COPY_CODE" ? "Copy code" : ""),
    target: typeof target === "string" ? replaced(target, () => value) : null,
  };
}
