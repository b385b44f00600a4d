// Checks messages that use templates before they are queued: is there such a template, may it be sent, does what is
// filled in fit. One look for a whole batch, remembered for a moment, and none for messages without a template.

import type { FieldError, MessageObject, Template } from "@waypost/contract";
import type { Database } from "../kernel/db.ts";
import { AppError } from "../kernel/errors.ts";
import { holdOf } from "./apply-standing.ts";
import { componentErrors } from "./filling/component-errors.ts";
import { fillTemplate } from "./filling/fill-template.ts";
import { findTemplates, type FoundTemplate } from "./store/find.ts";
import { type Content, sendabilityOf, waitReason } from "./template.ts";

export type TemplateMessage = { senderId: string; message: MessageObject };

export type TemplateVerdict =
  | { ok: true; message: MessageObject; hold: AcceptedHold | null }
  | { ok: false; error: AppError };

/** What the accepted message waits for; see messaging/store/hold-template.ts. */
export type AcceptedHold = { templateId: string; until: Date; code: string; reason: string };

export type TemplateChecker = {
  /**
   * A verdict for each, in order. Messages come back as they are to be sent: `variables` are kept, with the
   * components they fill beside them.
   */
  check(tenantId: string, messages: readonly TemplateMessage[], now: Date): Promise<TemplateVerdict[]>;
  /** Own writes are seen at once; those of other processes within two seconds. */
  forget(): void;
};

const rememberMs = 2_000;
const rememberedMax = 20_000;

/** `db` under the application's role. `now` in milliseconds. */
export function createTemplateChecker(deps: { db: Database; now(): number }): TemplateChecker {
  const known = new Map<string, { found: FoundTemplate | null; until: number }>();
  const look = async (tenantId: string, wanted: ReadonlyMap<string, Wanted>): Promise<Finder> => {
    const at = deps.now();
    const missing = [...wanted].filter(([name]) => (known.get(`${tenantId} ${name}`)?.until ?? 0) <= at);
    if (missing.length > 0) {
      if (known.size + missing.length > rememberedMax) known.clear();
      const rows = await deps.db.asTenants([tenantId], (tx) =>
        findTemplates(
          tx,
          tenantId,
          missing.map(([, each]) => each),
        ),
      );
      const byName = new Map(rows.map((row) => [nameOf(row), row]));
      for (const [name] of missing) {
        known.set(`${tenantId} ${name}`, { found: byName.get(name) ?? null, until: at + rememberMs });
      }
    }
    return (name) => known.get(`${tenantId} ${name}`)?.found ?? null;
  };
  return {
    check: async (tenantId, messages, now) => {
      const wanted = new Map(
        messages.flatMap((each) => wantedOf(each) ?? []).map((each) => [nameOf(each), each]),
      );
      const found: Finder = wanted.size === 0 ? () => null : await look(tenantId, wanted);
      return messages.map((each) => verdictOn(each, found, now));
    },
    forget: () => known.clear(),
  };
}

type Wanted = { sender_id: string; name: string; language: string };
type Finder = (name: string) => FoundTemplate | null;

function nameOf({ sender_id, name, language }: Wanted): string {
  return `${sender_id} ${name} ${language}`;
}

function wantedOf({ senderId, message }: TemplateMessage): Wanted | null {
  if (message.type !== "template") return null;
  const { name, language } = message.template;
  return { sender_id: senderId, name, language: typeof language === "string" ? language : language.code };
}

function verdictOn(each: TemplateMessage, find: Finder, now: Date): TemplateVerdict {
  const { message } = each;
  const wanted = wantedOf(each);
  if (wanted === null || message.type !== "template") return { ok: true, message, hold: null };
  const found = find(nameOf(wanted));
  // A sender whose templates nobody keeps here, or an account that was never read: its provider will say.
  if (found === null || (found.id === null && !found.is_synced)) return { ok: true, message, hold: null };
  const refused = refusalOf(found, wanted);
  if (refused !== null) return { ok: false, error: refused };
  const filled = fill(contentOf(found), message.template);
  if (!filled.ok) {
    const detail = `The template ${wanted.name} (${wanted.language}) cannot be filled with these values.`;
    const error = new AppError("template_variables_invalid", detail, { errors: filled.errors });
    return { ok: false, error };
  }
  return { ok: true, message: { ...message, template: filled.template }, hold: holdFor(found, now) };
}

type Stored = FoundTemplate & { id: string };

function refusalOf(found: FoundTemplate, { name, language }: Wanted): AppError | null {
  const at = { errors: [{ path: "/template/name", message: "cannot be sent" }] };
  if (found.id === null || found.status === "DELETED") {
    const detail = `The sender's account has no template ${name} in ${language}.`;
    return new AppError("template_not_found", detail, at);
  }
  if (sendabilityOf(found.status) !== "stop") return null;
  const why =
    found.status === "DRAFT" ? `the template ${name} (${language}) is not submitted` : waitReason(found);
  return new AppError("template_not_approved", `It cannot be sent: ${why}.`, at);
}

function holdFor(found: FoundTemplate, now: Date): AcceptedHold | null {
  const hold = holdOf(found, now);
  return hold === null || !isStored(found) ? null : { ...hold, templateId: found.id };
}

function isStored(found: FoundTemplate): found is Stored {
  return found.id !== null;
}

function contentOf({ category, parameter_format, components }: FoundTemplate): Content {
  return { category, parameterFormat: parameter_format, components: components ?? [] };
}

type FilledTemplate = { ok: true; template: Template } | { ok: false; errors: readonly FieldError[] };

function fill(content: Content, template: Template): FilledTemplate {
  const { components, variables } = template;
  if (components !== undefined) {
    const errors = componentErrors(content, components, "/template/components");
    return errors.length > 0 ? { ok: false, errors } : { ok: true, template };
  }
  const filled = fillTemplate(content, variables ?? {}, "/template/variables");
  if (!filled.ok) return filled;
  if (filled.components.length === 0) return { ok: true, template };
  return { ok: true, template: { ...template, components: filled.components } };
}
