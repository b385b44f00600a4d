// What a row says of a person, and why a row is refused.

import type { AttributeValue } from "../../attributes/attribute.ts";
import type { Row } from "../file/import-file.ts";

export type Draft = {
  row: Row;
  /** E.164 with "+". */
  phone: string;
  /** Null, or nothing within: the row does not say. */
  name: string | null;
  language: string | null;
  timeZone: string | null;
  tags: readonly string[];
  attributes: Readonly<Record<string, AttributeValue>>;
};

/** `reason`: a word for programs; `words`: a sentence for whoever made the file. */
export type Rejection = { row: Row; reason: string; words: string };
export type Judgement = { draft: Draft } | { rejection: Rejection };
