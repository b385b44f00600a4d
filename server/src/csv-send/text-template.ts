// Fills a text with a row's values: Liquid without files, loops, dates and chance, under limits.

import type { Liquid } from "liquidjs";
import { createLimitedLiquid, missingName } from "../kernel/limited-liquid.ts";
import { nearest } from "../kernel/spelling.ts";
import { Refusal } from "../kernel/refusal.ts";
import { didYouMean } from "./columns.ts";

export type Values = Readonly<Record<string, string>>;
export type Rendered = { ok: true; text: string } | { ok: false; reason: string; words: string };
export type TextTemplate = (values: Values) => Rendered;

/** Throws a Refusal when the text is wrong for every row: its syntax, a filter, a name no column has. */
export function compileText(text: string, names: readonly string[]): TextTemplate {
  const parsed = parse(text);
  for (const name of engine.globalVariablesSync(parsed)) {
    // Even with a default: a misspelt name would give everybody the default.
    if (!names.includes(name)) {
      throw new Refusal(`The text names {{ ${name} }}, which no column gives${didYouMean(name, names)}`);
    }
  }
  return (values) => {
    try {
      return { ok: true, text: String(engine.renderSync(parsed, values)) };
    } catch (error) {
      return refusalOf(error);
    }
  };
}

/**
 * What a text needs, and nothing that reads files, takes time without end, or gives another text tomorrow: an
 * interrupted send goes on only if each row's text comes out the same again. Dates are absent too, because
 * 03/04/2026 is two different days; the file says them as they shall be read.
 */
const tags = new Set(["if", "unless", "case", "assign", "capture", "comment", "raw", "#"]);
const filters = new Set(
  (
    "default append prepend replace replace_first replace_last remove remove_first remove_last " +
    "capitalize upcase downcase strip lstrip rstrip squish truncate truncatewords slice split first " +
    "last join size url_encode plus minus times divided_by modulo round ceil floor abs at_least " +
    "at_most to_integer"
  ).split(" "),
);

const engine = createLimitedLiquid({ tags, filters, parseLimit: 20_000 });

function parse(text: string): ReturnType<Liquid["parse"]> {
  try {
    return engine.parse(text);
  } catch (error) {
    throw new Refusal(`The text is not valid: ${inWords(error)}`);
  }
}

function inWords(error: unknown): string {
  const [message = ""] = error instanceof Error ? error.message.split("\n") : [];
  const filter = /undefined filter: (\S+),/.exec(message)?.[1];
  if (filter !== undefined) return `there is no filter "${filter}"${meant(filter, filters)}`;
  const tag = /tag "(\S+)" not found/.exec(message)?.[1];
  if (tag !== undefined) return `there is no tag "${tag}"${meant(tag, tags)}`;
  return message;
}

function meant(word: string, known: ReadonlySet<string>): string {
  const near = nearest(word, [...known]);
  return near === undefined ? `; there are ${[...known].join(", ")}.` : `: did you mean "${near}"?`;
}

function refusalOf(error: unknown): Rendered {
  const name = missingName(error);
  if (name !== null) {
    const words = `The row has no ${name}, and the text no default for it: {{ ${name} | default: "…" }}.`;
    return { ok: false, reason: "missing_variable", words };
  }
  return { ok: false, reason: "text_failed", words: `The text cannot be filled: ${inWords(error)}` };
}
