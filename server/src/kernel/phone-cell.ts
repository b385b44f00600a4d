// Reads the phone number out of a spreadsheet cell, and says what is wrong in words its author understands.

import { parsePhone, phoneProblems } from "./phone.ts";

export type PhoneCell = { ok: true; e164: string } | { ok: false; reason: string; words: string };

export function readPhoneCell(cell: string, country: string | null): PhoneCell {
  const text = withoutWrapping(cell);
  if (text === "") return refused("blank", "The row has no phone number.");
  if (/^[+-]?\d+([.,]\d+)?e[+-]?\d+$/i.test(text)) {
    return refused(
      "cut_by_spreadsheet",
      `"${text}" is what a spreadsheet made of the number: format the column as text and fill it again.`,
    );
  }
  const parsed = parsePhone(text, country);
  if (parsed.ok) return parsed;
  if (holdsSeveral(text, country)) {
    return refused("several_numbers", `"${text}" holds several numbers: keep the one to write to.`);
  }
  return refused(parsed.reason, `The number "${shortened(text)}" ${phoneProblems[parsed.reason]}.`);
}

/**
 * What programs and people put around a number: guards against spreadsheets, a link's scheme, "(+91)", "….0".
 */
function withoutWrapping(cell: string): string {
  // Nearly every cell is bare, in files of a million.
  if (/^\+?\d{1,15}$/.test(cell)) return cell;
  return (
    cell
      .trim()
      .replace(/^="(.*)"$/, "$1")
      .replace(/^'/, "")
      .replace(/^tel:/i, "")
      .trim()
      .replace(/^\((\+\d{1,3})\)/, "$1")
      // A column of numbers with a gap in it becomes one of fractions in data programs. The zero is no digit
      // to dial.
      .replace(/^(\+?\d{7,15})\.0$/, "$1")
  );
}

function holdsSeveral(text: string, country: string | null): boolean {
  const parts = text.split(/[/,;|&\n]|\bor\b|\band\b/i).filter((part) => /\d/.test(part));
  return parts.length > 1 && parts.some((part) => parsePhone(part, country).ok);
}

function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

function refused(reason: string, words: string): PhoneCell {
  return { ok: false, reason, words };
}
