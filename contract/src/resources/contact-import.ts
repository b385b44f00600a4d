// Imports as the API shows them: a file of people, how it is to be read, and what became of every row of it.

import Type from "typebox";
import { closed, instant, nullable, text, words } from "../json-schema.ts";
import { consentPurpose } from "./consent.ts";

const count = Type.Integer({ minimum: 0 });

const importState = words("waiting", "running", "done", "failed", "canceled", "undoing", "undone");

const columnResource = closed({
  header: Type.String(),
  target: Type.String({ description: "phone, name, language, time_zone, tags, attribute:<name> or ignore." }),
  confidence: Type.Number({ description: "From 0 to 1; look at what is below 0.8." }),
});

const layout = closed({
  format: words("csv", "xlsx"),
  encoding: nullable(Type.String()),
  separator: nullable(Type.String()),
  header: Type.Boolean({ description: "Whether the first row names the columns." }),
  columns: Type.Array(columnResource),
});

/** rows = created + updated + unchanged + duplicates + rejected, at every moment. */
export const contactImportResource = closed(
  {
    id: Type.String({ description: "imp_…" }),
    kind: words("contacts", "suppressions"),
    mode: words("dry_run", "commit"),
    state: importState,
    filename: nullable(Type.String()),
    size_bytes: count,
    layout: nullable(layout),
    progress: Type.Number({ description: "From 0 to 1." }),
    rows: count,
    rows_total: nullable(count),
    created: count,
    updated: count,
    unchanged: count,
    duplicates: count,
    rejected: count,
    consents: Type.Integer({ minimum: 0, description: "For how many the evidence was recorded." }),
    rejects_url: nullable(Type.String({ description: "The refused rows with their reasons, as CSV." })),
    problem: nullable(closed({ code: Type.String(), detail: Type.String() })),
    undone: nullable(closed({ removed: count, restored: count, kept: count })),
    undo_until: nullable(instant),
    list: nullable(Type.String({ description: "lst_…" })),
    created_by: Type.String({ description: "key_… or usr_…" }),
    created_at: instant,
    done_at: nullable(instant),
  },
  { title: "ContactImport" },
);
export type ContactImportResource = Type.Static<typeof contactImportResource>;

const readingOptions = {
  mapping: Type.Optional(
    Type.String({
      maxLength: 12_000,
      description:
        'JSON: column to target, by header, by place ("#3") or "*" for all others, such as ' +
        '{"Mobile no.":"phone","City":"attribute:city","*":"ignore"}. What is not named is guessed.',
    }),
  ),
  header: Type.Optional(
    Type.Boolean({ description: "Whether the first row names the columns; guessed when absent." }),
  ),
  separator: Type.Optional(
    Type.String({
      pattern: '^([^"\\r\\n]|tab)$',
      description: "One character, or tab; guessed when absent.",
    }),
  ),
  encoding: Type.Optional(
    Type.String({ maxLength: 40, pattern: "^[A-Za-z0-9_:.-]+$", description: "Guessed when absent." }),
  ),
  country: Type.Optional(
    Type.String({
      pattern: "^[A-Z]{2}$",
      description: "Of numbers without a country code; else the tenant's.",
    }),
  ),
};

export const importPreviewQuery = closed(readingOptions);
export type ImportPreviewQuery = Type.Static<typeof importPreviewQuery>;

const importOptions = {
  ...readingOptions,
  mode: words("dry_run", "commit"),
  filename: Type.Optional(text(255)),
};

export const contactImportQuery = closed({
  ...importOptions,
  list: Type.Optional(text(64)),
  tags: Type.Optional(Type.String({ maxLength: 2_000, description: "For everybody, separated by commas." })),
  update: Type.Optional(words("never", "empty", "always")),
  duplicates: Type.Optional(words("first", "last", "merge")),
  consent: Type.Optional(
    Type.String({
      maxLength: 8_000,
      description:
        "JSON: the evidence on which they may be written to, an ImportConsent. Without it, none is.",
    }),
  ),
});
export type ContactImportQuery = Type.Static<typeof contactImportQuery>;

/**
 * What was agreed to, where, in which words, and where that can be looked up. Of `wording` only a hash is
 * kept.
 */
export const importConsent = closed(
  {
    purpose: consentPurpose,
    source: text(64),
    wording: text(4096),
    proof: text(900),
    at: Type.Optional(instant),
    legal_basis: Type.Optional(
      words("consent", "soft_opt_in", "contract", "legal_obligation", "legitimate_interest"),
    ),
  },
  { title: "ImportConsent" },
);
export type ImportConsent = Type.Static<typeof importConsent>;

export const suppressionImportQuery = closed({
  ...importOptions,
  purpose: Type.Optional(consentPurpose),
  reason: Type.Optional(text(500)),
});
export type SuppressionImportQuery = Type.Static<typeof suppressionImportQuery>;

export const importPreviewResource = closed(
  {
    layout,
    rows: Type.Array(
      closed({
        row: Type.Integer({ description: "As a spreadsheet numbers it." }),
        cells: Type.Array(Type.String()),
        phone: nullable(Type.String({ description: "As it would be written to." })),
        error: nullable(closed({ reason: Type.String(), text: Type.String() })),
      }),
      { description: "The first fifty." },
    ),
    problem: nullable(closed({ code: Type.String(), detail: Type.String() })),
  },
  { title: "ContactImportPreview" },
);
export type ImportPreviewResource = Type.Static<typeof importPreviewResource>;
