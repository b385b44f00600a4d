// Reads the texts of a row as the attributes that the tenant says they are.

import type { Tx } from "../../../kernel/db.ts";
import { checkAttributes } from "../../attributes/check-attributes.ts";
import { readDefinitions } from "../../attributes/read-definitions.ts";
import type { Rules } from "../rows/judge-row.ts";

/** What the tenant said when the file was taken up holds for all of it. */
export async function attributeReader(tx: Tx, tenantId: string): Promise<Rules["readAttributes"]> {
  const definitions = await readDefinitions(tx, tenantId);
  return (texts) => {
    const { values, problems } = checkAttributes(definitions, texts, "text", "");
    const [problem] = problems;
    if (problem === undefined) return { ok: true, value: withoutNulls(values) };
    return { ok: false, reason: "wrong_attribute", words: `${problem.path.slice(1)} ${problem.message}.` };
  };
}

/** A cell that is empty is no cell, so that nothing is ever taken away by one. */
function withoutNulls<Value>(values: Readonly<Record<string, Value | null>>): Record<string, Value> {
  const kept: Record<string, Value> = {};
  for (const [name, value] of Object.entries(values)) if (value !== null) kept[name] = value;
  return kept;
}
