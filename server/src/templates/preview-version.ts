// What a person would see of a version, Meta's or local, with values and what stands in for them.

import type { PreviewAnswer } from "@waypost/contract";
import { compileTemplate, type TemplateVersion } from "./compile-template.ts";
import { compileLocal } from "./local/compile-local.ts";
import type { Said } from "./local/said-message.ts";
import { renderPreview } from "./preview.ts";
import { fallbacksOf, type GivenValue, type TemplateValues, valueOr } from "./values.ts";

export type ShownVersion = Omit<PreviewAnswer, "recipients">;
export type PreviewVersion = (values: TemplateValues, seed: string) => ShownVersion & { missing: string[] };

/** Read once for as many people as are asked about. `seed` makes a local template's choices. */
export function previewVersion(version: TemplateVersion): PreviewVersion {
  const template = compileTemplate(version);
  const fallbacks = fallbacksOf(version.variables);
  const ours = version.kind === "local" ? compileLocal(version.components).compiled : null;
  return (values, seed) => {
    const rendered = template.render(values, seed);
    const valueOf = (name: string): GivenValue | undefined => valueOr(values, fallbacks, name);
    const known = template.variables.flatMap(({ name }) => {
      const value = valueOf(name);
      return value === undefined ? [] : [[name, String(value)] as const];
    });
    const shown =
      ours === null
        ? renderPreview(version, Object.fromEntries(known))
        : shownLocally(ours.show(valueOf, seed));
    const [errors, missing] = rendered.ok ? [[], []] : [[...rendered.errors], [...rendered.missing]];
    return { ...shown, errors, missing };
  };
}

function shownLocally({ header, body, footer, buttons }: Said): ShownVersion {
  const shown = { body, footer, offer: null, cards: [], errors: [] };
  return { ...shown, header: shownHeader(header), buttons: shownButtons(buttons) };
}

function shownHeader(header: Said["header"]): ShownVersion["header"] {
  if (header === null) return null;
  if ("text" in header) return { format: "TEXT", text: header.text, media: null };
  return { format: header.kind.toUpperCase(), text: null, media: header.source };
}

function shownButtons(buttons: Said["buttons"]): ShownVersion["buttons"] {
  if (buttons === null) return [];
  if (buttons.kind === "url") return [{ type: "URL", text: buttons.title, target: buttons.url }];
  return buttons.replies.map(({ title }) => ({ type: "QUICK_REPLY", text: title, target: null }));
}
