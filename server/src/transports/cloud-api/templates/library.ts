// Meta's template library on the wire: where it is asked, what it answers, and how one of its templates is taken
// over (WhatsApp Business Platform, "Template library").

import { fields, words } from "../../http/json.ts";
import type { LibraryAsked, LibraryPage, ReadyTemplate, TakenTemplate } from "../../template-sync.ts";
import type { Settings } from "../dialect.ts";
import { storable } from "../webhook-json.ts";

/** The library hangs on no account: it is a node of Graph's own. */
export function libraryPath(
  at: NonNullable<Settings["templates"]>,
  { after, limit, filters }: LibraryAsked,
): string {
  const query = new URLSearchParams({ ...filters, limit: String(limit) });
  if (after !== null) query.set("after", after);
  return `${at.one("message_template_library")}?${query.toString()}`;
}

/** Library templates are UTILITY, and nothing else may be said of their text. */
export function takenBody({ from, name, language, buttonInputs, bodyInputs }: TakenTemplate): object {
  return {
    name,
    language,
    category: "UTILITY",
    library_template_name: from,
    ...(buttonInputs !== null && { library_template_button_inputs: buttonInputs }),
    ...(bodyInputs !== null && { library_template_body_inputs: bodyInputs }),
  };
}

/** What cannot be one of its templates is left out of its page; null when it is no list. */
export function readLibraryPage(body: unknown): { value: LibraryPage } | null {
  const { data, paging } = fields(body);
  if (!Array.isArray(data)) return null;
  const { cursors, next } = fields(paging);
  const after = fields(cursors)["after"];
  const templates = data.flatMap((each) => readReady(each) ?? []);
  return {
    value: { templates, next: typeof next === "string" && typeof after === "string" ? after : null },
  };
}

function readReady(value: unknown): ReadyTemplate | null {
  const told = fields(storable(value).value);
  const { name, language, category, body } = told;
  if (typeof name !== "string" || typeof language !== "string") return null;
  if (typeof category !== "string" || typeof body !== "string") return null;
  const types = texts(told["body_param_types"]);
  return {
    name,
    language,
    category,
    topic: words(told["topic"]),
    usecase: words(told["usecase"]),
    industry: texts(told["industry"]),
    text: {
      header: words(told["header"]),
      body,
      buttons: Array.isArray(told["buttons"]) ? told["buttons"].map(fields) : [],
    },
    variables: texts(told["body_params"]).map((example, at) => ({ example, type: types[at] ?? "TEXT" })),
  };
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}
