// The words that end marketing and begin it again: exact, in many languages and spellings, and never by likeness.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { confirmationText, confirmationTexts } from "./confirmation-texts.ts";
import { consentIn, tenantWords } from "./consent-in.ts";
import { normaliseWord } from "./normalise-word.ts";
import { optOutWords } from "./opt-out-words.ts";

const typed = (text: string) => consentIn({ text, pressed: false })?.state ?? null;
const pressed = (text: string) => consentIn({ text, pressed: true })?.state ?? null;

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
  "stop\ufe0f",
  "\u{1f6d1}\ufe0f STOP \u{1f6d1}\ufe0f",
  "STOP…",
  "stop؟",
  "ｕｎｓｕｂｓｃｒｉｂｅ",
  "الغاء الاشتراك",
  "ايقاف العروض",
  "كفي",
  "désABONNEMENT.",
  "dezaboneaza-ma",
  "СТОП!!!",
  "הסר",
  "nyahlanggan",
])("%j ends marketing", (text) => {
  expect(typed(text)).toBe("withdrawn");
});

test.each([
  "START",
  "unstop",
  "Subscribe",
  "ابدأ",
  "alta",
  "शुरू करें",
  "mulai",
  "شروع",
  "başla",
  "старт",
  "اعاده الاشتراك",
])("%j begins it again", (text) => {
  expect(typed(text)).toBe("granted");
});

test.each([
  "please don't stop",
  "stop at gate 4",
  "stopover",
  "nonstop",
  "bus stop?",
  "stop by tomorrow?",
  "can you stop",
  "stop it please",
  "un subscribe me now or never",
  "لا توقف",
  "baja california",
  "st0p",
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

describe("a tenant's own words", () => {
  const own = tenantWords({
    added: [
      { word: "Salam Stop!", means: "stop", language: "ur", purpose: "all" },
      { word: "cancel", means: "start" },
    ],
    removed: ["FIN", "dúr"],
  });
  const hear = (text: string, isPressed = false) => consentIn({ text, pressed: isPressed }, own);

  test("count in every spelling, for what they were given for", () => {
    expect(hear("salam  STOP")).toEqual({ state: "withdrawn", purpose: "all", languages: ["ur"] });
  });

  test("count before what is built in, on a button as well", () => {
    expect([hear("Cancel")?.state, hear("Cancel", true)?.state]).toEqual(["granted", "granted"]);
  });

  test("that were removed mean nothing, and the others what they meant", () => {
    expect([hear("fin"), hear("Dur"), hear("stop")?.state]).toEqual([null, null, "withdrawn"]);
  });
});

test("a word of several languages names each of them", () => {
  expect(consentIn({ text: "cancelar", pressed: false })?.languages).toEqual(["es", "pt"]);
});

describe("what confirms a word", () => {
  const languages = Object.keys(optOutWords);

  test("is there in each language that has words", () => {
    expect(Object.keys(confirmationTexts).toSorted()).toEqual(languages.toSorted());
  });

  test.each(languages)("names in %s a word that takes it back, and is none itself", (language) => {
    for (const state of ["withdrawn", "granted"] as const) {
      const text = confirmationText(state, [language]);
      const named =
        /[«「]([^»」]+)[»」]/u.exec(text)?.[1] ?? /\p{Lu}{2,}(?: \p{Lu}+)*/u.exec(text)?.[0] ?? "";
      const taking = consentIn({ text: named, pressed: false });
      expect([text, taking?.state]).toEqual([text, state === "granted" ? "withdrawn" : "granted"]);
      expect(taking?.languages).toContain(language === "fr" && named === "STOP" ? "en" : language);
      expect(typed(text)).toBeNull();
    }
  });

  test("is the tenant's own text where it has one, of the region before the language", () => {
    const own = [
      { language: "pt-BR", stop: "Beleza." },
      { language: "pt", stop: "Está bem.", start: "Olá." },
    ];
    expect(confirmationText("withdrawn", ["pt-br"], own)).toBe("Beleza.");
    expect(confirmationText("granted", ["pt-BR"], own)).toBe("Olá.");
    expect(confirmationText("withdrawn", ["es", "pt"], own)).toBe(confirmationTexts["es"]?.stop);
    expect(confirmationText("withdrawn", ["xx"], own)).toBe(confirmationTexts["en"]?.stop);
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
