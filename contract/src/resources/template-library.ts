// The provider's library of ready-made templates: what is browsed in it, and what is taken over from it.

import Type from "typebox";
import { closed, freeObject, nullable, text } from "../json-schema.ts";
import { templateLanguage, templateName } from "../message/template.ts";
import { pageQuery } from "./page.ts";

const from = Type.Optional(text(64));
const filter = (description: string) =>
  Type.Optional(Type.String({ minLength: 1, maxLength: 128, description }));

/** `from` names a sender whose provider is asked; `after` is the provider's cursor. */
export const templateLibraryQuery = closed({
  ...pageQuery.properties,
  from,
  search: filter("Part of a name or text."),
  name: Type.Optional(templateName),
  language: Type.Optional(templateLanguage),
  topic: filter("In Meta's words, such as ORDER_MANAGEMENT."),
  usecase: filter("In Meta's words, such as DELIVERY_UPDATE."),
  industry: filter("In Meta's words, such as E_COMMERCE."),
});
export type TemplateLibraryQuery = Type.Static<typeof templateLibraryQuery>;

export const libraryTemplate = closed(
  {
    name: Type.String({ description: "What `library_template_name` names." }),
    language: Type.String(),
    category: Type.String(),
    topic: nullable(Type.String()),
    usecase: nullable(Type.String()),
    industry: Type.Array(Type.String()),
    header: nullable(Type.String()),
    body: Type.String(),
    body_params: Type.Array(Type.String({ description: "An example for each variable." })),
    body_param_types: Type.Array(
      Type.String({ description: "TEXT, NUMBER, AMOUNT, DATE, ADDRESS, EMAIL or PHONE NUMBER." }),
    ),
    buttons: Type.Array(freeObject),
  },
  { title: "LibraryTemplate" },
);
export type LibraryTemplate = Type.Static<typeof libraryTemplate>;

/** Meta takes library templates as UTILITY only, and reviews none of them. */
export const takeLibraryTemplate = closed({
  library_template_name: templateName,
  name: templateName,
  language: templateLanguage,
  /** Where each link leads and which number each call goes to, as Meta spells them. */
  library_template_button_inputs: Type.Optional(Type.Array(freeObject, { maxItems: 10 })),
  library_template_body_inputs: Type.Optional(freeObject),
  from,
});
export type TakeLibraryTemplate = Type.Static<typeof takeLibraryTemplate>;

export const libraryTemplateTaken = closed({
  provider_template_id: Type.String(),
  name: Type.String(),
  language: Type.String(),
  status: Type.String({ description: "In Meta's words; the template is listed in a moment." }),
  category: Type.String(),
});
