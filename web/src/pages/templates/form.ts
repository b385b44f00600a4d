// A template while it is written: fields in place of components, the way there and back, and what it would show. Pure.
import type { Body, Template } from "@waypost/sdk";
import type { Shown } from "../../parts/phone-mock.tsx";
import { type Button, buttonIn, buttonOut } from "./buttons.ts";
import { type Component, samplesIn, textOf } from "./component.ts";
import { type Media, mediaIn, mediaOut } from "./media.ts";

type Create = Body<"POST /v1/templates">;

export type TemplateForm = {
  kind: Create["kind"] & string;
  name: string;
  language: string;
  category: Create["category"];
  format: Template["parameter_format"];
  header: string;
  /** In place of a header of words. */
  media: Media | null;
  body: string;
  footer: string;
  buttons: Button[];
  variables: Record<string, { sample: string; fallback: string }>;
  /** Carousels, offers, codes, places: what has no field here stays as it is. */
  kept: Component[];
};

export const lettersMax = { header: 60, body: 1_024, footer: 60, button: 25 } as const;

export const emptyForm: TemplateForm = {
  kind: "local",
  name: "",
  language: "en",
  category: "UTILITY",
  format: "NAMED",
  header: "",
  media: null,
  body: "",
  footer: "",
  buttons: [],
  variables: {},
  kept: [],
};

/** As the API takes names. */
export function nameOf(written: string): string {
  return written.toLowerCase().replaceAll(/[^a-z0-9_]+/g, "_");
}

/** Each once, in the order they are read. */
export function marksIn(...texts: string[]): string[] {
  return [
    ...new Set(
      texts.flatMap((text) => [...text.matchAll(/\{\{(\w{1,64})\}\}/g)].map((mark) => mark[1] ?? "")),
    ),
  ];
}

export function marksOf({ header, body, buttons }: TemplateForm): string[] {
  return marksIn(header, body, ...buttons.map(({ target }) => target));
}

/** What is judged while it is written, and what is kept. */
export function contentOf(form: TemplateForm) {
  const { category, variables } = form;
  const marks = new Set(marksOf(form));
  const given = Object.entries(variables)
    .filter(([name, { sample, fallback }]) => marks.has(name) && sample + fallback !== "")
    .map(([name, { sample, fallback }]) => [name, withoutEmpty({ sample, fallback })] as const);
  return { category, components: componentsOf(form), variables: Object.fromEntries(given) };
}

function componentsOf(form: TemplateForm): Component[] {
  const { kind, header, media, body, footer, buttons, kept } = form;
  return [
    ...(header === ""
      ? []
      : [{ type: "HEADER", format: "TEXT", text: header, ...exampleOf(form, "header") }]),
    ...(media === null ? [] : [mediaOut(kind, media)]),
    ...kept.filter(({ type }) => type === "HEADER"),
    { type: "BODY", text: body, ...exampleOf(form, "body") },
    ...(footer === "" ? [] : [{ type: "FOOTER", text: footer }]),
    ...(buttons.length === 0 ? [] : [{ type: "BUTTONS", buttons: buttons.map(buttonOut) }]),
    ...kept.filter(({ type }) => type !== "HEADER"),
  ];
}

/** Meta wants a sample beside each mark. */
function exampleOf({ format, variables, ...form }: TemplateForm, part: "header" | "body"): Component {
  const marks = marksIn(form[part]);
  if (marks.length === 0) return {};
  const samples = marks.map((name) => variables[name]?.sample ?? "");
  if (format === "POSITIONAL")
    return { example: { [`${part}_text`]: part === "body" ? [samples] : samples } };
  const named = marks.map((name, place) => ({ param_name: name, example: samples[place] ?? "" }));
  return { example: { [`${part}_text_named_params`]: named } };
}

function withoutEmpty(values: { sample: string; fallback: string }): { sample?: string; fallback?: string } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ""));
}

/** As it is being written: the draft where there is one. */
export function formOf(template: Template): TemplateForm {
  const { components, category, variables } = template.draft ?? { ...template, variables: undefined };
  const top = components.find(({ type }) => type === "HEADER");
  const isText = top?.["format"] === "TEXT";
  const media = top === undefined || isText ? null : mediaIn(template.kind, top);
  const buttons = components.find(({ type }) => type === "BUTTONS")?.["buttons"];
  const simple = Array.isArray(buttons) ? buttons.map(buttonIn) : [];
  const isSimple = simple.every((button) => button !== null);
  return {
    kind: template.kind,
    name: template.name,
    language: template.language,
    category,
    format: template.parameter_format,
    header: isText ? textOf(top["text"]) : "",
    media,
    body: textOf(components.find(({ type }) => type === "BODY")?.["text"]),
    footer: textOf(components.find(({ type }) => type === "FOOTER")?.["text"]),
    buttons: isSimple ? simple : [],
    variables: valuesOf(template, variables ?? {}),
    kept: components.filter(
      (each) =>
        !isOurs(each["type"]) &&
        !(each === top && (isText || media !== null)) &&
        !(isSimple && each["type"] === "BUTTONS"),
    ),
  };
}

function isOurs(type: unknown): boolean {
  return type === "BODY" || type === "FOOTER";
}

function valuesOf(
  { variables, components }: Template,
  given: NonNullable<NonNullable<Template["draft"]>["variables"]>,
): TemplateForm["variables"] {
  const samples = samplesIn(components);
  const known = variables.map(({ name, example, fallback }) => {
    const { sample = example ?? samples.get(name) ?? "", fallback: otherwise = fallback ?? "" } =
      given[name] ?? {};
    return [name, { sample, fallback: otherwise }] as const;
  });
  return Object.fromEntries(known);
}

/** With samples where there are some; a mark without one stays as it is written. */
export function shownOf({ header, media, body, footer, buttons, variables, kept }: TemplateForm): Shown {
  const filled = (text: string): string =>
    text.replaceAll(/\{\{(\w+)\}\}/g, (mark, name: string) => variables[name]?.sample || mark);
  const other = kept.find(({ type }) => type === "HEADER");
  const format = media?.format ?? textOf(other?.["format"]);
  const above = format === "" ? null : { format, text: media?.filename || null };
  return {
    header: header === "" ? above : { format: "TEXT", text: filled(header) },
    body: body === "" ? null : filled(body),
    footer,
    buttons: buttons.map(({ type, text }) => ({ type, text })),
  };
}
