// A ready-made template of the provider's: how it is shown, what it takes to make it one's own, and one's own words
// begun from it. Pure.
import type { Body, LibraryTemplate } from "@waypost/sdk";
import type { Shown } from "../../parts/phone-mock.tsx";
import { buttonTypes } from "./buttons.ts";
import { textOf } from "./component.ts";
import { emptyForm, type TemplateForm } from "./form.ts";

type Taken = Body<"POST /v1/template-library">;
type LibraryButton = { type: string; text: string };

/** With its examples in place of the marks. */
export function shownOf({ header, body, body_params: samples, buttons }: LibraryTemplate): Shown {
  const filled = body.replaceAll(
    /\{\{(\d+)\}\}/g,
    (mark, place: string) => samples[Number(place) - 1] ?? mark,
  );
  return {
    header: header === null ? null : { format: "TEXT", text: header },
    body: filled,
    buttons: buttonsIn(buttons),
  };
}

/** Links and calls: where they lead, says who takes the template over. */
export function askedIn({ buttons }: LibraryTemplate): LibraryButton[] {
  return buttonsIn(buttons).filter(({ type }) => type === "URL" || type === "PHONE_NUMBER");
}

/** `targets`: an address or a number for each that is asked for, in that order. */
export function takenOf(template: LibraryTemplate, name: string, targets: readonly string[]): Taken {
  const inputs = askedIn(template).map(({ type }, place) => inputOf(type, (targets[place] ?? "").trim()));
  return {
    library_template_name: template.name,
    name,
    language: template.language,
    ...(inputs.length === 0 ? {} : { library_template_button_inputs: inputs }),
  };
}

/** An address may end in a variable, of which Meta wants to see a whole example. */
function inputOf(type: string, target: string): Record<string, unknown> {
  if (type === "PHONE_NUMBER") return { type, phone_number: target };
  const example = target.includes("{{1}}") ? { url_suffix_example: target.replace("{{1}}", "1") } : {};
  return { type, url: { base_url: target, ...example } };
}

/** One's own template, begun with these words. */
export function startOf(template: LibraryTemplate): TemplateForm {
  const { name, language, header, body, body_params: samples, buttons } = template;
  return {
    ...emptyForm,
    name,
    language,
    format: "POSITIONAL",
    header: header ?? "",
    body,
    buttons: buttonsIn(buttons).flatMap(({ type: said, text }) => {
      const type = buttonTypes.find((each) => each === said);
      return type === undefined ? [] : [{ type, text, target: "" }];
    }),
    variables: Object.fromEntries(
      samples.map((sample, place) => [String(place + 1), { sample, fallback: "" }]),
    ),
  };
}

function buttonsIn(buttons: LibraryTemplate["buttons"]): LibraryButton[] {
  return buttons.map(({ type, text }) => ({ type: textOf(type), text: textOf(text) }));
}
