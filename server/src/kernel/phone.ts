// Reads phone numbers as people write them, into E.164.

import {
  type CountryCode,
  isSupportedCountry,
  ParseError,
  parsePhoneNumberWithError,
} from "libphonenumber-js";

export type ParsedPhone = { ok: true; e164: string } | { ok: false; reason: PhoneProblem };

export type PhoneProblem =
  | "empty"
  | "not_a_number"
  | "country_code_missing"
  | "country_code_unknown"
  | "too_short"
  | "too_long"
  | "impossible_length";

/** In words, to follow "The number …" or a field's path. */
export const phoneProblems: Readonly<Record<PhoneProblem, string>> = {
  empty: "is empty",
  not_a_number: "is not a phone number",
  country_code_missing: "has no country code; write it as +14155550123",
  country_code_unknown: "begins with a country code that does not exist",
  too_short: "is too short",
  too_long: "is too long",
  impossible_length: "has a length no number of its country has",
};

/**
 * A number is accepted when its country has numbers of that length, not when its range is assigned to a
 * carrier: ranges are assigned faster than metadata is released, and fictional numbers (+1 415 555 0123,
 * the simulator's +15550100000) must work. Whether somebody is there only WhatsApp knows.
 */
export function parsePhone(text: string, defaultCountry: string | null): ParsedPhone {
  if (plainE164.test(text)) return { ok: true, e164: text };
  const short = defaultCountry === null ? undefined : plainNational[defaultCountry];
  if (short !== undefined && short.pattern.test(text)) {
    return { ok: true, e164: short.code + text.slice(short.trunk) };
  }
  // Parsing costs 10 to 30 µs, and the same people are written to again.
  const known = recent.get(text);
  if (known !== undefined && known.country === defaultCountry) return known.parsed;
  const parsed = parseUncached(text, defaultCountry);
  if (text.length <= textMax) remember(text, { country: defaultCountry, parsed });
  return parsed;
}

/**
 * Most callers send E.164 already, and in these countries a number of this form has no other reading: no
 * trunk prefix to take off, one length. A test compares every line with the library, so new metadata cannot
 * part them unnoticed.
 */
export const plainE164 = new RegExp(
  `^\\+(?:${[
    "1[2-9]\\d{9}", // North America
    "(?:20|90|91|92)[1-9]\\d{9}", // Egypt, Turkey, India, Pakistan
    "(?:27|33|34|48)[1-9]\\d{8}", // South Africa, France, Spain, Poland
    "44[1-9]\\d{9}", // United Kingdom
    "234[1-9]\\d{9}", // Nigeria
    "(?:254|966)[1-9]\\d{8}", // Kenya, Saudi Arabia
  ].join("|")})$`,
);

/**
 * The same for mobile numbers as a country's own sheets have them, a million in a file: `trunk` digits are
 * for callers at home. The same test compares them.
 */
export const plainNational: Readonly<Record<string, { pattern: RegExp; code: string; trunk: 0 | 1 }>> = {
  US: { pattern: /^[2-9]\d{2}[2-9]\d{6}$/, code: "+1", trunk: 0 },
  CA: { pattern: /^[2-9]\d{2}[2-9]\d{6}$/, code: "+1", trunk: 0 },
  IN: { pattern: /^[6-9]\d{9}$/, code: "+91", trunk: 0 },
  PK: { pattern: /^03\d{9}$/, code: "+92", trunk: 1 },
  EG: { pattern: /^01[0125]\d{8}$/, code: "+20", trunk: 1 },
  SA: { pattern: /^05\d{8}$/, code: "+966", trunk: 1 },
  AE: { pattern: /^05\d{8}$/, code: "+971", trunk: 1 },
  NG: { pattern: /^0[789]\d{9}$/, code: "+234", trunk: 1 },
  GB: { pattern: /^07[1-9]\d{8}$/, code: "+44", trunk: 1 },
  FR: { pattern: /^0[67]\d{8}$/, code: "+33", trunk: 1 },
  ES: { pattern: /^[67]\d{8}$/, code: "+34", trunk: 0 },
  BR: { pattern: /^[1-9][1-9]9\d{8}$/, code: "+55", trunk: 0 },
};

type Remembered = { country: string | null; parsed: ParsedPhone };

/** Dropped whole when full: a cold start now and then costs less than keeping order at every look-up. */
const recentMax = 50_000;
const recent = new Map<string, Remembered>();

function remember(text: string, value: Remembered): void {
  if (recent.size >= recentMax) recent.clear();
  recent.set(text, value);
}

/** The longest spelling of a number people write; anything beyond is not one, and not worth parsing. */
const textMax = 40;

function parseUncached(text: string, defaultCountry: string | null): ParsedPhone {
  if (text.length > textMax) return refused("not_a_number");
  const plain = plainSpelling(text);
  if (plain === "") return refused("empty");
  if (!/^\+?[\d\s().\-/~]*\d[\d\s().\-/~]*$/.test(plain)) return refused("not_a_number");
  try {
    const number = parsePhoneNumberWithError(plain, { extract: false, ...country(defaultCountry) });
    return number.isPossible() ? { ok: true, e164: number.number } : refused("impossible_length");
  } catch (error) {
    return refused(problemOf(error, plain));
  }
}

/**
 * One alphabet for what people paste: any script's digits, invisible marks, wide signs and dashes, 00 and
 * (0).
 */
function plainSpelling(text: string): string {
  const ascii = /^[\x20-\x7e]*$/.test(text) ? text : asciiDigits(text);
  return (
    ascii
      .trim()
      // The international prefix of most of the world. No country's national numbers begin with two zeros.
      .replace(/^00(?=[\s().\-/]*[1-9])/, "+")
      // "+44 (0)20 …": the zero is for callers at home.
      .replace(/^(\+[\d\s.\-/]+)\(0\)/, "$1")
  );
}

function asciiDigits(text: string): string {
  return (
    text
      .normalize("NFKC")
      // Direction marks and other invisible format characters, as copied out of right-to-left text.
      .replaceAll(/\p{Cf}/gu, "")
      .replaceAll(/\p{Pd}|\u2212/gu, "-")
      .replaceAll(/\s/g, " ")
      .replaceAll(/\p{Nd}/gu, (digit) => String(digitValue(digit.codePointAt(0) ?? 0)))
  );
}

/** Unicode keeps decimal digits in runs of ten that begin with zero, so the place in the run is the value. */
function digitValue(codePoint: number): number {
  let start = codePoint;
  while (/^\p{Nd}$/u.test(String.fromCodePoint(start - 1))) start -= 1;
  return (codePoint - start) % 10;
}

function country(code: string | null): { defaultCountry: CountryCode } | undefined {
  return code !== null && isSupportedCountry(code) ? { defaultCountry: code } : undefined;
}

function refused(reason: PhoneProblem): ParsedPhone {
  return { ok: false, reason };
}

function problemOf(error: unknown, plain: string): PhoneProblem {
  switch (error instanceof ParseError ? error.message : "") {
    case "INVALID_COUNTRY":
      return plain.startsWith("+") ? "country_code_unknown" : "country_code_missing";
    case "TOO_SHORT":
      return "too_short";
    case "TOO_LONG":
      return "too_long";
    case "NOT_A_NUMBER":
      return "not_a_number";
    default:
      throw error;
  }
}
