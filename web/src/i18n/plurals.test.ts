// The tables as they are: what is counted has the form its language wants, and figures are written as readers expect.
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Language } from "./languages.ts";
import { formatNumber } from "./numbers.ts";
import { createSayer } from "./sentences.ts";

/** Spaces in figures are narrow, or not to be broken at. */
function said(language: Language, english: string): string | undefined {
  return createSayer(tableOf(language), language)(english)?.replaceAll(/\s/g, " ");
}

function tableOf(language: Language): Record<string, string> {
  const path = new URL(`../locales/${language}/sentences.json`, import.meta.url);
  return JSON.parse(readFileSync(path, "utf8"));
}

/** Which digits Arabic has is the platform's to say. */
function ar(value: number): string {
  return formatNumber(value, "ar");
}

const waiting: Readonly<Record<Language, readonly string[]>> = {
  en: ["0 messages", "1 message", "2 messages", "3 messages", "11 messages", "100 messages"].map(
    (words) => `${words} without an answer`,
  ),
  ar: ["لا رسائل", "رسالة واحدة", "رسالتان", `${ar(3)} رسائل`, `${ar(11)} رسالة`, `${ar(100)} رسالة`].map(
    (words) => `${words} بلا رد`,
  ),
  fr: ["0 message", "1 message", "2 messages", "3 messages", "11 messages", "100 messages"].map(
    (words) => `${words} sans réponse`,
  ),
  es: ["0 mensajes", "1 mensaje", "2 mensajes", "3 mensajes", "11 mensajes", "100 mensajes"].map(
    (words) => `${words} sin respuesta`,
  ),
  pt: ["0 mensagem", "1 mensagem", "2 mensagens", "3 mensagens", "11 mensagens", "100 mensagens"].map(
    (words) => `${words} sem resposta`,
  ),
  hi: ["का 0", "का 1", "के 2", "के 3", "के 11", "के 100"].map((words) => `बिना उत्तर ${words} संदेश`),
};

test.each(Object.entries(waiting))("%s counts 0, 1, 2, 3, 11 and 100", (language, words) => {
  const counted = [0, 1, 2, 3, 11, 100].map((n) => `${n} messages without an answer`);
  expect(counted.map((english) => said(language as Language, english))).toEqual(words);
});

test("a million is a million of them", () => {
  expect(said("fr", "1000000 messages without an answer")).toBe("1 000 000 de messages sans réponse");
});

test("the first number counts, and the others are written as numbers", () => {
  const english = "1 of 12000 chats never received the last message";
  expect(said("ar", english)).toBe(`محادثة واحدة من ${ar(12_000)} لم تصلها الرسالة الأخيرة`);
  expect(said("hi", english.replace("12000", "1200000"))).toBe("12,00,000 में से 1 चैट को अंतिम संदेश नहीं मिला");
});

/** As the platform writes it. */
function written(language: Language, at: string, format: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(language, format).format(new Date(at)).replaceAll(/\s/g, " ");
}

test("days and hours of somebody else's clock are written as the language does", () => {
  const day = (language: Language): string =>
    written(language, "2026-12-01", { dateStyle: "medium", timeZone: "UTC" });
  const expires = "The access token expires on 2026-12-01.";
  expect(said("es", expires)).toBe(`El token de acceso caduca el ${day("es")}.`);
  expect(said("en", expires)).toBe(`The access token expires on ${day("en")}.`);
  const clock = written("hi", "2026-11-22T14:05Z", { timeStyle: "short", timeZone: "UTC" });
  const tomorrow = "no new chats until tomorrow 14:05: WhatsApp's decision";
  expect(said("hi", tomorrow)).toBe(`कल ${clock} तक नई चैट नहीं: WhatsApp का निर्णय`);
  const format = {
    day: "numeric",
    month: "short",
    hour: "numeric",
    minute: "2-digit",
    timeZone: "UTC",
  } as const;
  const later = written("pt", "2028-02-29T14:30Z", format);
  expect(said("pt", "until 29 Feb 14:30: 1 failures in a row")).toBe(`até ${later}: 1 falha`);
});

test("spans and sizes have the language's units", () => {
  expect(said("fr", "waits 120 s")).toBe("attend 2 min");
  expect(said("fr", "A file of this type may have 16 MB on WhatsApp.")).toBe(
    "Un fichier de ce type peut faire 16 Mo sur WhatsApp.",
  );
});

test("an instant is told on the reader's clock", () => {
  const at = "2026-11-22T09:30:00.000Z";
  const moment = written("es", at, { dateStyle: "medium", timeStyle: "medium" });
  const english = `The plan allows 1 messages a day, and they are used up; this renews at ${at}.`;
  expect(said("es", english)).toBe(
    `El límite del plan está agotado: 1 (mensajes al día); se renueva: ${moment}.`,
  );
});

test("whatever stands in the places of a sentence, a text or nothing comes of it", () => {
  const table = tableOf("ar");
  const say = createSayer(table, "ar");
  const sentences = Object.keys(table).map((name) => name.replace(/_[a-z]+$/, ""));
  const odd = ["2026-99-99T99:99:99Z", "2026-99-99", "99:99", "31 Feb 99:99", "9".repeat(400), "a: b. /c d."];
  const values = fc.array(
    fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...odd) }, fc.string({ maxLength: 60 })),
    { minLength: 1 },
  );
  fc.assert(
    fc.property(fc.constantFrom(...sentences), values, (sentence, given) => {
      const places = given.values();
      const english = sentence.replaceAll(/\{[a-z]+\}/g, () => places.next().value ?? "");
      const answer = say(english);
      expect(answer === null || typeof answer === "string").toBe(true);
    }),
    { numRuns: 2_000 },
  );
});
