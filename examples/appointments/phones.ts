// Invented phone numbers of ten countries, and the ways people write them down.

import type { Random } from "./random.ts";

type Country = {
  code: string;
  /** The national number's first digits; the rest are counted out. */
  prefixes: readonly string[];
  rest: number;
  /** Where people put gaps in the national number. */
  groups: readonly number[];
};

/** The clinics are in India, whose numbers are written as at home; the others need their country code. */
const india: Country = {
  code: "91",
  prefixes: ["98200", "99300", "70450", "88790"],
  rest: 5,
  groups: [5, 5],
};

const abroad: readonly Country[] = [
  { code: "971", prefixes: ["50555", "55555"], rest: 4, groups: [2, 3, 4] },
  { code: "966", prefixes: ["50555", "54555"], rest: 4, groups: [2, 3, 4] },
  { code: "20", prefixes: ["100555", "101555"], rest: 4, groups: [3, 3, 4] },
  { code: "44", prefixes: ["77009"], rest: 5, groups: [4, 6] },
  { code: "49", prefixes: ["152055"], rest: 5, groups: [3, 8] },
  { code: "1", prefixes: ["41555501", "21255501", "31255501", "20655501"], rest: 2, groups: [3, 3, 4] },
  { code: "55", prefixes: ["1195555", "2195555"], rest: 4, groups: [2, 5, 4] },
  { code: "52", prefixes: ["555555", "335555"], rest: 4, groups: [2, 4, 4] },
  { code: "254", prefixes: ["70055", "71155"], rest: 4, groups: [3, 6] },
];

export type Phone = { code: string; national: string; groups: readonly number[] };

export function e164(phone: Phone): string {
  return `+${phone.code}${phone.national}`;
}

export function inventPhone(random: Random): Phone {
  const { code, prefixes, rest, groups } = random.chance(0.62) ? india : random.pick(abroad);
  const tail = String(random.below(10 ** rest)).padStart(rest, "0");
  return { code, national: random.pick(prefixes) + tail, groups };
}

/** Indian, with an ending the simulator gives a meaning. */
export function phoneEnding(ending: string): Phone {
  return { code: "91", national: `982001${ending}`, groups: [5, 5] };
}

/** The simulator lends meaning to the endings 0000 to 0010. */
export function endsMagically({ national }: Phone): boolean {
  return /00(0\d|10)$/.test(national);
}

export function spell(phone: Phone, random: Random): string {
  const spellings = phone.code === "91" ? [...national, ...international] : international;
  return random.pick(spellings)(phone);
}

type Spelling = (phone: Phone) => string;

const national: readonly Spelling[] = [
  (phone) => phone.national,
  (phone) => phone.national,
  (phone) => grouped(phone, " "),
  (phone) => grouped(phone, "-"),
  (phone) => `0${grouped(phone, " ")}`,
  (phone) => `91${phone.national}`,
  (phone) => inDigits(phone.national, 0x966),
  (phone) => ` ${phone.national} `,
];

const international: readonly Spelling[] = [
  e164,
  (phone) => `+${phone.code} ${grouped(phone, " ")}`,
  (phone) => `+${phone.code}-${grouped(phone, "-")}`,
  (phone) => `00${phone.code} ${grouped(phone, " ")}`,
  (phone) => `00${phone.code}${phone.national}`,
  (phone) => `+${phone.code} (${phone.national.slice(0, 3)}) ${phone.national.slice(3)}`,
  (phone) => `(+${phone.code}) ${grouped(phone, " ")}`,
  (phone) => `tel:${e164(phone)}`,
  (phone) => `'${e164(phone)}`,
  (phone) => `+${phone.code}.${grouped(phone, ".")}`,
  // Arabic-Indic digits between direction marks, as copied out of a right-to-left page.
  (phone) => `\u202a+${inDigits(phone.code + phone.national, 0x660)}\u202c`,
  (phone) => inDigits(e164(phone), 0xff10),
  (phone) => `+${phone.code}\u00a0${grouped(phone, "\u00a0")}`,
  (phone) => `+${phone.code}\u2011${grouped(phone, "\u2011")}`,
];

function grouped({ national: digits, groups }: Phone, gap: string): string {
  let at = 0;
  return groups.map((length) => digits.slice(at, (at += length))).join(gap);
}

/** The same digits of another script, whose zero is given. */
function inDigits(text: string, zero: number): string {
  return text.replaceAll(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)));
}

export type Flaw = "too_short" | "too_long" | "letters" | "scientific" | "several";

export const flaws: readonly Flaw[] = ["too_short", "too_long", "letters", "scientific", "several"];

export function spoil(phone: Phone, flaw: Flaw, random: Random): string {
  const { national: digits } = phone;
  switch (flaw) {
    case "too_short":
      return random.pick([digits.slice(0, 5), `+91 ${digits.slice(0, 4)}`, "12345", "-"]);
    case "too_long":
      return random.pick([`${digits} ${digits.slice(0, 6)}`, `+91${digits}0000000`]);
    case "letters":
      return random.pick([
        `${digits.slice(0, 4)}O${digits.slice(5)}`,
        "ask at reception",
        "n/a",
        "لا يوجد",
        "माँ का नंबर",
        `${digits} (mother)`,
        "see notes",
      ]);
    case "scientific":
      return random.pick(["9.19E+11", "9.1982E+11", "9,7155E+11", "9.66505E+11"]);
    case "several":
      return `${digits}${random.pick([" / ", ", ", ";", "\n", " or "])}${random.pick(india.prefixes)}12345`;
  }
}
