// The consent settings as a form has them, and as the API takes them. Pure.
import type { ConsentSettings, ConsentWord, FrequencyCap, PutConsentSettings } from "@waypost/sdk";

/** Login codes and answers to people never wait, so neither can be ruled. */
export const rules = ["marketing", "utility", "both"] as const;
export type Rule = (typeof rules)[number];

export type ConsentForm = {
  words: Required<Pick<ConsentWord, "word" | "means" | "purpose">>[];
  /** Built-in words that mean nothing here, a line each. */
  removed: string;
  confirms: boolean;
  isQuiet: boolean;
  from: string;
  to: string;
  zone: string;
  quietFor: Rule;
  caps: { most: number | string; days: number | string; rule: Rule; over: "defer" | "skip" }[];
};

export function formOf({
  words,
  confirmations,
  quiet_hours: quiet,
  frequency_caps: caps,
}: ConsentSettings): ConsentForm {
  return {
    words: (words.added ?? []).map(({ word, means, purpose }) => ({
      word,
      means,
      purpose: purpose ?? "marketing",
    })),
    removed: (words.removed ?? []).join("\n"),
    confirms: confirmations.enabled,
    isQuiet: quiet !== null,
    from: quiet?.from ?? "21:00",
    to: quiet?.to ?? "08:00",
    zone: quiet?.time_zone ?? "",
    quietFor: ruleOf(quiet?.categories),
    caps: caps.map(({ most, days, categories, over }) => ({
      most,
      days,
      rule: ruleOf(categories),
      over: over ?? "defer",
    })),
  };
}

/** What the form does not show, such as the language of a word, stays as it was read. */
export function putOf(form: ConsentForm, was: ConsentSettings): PutConsentSettings {
  const kept = new Map(was.words.added?.map((word) => [word.word, word]));
  const added = form.words
    .filter(({ word }) => word.trim() !== "")
    .map((word) => ({ ...kept.get(word.word), ...word, word: word.word.trim() }));
  const removed = form.removed
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
  return {
    version: was.version,
    words: { added, removed },
    confirmations: { ...was.confirmations, enabled: form.confirms },
    quiet_hours: form.isQuiet
      ? {
          from: form.from,
          to: form.to,
          categories: categoriesOf(form.quietFor),
          ...(form.zone.trim() === "" ? {} : { time_zone: form.zone.trim() }),
        }
      : null,
    frequency_caps: form.caps.flatMap(capOf),
  };
}

function capOf({ most, days, rule, over }: ConsentForm["caps"][number]): FrequencyCap[] {
  if (typeof most !== "number" || typeof days !== "number") return [];
  return [{ most, days, categories: categoriesOf(rule), over }];
}

function ruleOf(categories: readonly string[] = ["marketing"]): Rule {
  if (categories.length > 1) return "both";
  return categories[0] === "utility" ? "utility" : "marketing";
}

function categoriesOf(rule: Rule): ("marketing" | "utility")[] {
  return rule === "both" ? ["marketing", "utility"] : [rule];
}
