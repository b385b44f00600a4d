// How one import is to be read and what it may change, as it is kept beside it.

import type { ConsentPurpose, ImportConsent } from "@waypost/contract";
import type { Overwrite } from "../contacts/upsert-rules.ts";
import type { Reading } from "./file/open-file.ts";
import type { Wanted } from "./mapping/columns.ts";
import type { DuplicateRule } from "./rows/fold-duplicates.ts";

/** Of the words that were shown only the hash is kept; `at` is when they were agreed to. */
export type Evidence = Omit<ImportConsent, "wording" | "at"> & { wordingHash: string; at: string };

export type ImportSettings = {
  reading: Reading;
  wanted: Wanted;
  duplicates: DuplicateRule;
  /** What happens to a field that the person has already. */
  update: Overwrite;
  /** For everybody in the file. */
  tags: readonly string[];
  evidence: Evidence | null;
  /** Of people who opted out elsewhere; null for an import of contacts. */
  suppression: { purpose: ConsentPurpose; reason: string } | null;
};
