// What a person sees of a message as the API gives it: its own words, or a template's with theirs put in. Pure.
import type { MessageObject } from "@waypost/contract";
import type { Shown } from "../../../parts/phone-mock.tsx";

type Message = Readonly<Record<string, unknown>>;
type Component = Readonly<Record<string, unknown>>;
type TemplateMessage = Extract<MessageObject, { type: "template" }>["template"];

/** Which template is to be looked up; null for a message that has all its words. */
export function nameOfTemplate(message: Message): { name: string; language: string } | null {
  const template = templateIn(message);
  if (template === null) return null;
  const { name, language } = template;
  return { name, language: typeof language === "string" ? language : language.code };
}

/** `components` are the template's. */
export function shownOf(message: Message, components: readonly Component[]): Shown {
  const template = templateIn(message);
  if (template === null)
    return message["type"] === "interactive" ? interactiveOf(message) : { body: wordsOf(message) };
  const part = (type: string): Component | undefined => components.find((each) => each["type"] === type);
  const values = valuesOf(template);
  const header = part("HEADER");
  const buttons = part("BUTTONS")?.["buttons"];
  return {
    header:
      header === undefined
        ? null
        : { format: textOf(header["format"]) ?? "TEXT", text: filled(header["text"], values.header) },
    body: filled(part("BODY")?.["text"], values.body) ?? template.name,
    footer: textOf(part("FOOTER")?.["text"]),
    buttons: Array.isArray(buttons) ? buttons.map(buttonOf) : [],
  };
}

function templateIn(message: Message): TemplateMessage | null {
  return message["type"] === "template" ? (message as { template: TemplateMessage }).template : null;
}

/** The caption of a file stands for the file. */
function wordsOf(message: Message): string {
  const type = textOf(message["type"]) ?? "";
  const part = message[type];
  const said = typeof part === "object" && part !== null ? (part as Message) : {};
  return textOf(said["body"]) ?? textOf(said["caption"]) ?? type;
}

/** What a local template with a header, a footer or buttons is sent as. */
function interactiveOf(message: Message): Shown {
  const { header, body, footer, action } = (message as { interactive: Interactive }).interactive;
  const titles = [
    ...(action?.buttons ?? []).map(({ reply }) => reply?.title),
    action?.button,
    action?.parameters?.display_text,
  ];
  return {
    header: header === undefined ? null : { format: header.type.toUpperCase(), text: header.text ?? null },
    body: body?.text ?? null,
    footer: footer?.text ?? null,
    buttons: titles.filter((title) => title !== undefined).map((text) => ({ type: "REPLY", text })),
  };
}

/** The parts of WhatsApp's interactive messages that are seen before anything is pressed. */
type Interactive = {
  header?: { type: string; text?: string };
  body?: { text: string };
  footer?: { text: string };
  action?: {
    buttons?: { reply?: { title: string } }[];
    button?: string;
    parameters?: { display_text?: string };
  };
};

type Values = Record<"header" | "body", ReadonlyMap<string, string>>;

/** By name, or by place from 1 on, as Meta writes `{{name}}` and `{{1}}`. */
function valuesOf({ components = [], variables = {} }: TemplateMessage): Values {
  const given = Object.entries(variables);
  const values = { header: new Map(given), body: new Map(given) };
  for (const component of components) {
    if (component.type !== "header" && component.type !== "body") continue;
    component.parameters.forEach((parameter, place) => {
      if (parameter.type !== "text") return;
      values[component.type as "header" | "body"].set(
        parameter.parameter_name ?? String(place + 1),
        parameter.text,
      );
    });
  }
  return values;
}

function filled(text: unknown, values: ReadonlyMap<string, string>): string | null {
  const words = textOf(text);
  return words?.replaceAll(/\{\{(\w+)\}\}/g, (mark, name: string) => values.get(name) ?? mark) ?? null;
}

function buttonOf(button: unknown): { type: string; text: string } {
  const { type, text } = button as { type?: unknown; text?: unknown };
  return { type: textOf(type) ?? "", text: textOf(text) ?? "" };
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
