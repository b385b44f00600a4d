// Compiles a local template: its texts and choices once, then a message for each recipient.

import type { FieldError, MessageObject, TemplateVariable } from "@waypost/contract";
import type { Finding } from "../findings.ts";
import type { Json } from "../json.ts";
import { compileText, type CompiledText } from "./compile-text.ts";
import { type LocalFile, type LocalParts, type LocalText, readLocalParts } from "./local-parts.ts";
import type { Saying } from "./saying.ts";
import { messageOf, type Said } from "./said-message.ts";
import { hashSeed, variationsMax } from "./variations.ts";

export type CompiledLocal = {
  variables: readonly TemplateVariable[];
  variations: number;
  /** The same seed says the same. `path`: where the values stand in the request. */
  render(valueOf: Saying["valueOf"], seed: string, path: string): RenderedLocal;
  /** What it says so far: what is missing stays as it is written. */
  show(valueOf: Saying["valueOf"], seed: string): Said;
};

export type RenderedLocal =
  | { ok: true; message: MessageObject }
  | { ok: false; missing: readonly string[]; errors: readonly FieldError[] };

/** `compiled` is null when `findings` say why. */
export function compileLocal(components: readonly Json[]): {
  compiled: CompiledLocal | null;
  findings: Finding[];
} {
  const { parts, findings } = readLocalParts(components);
  if (parts === null) return { compiled: null, findings };
  const texts = compileTexts(parts, findings);
  if (findings.length > 0) return { compiled: null, findings };
  const variables = variablesOf(parts, texts);
  const variations = [...texts.values()].reduce((all, { variations: own }) => all * own, 1);
  const plan = { parts, texts };
  return {
    findings,
    compiled: {
      variables,
      variations: Math.min(variations, variationsMax),
      render: (valueOf, seed, path) => render(plan, { valueOf, seedHash: hashSeed(seed) }, path),
      show: (valueOf, seed) => {
        const written: Saying["valueOf"] = (name) => valueOf(name) ?? `{{${name}}}`;
        return said(plan, {
          valueOf: written,
          seedHash: hashSeed(seed),
          missing: new Set(),
          failures: new Set(),
        });
      },
    },
  };
}

type Texts = ReadonlyMap<LocalText, CompiledText>;
type Plan = { parts: LocalParts; texts: Texts };

function textsIn({ header, body, footer, buttons }: LocalParts): LocalText[] {
  const inHeader = isFile(header) ? header.link : header;
  return [inHeader, body, footer, ...textsOfButtons(buttons)].filter((text) => text !== null);
}

function textsOfButtons(buttons: LocalParts["buttons"]): LocalText[] {
  if (buttons === null) return [];
  return buttons.kind === "url" ? [buttons.title, buttons.url] : buttons.replies.map(({ title }) => title);
}

function isFile(header: LocalParts["header"]): header is LocalFile {
  return header !== null && "kind" in header;
}

function compileTexts(parts: LocalParts, findings: Finding[]): Texts {
  const texts = new Map<LocalText, CompiledText>();
  let sites = 0;
  for (const text of textsIn(parts)) {
    const compilation = compileText(text.source, sites);
    if (!compilation.ok) {
      findings.push(...compilation.problems.map((problem) => ({ path: text.path, ...problem })));
      continue;
    }
    sites += compilation.text.choices;
    texts.set(text, compilation.text);
    if (compilation.text.names.length === 0 && compilation.text.variations === 1) {
      // What never changes is judged here, and not for each recipient.
      const long = text.source.length - text.max;
      if (long > 0) {
        const message = `must not have more than ${text.max} characters`;
        findings.push({ path: text.path, message, start: text.max, end: text.source.length });
      }
    }
  }
  return texts;
}

function variablesOf({ header }: LocalParts, texts: Texts): TemplateVariable[] {
  const found = new Map<string, TemplateVariable>();
  for (const [{ path }, text] of texts) {
    const needed = new Set(text.needed);
    for (const name of text.names) {
      const known = found.get(name);
      const required = needed.has(name) || known?.required === true;
      found.set(name, { name, kind: "text", required, in: known?.in ?? placeOf(path), example: null });
    }
  }
  const asked = isFile(header) ? fileVariable(header) : null;
  return [...found.values(), ...(asked === null ? [] : [asked])];
}

function fileVariable({ kind, id, link }: LocalFile): TemplateVariable | null {
  if (id !== null || link !== null) return null;
  return { name: `header_${kind}`, kind, required: true, in: "header", example: null };
}

/** For people; the path itself is for machines. */
function placeOf(path: string): string {
  const button = /\/buttons\/(\d+)/.exec(path)?.[1];
  if (button !== undefined) return `button ${button}`;
  return path.endsWith("/link") ? "header" : "text";
}

function render(
  plan: Plan,
  { valueOf, seedHash }: Pick<Saying, "valueOf" | "seedHash">,
  path: string,
): RenderedLocal {
  const saying: Saying = { valueOf, seedHash, missing: new Set(), failures: new Set() };
  const words = said(plan, saying);
  const missing = [...saying.missing];
  const errors: FieldError[] = missing.map((name) => ({
    path: `${path}/${name}`,
    message: "has no value, and the template no fallback for it",
  }));
  for (const why of saying.failures) errors.push({ path, message: `cannot be said: ${why}` });
  if (errors.length === 0) errors.push(...lengthErrors(plan.parts, words, path));
  return errors.length > 0 ? { ok: false, missing, errors } : { ok: true, message: messageOf(words) };
}

function said({ parts, texts }: Plan, saying: Saying): Said {
  const say = (text: LocalText): string => texts.get(text)?.say(saying) ?? "";
  const { header, body, footer, buttons } = parts;
  return {
    header: headerSaid(header, say, saying),
    body: say(body),
    footer: footer === null ? null : say(footer),
    buttons: buttonsSaid(buttons, say),
  };
}

type Say = (text: LocalText) => string;

function headerSaid(header: LocalParts["header"], say: Say, saying: Saying): Said["header"] {
  if (header === null) return null;
  return isFile(header) ? fileSaid(header, say, saying) : { text: say(header) };
}

function buttonsSaid(buttons: LocalParts["buttons"], say: Say): Said["buttons"] {
  if (buttons === null) return null;
  if (buttons.kind === "url") return { kind: "url", title: say(buttons.title), url: say(buttons.url) };
  return { kind: "replies", replies: buttons.replies.map(({ id, title }) => ({ id, title: say(title) })) };
}

function fileSaid(file: LocalFile, say: Say, saying: Saying): Said["header"] {
  const { kind, id, link, filename } = file;
  const given = (): string => {
    const name = `header_${kind}`;
    const value = saying.valueOf(name);
    if (value === undefined) saying.missing.add(name);
    return String(value ?? "");
  };
  return { kind, source: id ?? (link === null ? given() : say(link)), filename };
}

function lengthErrors(
  { header, body, footer, buttons }: LocalParts,
  words: Said,
  path: string,
): FieldError[] {
  const errors: FieldError[] = [];
  const check = (where: string, text: string | null | undefined, max: number): void => {
    if (text === null || text === undefined) return;
    if (text === "") errors.push({ path, message: `leave nothing of the ${where}` });
    if (text.length > max) errors.push({ path, message: `make the ${where} longer than ${max} characters` });
  };
  check("body", words.body, body.max);
  check("footer", words.footer, footer?.max ?? 0);
  if (header !== null && words.header !== null) {
    if ("text" in words.header) check("header", words.header.text, "max" in header ? header.max : 0);
    else if (!/^(https?:\/\/\S{1,2000}|\d{1,32}|med_[0-9a-f]{32})$/.test(words.header.source)) {
      errors.push({ path, message: "make the header's file no http or https address, and no id of a file" });
    }
  }
  if (words.buttons?.kind === "url") {
    check("button", words.buttons.title, 20);
    if (buttons !== null && !/^https?:\/\/\S{1,1990}$/.test(words.buttons.url)) {
      errors.push({ path, message: "make the button's address none of http or https" });
    }
  } else {
    for (const { title } of words.buttons?.replies ?? []) check("button", title, 20);
    const titles = words.buttons?.replies.map(({ title }) => title) ?? [];
    if (new Set(titles).size < titles.length) errors.push({ path, message: "make two buttons alike" });
  }
  return errors;
}
