// What a person of the campaign is sent: the message for all, or the template in their language with their texts. Pure.

import {
  chooseLanguage,
  compileTemplate,
  type CompiledTemplate,
  type TemplateGroup,
  type TemplateUsed,
  type TemplateVersion,
} from "../templates/index.ts";
import type { MessageObject } from "@waypost/contract";
import type { Content } from "./campaign.ts";

export type Written =
  /** `buttons`: where the template's buttons lead, as it was approved. */
  | { ok: true; body: MessageObject; used: TemplateUsed | null; buttons: readonly string[] }
  /** `missing_variable`, `invalid_variable` or `no_language`. */
  | { ok: false; reason: string };

export type Writer = {
  write(person: Person): Written;
  /** Names that a person has to have a text for. */
  required: readonly string[];
  /** WhatsApp has approved it as marketing: nobody may make less of it. */
  isMarketing: boolean;
  /** Texts by which its reviewers saw it. */
  samples: Readonly<Record<string, string>>;
  /** Why nobody can be sent this at all; null when they can. */
  problem: { code: TemplateTrouble; detail: string } | null;
};

export type TemplateTrouble =
  | "template_not_found"
  | "template_not_approved"
  | "template_paused"
  | "template_disabled";

export type Person = {
  contactId: string;
  language: string | null;
  variables: Readonly<Record<string, string>> | null;
};

/** `group`: of the sender's account; null when the account has no such template, or it is no template. */
export function createWriter(content: Content, group: TemplateGroup | null, campaignId: string): Writer {
  const { template, message } = content;
  if (template === null) {
    if (message === null) throw new Error("a campaign has a template or a message");
    const written: Written = { ok: true, body: message, used: null, buttons: [] };
    return { ...unknownTemplate, write: () => written };
  }
  const language = template.language ?? "contact";
  // Templates of such an account are not kept here; its provider will say.
  const isElsewhere = group === null || (!group.isComplete && group.languages.length === 0);
  if (isElsewhere && language !== "contact") {
    return { ...unknownTemplate, write: ({ variables }) => unseen(template.name, language, variables) };
  }
  const usable = group === null ? [] : group.languages.filter(isSendable);
  const chosen = (asked: string | null): TemplateVersion | null => {
    if (group === null) return null;
    if (language !== "contact") return usable.find((version) => version.language === language) ?? null;
    const found = chooseLanguage({ ...group, languages: usable }, asked);
    return usable.find((version) => version.language === found?.language) ?? null;
  };
  const compiled = new Map<string, CompiledTemplate>();
  const compiledOf = (version: TemplateVersion): CompiledTemplate => {
    const known = compiled.get(version.language) ?? compileTemplate(version);
    compiled.set(version.language, known);
    return known;
  };
  const usual = chosen(null);
  return {
    required: usual === null ? [] : compiledOf(usual).withoutFallback,
    isMarketing: usable.some(({ category }) => category === "MARKETING"),
    samples: usual === null ? {} : samplesOf(usual),
    problem: usual === null ? problemOf(template.name, language, group) : null,
    write: ({ contactId, language: asked, variables }) => {
      const version = chosen(asked);
      if (version === null) return { ok: false, reason: "no_language" };
      const rendered = compiledOf(version).render(variables ?? {}, `${campaignId}:${contactId}`);
      if (!rendered.ok)
        return { ok: false, reason: rendered.missing.length > 0 ? "missing_variable" : "invalid_variable" };
      const { id, name, version: number } = version;
      return {
        ok: true,
        body: rendered.body,
        buttons: buttonsOf(version),
        used: { id, name, language: version.language, version: number, asked },
      };
    },
  };
}

/** What is known of a message, and of a template that is not kept here. */
const unknownTemplate = { required: [], samples: {}, isMarketing: false, problem: null };

function unseen(name: string, code: string, variables: Person["variables"]): Written {
  const filled = variables === null ? {} : { variables: { ...variables } };
  return {
    ok: true,
    used: null,
    buttons: [],
    body: { type: "template", template: { name, language: { code }, ...filled } },
  };
}

function samplesOf({ variables }: TemplateVersion): Record<string, string> {
  const pairs = Object.entries(variables).flatMap(([name, { sample }]) =>
    sample === undefined ? [] : [[name, sample]],
  );
  return Object.fromEntries(pairs);
}

/** By their place; "" for those that lead nowhere. */
function buttonsOf({ components }: TemplateVersion): string[] {
  const listed = components.find((each) => each["type"] === "BUTTONS")?.["buttons"];
  return (Array.isArray(listed) ? listed : []).map((button: { url?: unknown }) =>
    typeof button.url === "string" ? button.url : "",
  );
}

function isSendable({ status }: TemplateVersion): boolean {
  return status === "APPROVED";
}

function problemOf(
  name: string,
  language: string,
  group: TemplateGroup | null,
): NonNullable<Writer["problem"]> {
  const meant = group?.languages.filter((each) => language === "contact" || each.language === language) ?? [];
  const [first] = meant;
  if (first === undefined) {
    const where = language === "contact" ? "" : ` in ${language}`;
    return { code: "template_not_found", detail: `There is no template ${name}${where} for these senders.` };
  }
  const code = meant.every(({ status }) => status === first.status) ? troubles[first.status] : undefined;
  const states = meant.map((each) => `${each.language}: ${each.status.toLowerCase()}`).join(", ");
  return {
    code: code ?? "template_not_approved",
    detail: `The template ${name} cannot be sent (${states}).`,
  };
}

/** What its provider has done to it, where that is more than that it is not approved. */
const troubles: Readonly<Record<string, TemplateTrouble>> = {
  PAUSED: "template_paused",
  DISABLED: "template_disabled",
};
