// Reads what Meta tells about templates by webhook: status, quality, category, and that the texts were changed.

import { fields, words } from "../http/json.ts";
import type { TemplateChange, TemplateNews } from "../template-sync.ts";
import type { OtherChange } from "./webhook.ts";

export type TemplateChanges = {
  changes: readonly TemplateChange[];
  unreadable: readonly { field: string; reason: string }[];
};

/** Of a webhook's other changes those about templates. `receivedAt` stands in where Meta names no time. */
export function readTemplateChanges(other: readonly OtherChange[], receivedAt: Date): TemplateChanges {
  const changes: TemplateChange[] = [];
  const unreadable: { field: string; reason: string }[] = [];
  for (const each of other) {
    if (!about.has(each.field)) continue;
    const read = readChange({ ...each, at: each.at ?? receivedAt });
    if (typeof read === "string") unreadable.push({ field: each.field, reason: read });
    else changes.push(read);
  }
  return { changes, unreadable };
}

const about = new Set([
  "message_template_status_update",
  "message_template_quality_update",
  "message_template_components_update",
  "template_category_update",
]);

/** The change, or why there is none in it. */
function readChange({ field, value, wabaId, at }: OtherChange & { at: Date }): TemplateChange | string {
  const told = fields(value);
  const { message_template_name: name, message_template_language: language } = told;
  if (wabaId === null) return "it names no business account";
  if (typeof name !== "string" || !/^[a-z0-9_]{1,512}$/.test(name)) return "it names no template";
  if (typeof language !== "string" || !/^[A-Za-z_-]{2,16}$/.test(language)) return "it names no language";
  const news = readNews(field, told, at);
  if (news === null) return "it does not say what has changed";
  // The sample on Meta's page says "en-US" where everything else of Meta's says "en_US".
  return { accountId: wabaId, name, language: language.replace("-", "_"), at, news };
}

type Told = Readonly<Record<string, unknown>>;

/** The sample of a quality update on Meta's page bears the name of a status update, so the content decides. */
function readNews(field: string, told: Told, at: Date): TemplateNews | null {
  if (told["new_quality_score"] !== undefined) return readQuality(told);
  if (field === "message_template_components_update") return { kind: "components" };
  if (field === "template_category_update") return readCategory(told);
  return readStatus(told, at);
}

function readStatus(told: Told, at: Date): TemplateNews | null {
  const event = word(told["event"]);
  if (event === null) return null;
  const { reason, recommendation } = fields(told["rejection_info"]);
  const { title, description } = fields(told["other_info"]);
  const named = word(told["reason"]);
  return {
    kind: "status",
    event,
    reason: named === "NONE" ? null : named,
    said: sentence([title, description, reason, recommendation]),
    pausedUntil: event === "PAUSED" ? endOfPause(word(title), at) : null,
  };
}

const hourMs = 3_600_000;

/**
 * Meta pauses for three hours, then for six ("Template pausing"). A pause by pacing or its rate limits has no
 * such end: somebody lifts it.
 */
function endOfPause(title: string | null, at: Date): Date | null {
  if (title === "FIRST_PAUSE") return new Date(at.getTime() + 3 * hourMs);
  if (title === "SECOND_PAUSE") return new Date(at.getTime() + 6 * hourMs);
  return null;
}

function readQuality(told: Told): TemplateNews | null {
  const score = word(told["new_quality_score"]);
  return score === null ? null : { kind: "quality", score, former: word(told["previous_quality_score"]) };
}

/** With `correct_category` it is the notice a day ahead; without, the change itself. */
function readCategory(told: Told): TemplateNews | null {
  const correct = word(told["correct_category"]);
  const category = word(told["new_category"]);
  if (category === null && correct === null) return null;
  return { kind: "category", category, former: word(told["previous_category"]), correct };
}

/** One of Meta's words; new ones come at any time. */
function word(value: unknown): string | null {
  return typeof value === "string" && /^[A-Z][A-Z0-9_]{0,63}$/.test(value) ? value : null;
}

function sentence(parts: readonly unknown[]): string | null {
  const said = parts.flatMap((part) => words(part) ?? []);
  return said.length === 0 ? null : words([...new Set(said)].join(": "));
}
