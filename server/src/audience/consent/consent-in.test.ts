// The words that end marketing and begin it again: exact, in many languages and spellings, and never by likeness.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { consentIn } from "./consent-in.ts";
import { normaliseWord } from "./normalise-word.ts";
import { optOutWords } from "./opt-out-words.ts";

const typed = (text: string) => consentIn({ text, pressed: false });
const pressed = (text: string) => consentIn({ text, pressed: true });

test.each([
  "STOP",
  "stop",
  " Stop! ",
  "¡STOP!",
  "“stop.”",
  "ＳＴＯＰ",
  "stop 🙏",
  "🛑 STOP 🛑",
  "s\u200dtop",
  "opt-out",
  "OPT  OUT",
  "Unsubscribe.",
  "إِيقَاف",
  "ايقاف",
  "إيقـــاف",
  "إلغاء الاشتراك",
  "الغاء الإشتراك",
  "BAJA",
  "cancelar suscripcion",
  "Arrêter",
  "ARRETER",
  "Me désabonner",
  "Parar",
  "Não quero mais receber",
  "बंद करें",
  "रोकें।",
  "berhenti",
  "بند کریں",
  "بند كريں",
  "DURDUR",
  "ABONELİKTEN ÇIK",
  "abmelden",
  "বন্ধ করুন",
  "sitisha",
  "Стоп",
  "ОТПИСАТЬСЯ",
  "basta!",
  "退订",
])("%j ends marketing", (text) => {
  expect(typed(text)).toBe("withdrawn");
});

test.each(["START", "unstop", "Subscribe", "ابدأ", "alta", "शुरू करें", "mulai", "شروع", "başla", "старт"])(
  "%j begins it again",
  (text) => {
    expect(typed(text)).toBe("granted");
  },
);

test.each([
  "please don't stop",
  "stop at gate 4",
  "stopover",
  "nonstop",
  "bus stop?",
  "acha",
  "fine",
  "red",
  "ok",
  "yes",
  "",
  "🙏",
  "وقف",
  "s".repeat(5_000),
])("%j is nothing of the kind", (text) => {
  expect(typed(text)).toBeNull();
});

describe("what a business may have put on a button", () => {
  test.each(["Cancel", "End", "Cancelar", "إلغاء"])("%j typed is a refusal, pressed a choice", (text) => {
    expect([typed(text), pressed(text)]).toEqual(["withdrawn", null]);
  });

  test("Meta's own button is a refusal either way", () => {
    expect([typed("Stop promotions"), pressed("Stop promotions")]).toEqual(["withdrawn", "withdrawn"]);
  });
});

test("no word means both, in any two languages", () => {
  const all = (of: "stop" | "typed" | "start") =>
    new Set(Object.values(optOutWords).flatMap((words) => words[of].map((word) => normaliseWord(word))));
  const begins = all("start");
  expect([...all("stop"), ...all("typed")].filter((word) => begins.has(word))).toEqual([]);
});

test("each word is one in upper case, in lower case, and with marks around it", () => {
  for (const { stop, typed: words, start } of Object.values(optOutWords)) {
    for (const word of [...stop, ...words]) {
      for (const text of [word, word.toUpperCase(), word.toLowerCase(), `*${word}*\n`]) {
        expect([text, typed(text)]).toEqual([text, "withdrawn"]);
      }
    }
    for (const word of start) expect([word, typed(word.toUpperCase())]).toEqual([word, "granted"]);
  }
});

test("one spelling is its own spelling, for any text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 80 }), (text) => {
      const once = normaliseWord(text);
      if (once !== null && once.length <= 80) expect(normaliseWord(once)).toBe(once);
    }),
  );
});
