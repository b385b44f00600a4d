// Turns template variables into Meta's components where nobody knows the template: messages for a template that is
// known were filled when they were accepted. Names say what can be told without it: `header_…` and `button_…`.

import type { TemplateComponent } from "@waypost/contract";

type Variables = Readonly<Record<string, string>>;

/** "1", "2", … fill a positional template's body in order; any other names fill a named one. */
export function templateComponents(variables: Variables): TemplateComponent[] {
  const names = Object.keys(variables);
  const ofBody = names.filter((name) => !/^(header|button)_/.test(name));
  const body = Object.fromEntries(ofBody.map((name) => [name, variables[name] ?? ""]));
  return [...headerOf(variables), ...(ofBody.length === 0 ? [] : [bodyOf(body)]), ...buttonsOf(variables)];
}

type Parameters = Extract<
  TemplateComponent,
  { type: "header" | "body" | "limited_time_offer" }
>["parameters"];

function headerOf(variables: Variables): TemplateComponent[] {
  const { header_1: text, header_image: image, header_video: video, header_document: document } = variables;
  const parameters: Parameters = [];
  if (text !== undefined) parameters.push({ type: "text", text });
  if (image !== undefined) parameters.push({ type: "image", image: sourceOf(image) });
  if (video !== undefined) parameters.push({ type: "video", video: sourceOf(video) });
  if (document !== undefined)
    parameters.push({ type: "document", document: documentOf(document, variables) });
  return parameters.length === 0 ? [] : [{ type: "header", parameters }];
}

/** The id of an uploaded file, or an address. */
function sourceOf(value: string): { id: string } | { link: string } {
  return /^\d+$/.test(value) ? { id: value } : { link: value };
}

function documentOf(
  value: string,
  { header_filename: filename }: Variables,
): { id?: string; link?: string; filename?: string } {
  return filename === undefined ? sourceOf(value) : { ...sourceOf(value), filename };
}

/** Taken for the end of an address: of what a button takes, only that and a code to copy must be filled in. */
function buttonsOf(variables: Variables): TemplateComponent[] {
  return Object.entries(variables).flatMap(([name, text]): TemplateComponent[] => {
    const index = /^button_(\d)$/.exec(name)?.[1];
    if (index === undefined) return [];
    return [{ type: "button", sub_type: "url", index: Number(index), parameters: [{ type: "text", text }] }];
  });
}

function bodyOf(variables: Variables): TemplateComponent {
  const isPositional = Object.keys(variables).every((name) => /^[1-9]\d*$/.test(name));
  return { type: "body", parameters: isPositional ? positional(variables) : named(variables) };
}

function positional(variables: Variables): Parameters {
  const inOrder = Object.entries(variables).toSorted(([one], [other]) => Number(one) - Number(other));
  return inOrder.map(([, text]) => ({ type: "text", text }));
}

function named(variables: Variables): Parameters {
  return Object.entries(variables).map(([name, text]) => ({
    type: "text",
    parameter_name: name,
    text,
  }));
}
