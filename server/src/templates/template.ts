// What a template is, and what each of the provider's words for its state means to who wants to send it.

import type { ParameterFormat, TemplateCategory } from "@waypost/contract";
import { fieldsOf, type Json, listOf, wordOf } from "./json.ts";
import type { VariableValues } from "./values.ts";

/** What is reviewed, rendered and filled. */
export type Content = {
  category: string;
  parameterFormat: ParameterFormat;
  components: readonly Json[];
};

/** What people have written and not submitted. */
export type Draft = {
  category: TemplateCategory;
  components: readonly Json[];
  ttl_seconds: number | null;
  /** Absent in drafts of releases that knew none. */
  variables?: VariableValues;
};

/** What a second person said of a draft. */
export type Review = { state: "approved" | "rejected"; by: string; at: string; note: string | null };

/**
 * `go`: may be sent. `wait`: not now, but perhaps later without anybody changing it, so messages keep their place.
 * `stop`: not as it is; new messages are refused, and those that were accepted before wait for a person.
 */
export type Sendability = "go" | "wait" | "stop";

/** Words that are not here are new ones of Meta's, and only APPROVED is known to be sent ("Template status"). */
const waits: ReadonlySet<string> = new Set(["PENDING", "IN_APPEAL", "PAUSED"]);

export function sendabilityOf(status: string): Sendability {
  if (status === "APPROVED") return "go";
  return waits.has(status) ? "wait" : "stop";
}

/** The status after one of Meta's events; null for those that only warn. */
export function statusAfterEvent(event: string): string | null {
  if (event === "REINSTATED" || event === "UNARCHIVED") return "APPROVED";
  // Flagged: it will be disabled unless its quality recovers. Locked: it cannot be edited. Both are sent.
  if (event === "FLAGGED" || event === "LOCKED") return null;
  return event;
}

/** What a message waits for, in the words of its timeline. */
export function waitReason({
  name,
  language,
  status,
}: {
  name: string;
  language: string;
  status: string;
}): string {
  const words = spoken[status] ?? `${status.toLowerCase().replaceAll("_", " ")} at WhatsApp`;
  return `its template ${name} (${language}) is ${words}`;
}

const spoken: Readonly<Record<string, string>> = {
  PENDING: "in review",
  IN_APPEAL: "in review after an appeal",
  PAUSED: "paused by WhatsApp",
  DISABLED: "disabled by WhatsApp",
  REJECTED: "rejected by WhatsApp",
  DELETED: "deleted",
};

export type Component = Json & { type: string };

/** Components with their types in capitals, as the provider reads them back. */
export function componentsOf(content: Pick<Content, "components">): Component[] {
  return content.components.map((component) => ({ ...component, type: wordOf(component["type"]) }));
}

export function componentOf(content: Pick<Content, "components">, type: string): Component | null {
  return componentsOf(content).find((component) => component.type === type) ?? null;
}

/** A header without a format is text. */
export function formatOf(header: Json): string {
  return wordOf(header["format"] ?? "TEXT");
}

export function buttonsOf(content: Pick<Content, "components">): Component[] {
  const buttons = componentOf(content, "BUTTONS")?.["buttons"];
  return listOf(buttons).map((button) => {
    const fields = fieldsOf(button);
    return { ...fields, type: wordOf(fields["type"]) };
  });
}

/** Cards of a carousel are made of components too. */
export function cardsOf(content: Content): Content[] {
  const cards = componentOf(content, "CAROUSEL")?.["cards"];
  return listOf(cards).map((card) => ({
    ...content,
    components: listOf(fieldsOf(card)["components"]).map(fieldsOf),
  }));
}
