// From a header row to named variables: what each column is called in a text, and which one holds the phone
// number.

import { nearest } from "../kernel/spelling.ts";
import { Refusal } from "../kernel/refusal.ts";

export type Columns = {
  header: readonly string[];
  /** Where each variable stands in a row. */
  variables: ReadonlyMap<string, number>;
  phone: number;
};

/** `name` is what the column shall be called; "phone" says where the numbers are. */
export type ColumnChoice = { name: string; column: string };

export function readColumns(header: readonly string[], choices: readonly ColumnChoice[]): Columns {
  const variables = new Map<string, number>();
  header.forEach((text, index) => variables.set(freeName(variableName(text, index), variables), index));
  const named = new Map(variables);
  for (const { name, column } of choices) {
    if (!/^[\p{L}_][\p{L}\p{M}\p{N}_]*$/u.test(name)) {
      throw new Refusal(`"${name}" cannot name a column: use letters, digits and _, such as first_name.`);
    }
    named.set(name, findColumn(header, variables, column));
  }
  return { header, variables: named, phone: phoneColumn(named, choices, header) };
}

/** `First name` becomes `first_name`, in any script. */
export function variableName(text: string, index: number): string {
  const name = text
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(/\p{Cf}/gu, "")
    .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, "_")
    .replaceAll(/^_+|_+$/g, "");
  if (name === "") return `column_${index + 1}`;
  return /^\p{N}/u.test(name) || liquidWords.has(name) ? `column_${name}` : name;
}

/** They are values of the template language, not names. */
const liquidWords: ReadonlySet<string> = new Set(["true", "false", "nil", "null", "empty", "blank"]);

function freeName(name: string, taken: ReadonlyMap<string, number>): string {
  for (let count = 1; ; count++) {
    const candidate = count === 1 ? name : `${name}_${count}`;
    if (!taken.has(candidate)) return candidate;
  }
}

function findColumn(
  header: readonly string[],
  variables: ReadonlyMap<string, number>,
  wanted: string,
): number {
  const literal = header.findIndex((text) => text.trim() === wanted.trim());
  const found = literal >= 0 ? literal : variables.get(variableName(wanted, -1));
  if (found !== undefined) return found;
  throw new Refusal(
    `There is no column "${wanted}"${didYouMean(wanted, header)} The file has ${list(header)}.`,
  );
}

/** As exports of address books, clinics and shops call it. */
const phoneNames: readonly string[] = [
  "phone",
  "phone_number",
  "mobile",
  "mobile_number",
  "mobile_phone",
  "mobile_no",
  "phone_no",
  "whatsapp",
  "whatsapp_number",
  "cell",
  "cell_phone",
  "telephone",
  "tel",
  "msisdn",
  "contact_number",
];

function phoneColumn(
  variables: ReadonlyMap<string, number>,
  choices: readonly ColumnChoice[],
  header: readonly string[],
): number {
  const chosen = choices.some(({ name }) => name === "phone");
  const candidates = chosen ? ["phone"] : phoneNames.filter((name) => variables.has(name));
  const [only] = candidates;
  const index = only === undefined ? undefined : variables.get(only);
  if (index !== undefined && candidates.length === 1) return index;
  const why = candidates.length > 1 ? "Several columns may hold" : "No column is known to hold";
  throw new Refusal(`${why} the phone numbers: say --column phone="…". The file has ${list(header)}.`);
}

export function didYouMean(word: string, known: readonly string[]): string {
  const meant = nearest(word, known);
  return meant === undefined ? "." : `: did you mean "${meant}"?`;
}

export function list(names: readonly string[]): string {
  const shown = names.slice(0, 30).map((name) => `"${name.trim()}"`);
  return shown.join(", ") + (names.length > 30 ? " and more" : "");
}
