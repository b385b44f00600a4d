// Checks messages that use templates before they are queued: is there such a template, in which language, may it be
// sent, does what is filled in fit. A local one becomes the message it says.

import type { FieldError, MessageCategory, MessageObject, Template } from "@waypost/contract";
import type { Database } from "../kernel/db.ts";
import { AppError } from "../kernel/errors.ts";
import { holdOf } from "./apply-standing.ts";
import { type CompiledTemplate, compileTemplate } from "./compile-template.ts";
import { componentErrors } from "./filling/component-errors.ts";
import { unknownNames } from "./filling/fill-template.ts";
import { createGroupMemory, type FindGroup } from "./group-memory.ts";
import { chooseLanguage } from "./language.ts";
import { type GroupLanguage, groupKey, type TemplateGroup } from "./template-group.ts";
import { sendabilityOf, waitReason } from "./template.ts";

/** `seed` makes a local template's choices: the same message says the same again. */
export type TemplateMessage = { senderId: string; message: MessageObject; seed: string };

export type TemplateVerdict =
  | { ok: true; message: MessageObject; hold: AcceptedHold | null; used: UsedTemplate | null }
  | { ok: false; error: AppError };

/** What the accepted message waits for; see messaging/store/hold-template.ts. */
export type AcceptedHold = { templateId: string; until: Date; code: string; reason: string };

/** What the message keeps of its template; `asked` is the language it wanted, when it got another. */
export type TemplateUsed = {
  id: string;
  name: string;
  language: string;
  version: number;
  asked: string | null;
};

/** `category`: what the message is when it does not say itself. Meta may have made marketing of what was utility. */
export type UsedTemplate = TemplateUsed & { category: MessageCategory | null };

export type TemplateChecker = {
  /**
   * A verdict for each, in order. Messages come back as they are to be sent: `variables` are kept, with the
   * components they fill beside them. What was written in the last two seconds may not be known yet.
   */
  check(tenantId: string, messages: readonly TemplateMessage[], now: Date): Promise<TemplateVerdict[]>;
};

/** `db` under the application's role. `now` in milliseconds. */
export function createTemplateChecker(deps: { db: Database; now(): number }): TemplateChecker {
  const memory = createGroupMemory(deps);
  const compiled = new WeakMap<GroupLanguage, CompiledTemplate>();
  const compile = (version: GroupLanguage): CompiledTemplate => {
    const known = compiled.get(version) ?? compileTemplate(version);
    compiled.set(version, known);
    return known;
  };
  return {
    check: async (tenantId, messages, now) => {
      const wanted = messages.flatMap(({ senderId, message }) =>
        message.type === "template" ? [{ sender_id: senderId, name: message.template.name }] : [],
      );
      const find = await memory.look(tenantId, wanted);
      return messages.map((each) => verdictOn(each, { find, compile, now }));
    },
  };
}

type Judging = { find: FindGroup; compile(version: GroupLanguage): CompiledTemplate; now: Date };

function verdictOn({ senderId, message, seed }: TemplateMessage, judging: Judging): TemplateVerdict {
  if (message.type !== "template") return { ok: true, message, hold: null, used: null };
  const { template } = message;
  const asked = languageAsked(template);
  const group = judging.find(groupKey({ sender_id: senderId, name: template.name }));
  const isKnown = group?.languages.some(({ language }) => language === asked.code) === true;
  // A sender whose templates nobody keeps here, or an account that was never read: its provider will say.
  if (group === null || (!group.isComplete && !isKnown)) return { ok: true, message, hold: null, used: null };
  const found = languageIn(group, asked);
  if (found === null || sendabilityOf(found.status) === "stop") {
    return { ok: false, error: refusalOf(found, group, { name: template.name, language: asked.code }) };
  }
  const { id, name, language, version } = found;
  const said = say(found, template, { compiled: judging.compile(found), seed });
  if (!said.ok) {
    const detail = `The template ${name} (${language}) cannot be filled with these values.`;
    return { ok: false, error: new AppError("template_variables_invalid", detail, { errors: said.errors }) };
  }
  const used = {
    id,
    name,
    language,
    version,
    asked: language === asked.code ? null : asked.code,
    category: categories[found.category] ?? null,
  };
  const context = message.context === undefined ? {} : { context: message.context };
  return { ok: true, message: { ...said.body, ...context }, hold: holdFor(found, judging.now), used };
}

const categories: Readonly<Record<string, MessageCategory>> = {
  MARKETING: "marketing",
  UTILITY: "utility",
  AUTHENTICATION: "authentication",
};

type Asked = { code: string; isExact: boolean };

/** Meta's own `policy: "deterministic"` wants exactly this language, and none that stands in. */
function languageAsked({ language }: Template): Asked {
  return typeof language === "string"
    ? { code: language, isExact: false }
    : { code: language.code, isExact: language.policy === "deterministic" };
}

/** What is chosen, or what was asked for when nothing may be sent. */
function languageIn(group: TemplateGroup, { code, isExact }: Asked): GroupLanguage | null {
  const named = (wanted: string): GroupLanguage | null =>
    group.languages.find(({ language }) => language === wanted) ?? null;
  const chosen = isExact ? null : chooseLanguage(group, code);
  return named(chosen?.language ?? code);
}

function refusalOf(
  found: GroupLanguage | null,
  { kind }: TemplateGroup,
  { name, language }: { name: string; language: string },
): AppError {
  const at = { errors: [{ path: "/template/name", message: "cannot be sent" }] };
  if (found === null) {
    const detail =
      kind === "local"
        ? `There is no local template ${name} in ${language} that this sender could send.`
        : `The sender's account has no template ${name} in ${language}.`;
    return new AppError("template_not_found", detail, at);
  }
  const why =
    found.status === "DRAFT" ? `the template ${name} (${language}) is not submitted` : waitReason(found);
  return new AppError("template_not_approved", `It cannot be sent: ${why}.`, at);
}

function holdFor(found: GroupLanguage, now: Date): AcceptedHold | null {
  const hold = holdOf({ ...found, paused_until: found.pausedUntil }, now);
  return hold === null ? null : { ...hold, templateId: found.id };
}

type SaidTemplate = { ok: true; body: MessageObject } | { ok: false; errors: readonly FieldError[] };

/** Paths are those of the request. */
function say(
  found: GroupLanguage,
  template: Template,
  { compiled, seed }: { compiled: CompiledTemplate; seed: string },
): SaidTemplate {
  const { components, variables = {} } = template;
  if (components !== undefined) return withComponents(found, template, components);
  const rendered = compiled.render(variables, seed);
  const known = new Map(compiled.variables.map((variable) => [variable.name, variable]));
  const unknown = unknownNames(known, variables, "/template/variables");
  if (rendered.ok && unknown.length === 0) {
    return {
      ok: true,
      body: found.kind === "local" ? rendered.body : filled(template, found, rendered.body),
    };
  }
  const errors = rendered.ok ? [] : rendered.errors;
  return {
    ok: false,
    errors: [...errors.map(({ path, message }) => ({ path: `/template${path}`, message })), ...unknown],
  };
}

function withComponents(
  found: GroupLanguage,
  template: Template,
  components: NonNullable<Template["components"]>,
): SaidTemplate {
  const path = "/template/components";
  if (found.kind === "local") {
    return {
      ok: false,
      errors: [{ path, message: "are for WhatsApp's templates; give a local one variables" }],
    };
  }
  const errors = componentErrors(found, components, path);
  return errors.length > 0 ? { ok: false, errors } : { ok: true, body: filled(template, found, null) };
}

/** What the caller gave stays beside what it fills, in the language that was chosen. */
function filled(
  template: Template,
  { language }: GroupLanguage,
  rendered: MessageObject | null,
): MessageObject {
  const components = rendered?.type === "template" ? rendered.template.components : undefined;
  const chosen = typeof template.language === "string" ? language : { ...template.language, code: language };
  return {
    type: "template",
    template: { ...template, language: chosen, ...(components === undefined ? {} : { components }) },
  };
}
