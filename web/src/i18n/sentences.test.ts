// A sentence of the API keeps its numbers, names and reasons in another language; an unknown one is left whole.
import { expect, test } from "vitest";
import { createSayer } from "./sentences.ts";

const say = createSayer(
  {
    "The number is paused.": "Le numéro est en pause.",
    "{n} failures in a row": "{n} échecs de suite",
    "{lead}: {why}": "{lead} : {why}",
    "until {when}": "jusqu’à {when}",
    "tomorrow {time}": "demain {time}",
    "Its sender is paused: {why}.": "Son expéditeur est en pause : {why}.",
    "{what} {times} in {days} days": "{what} {times} en {days} jours",
    "banned by WhatsApp": "banni par WhatsApp",
    "{n} times": "{n} fois",
    "needs a sample for {{{name}}}": "demande un exemple pour {{{name}}}",
    "The file is {what}.": "Le fichier est {what}.",
    "a PDF": "un PDF",
    paused: "en pause",
    "to be paused": "mise en pause",
    "The campaign is {state}; it cannot be {deed}.": "État : {state} ; elle ne peut pas être {deed}.",
    "There is a list called {name}.": "Une liste s’appelle {name}.",
  },
  "fr",
);

/** French puts narrow spaces into numbers. */
function plain(text: string | null): string | undefined {
  return text?.replaceAll(/\s/g, " ");
}

test("whole sentences, and sentences with values in them", () => {
  expect(say("The number is paused.")).toBe("Le numéro est en pause.");
  expect(plain(say("12000 failures in a row"))).toBe("12 000 échecs de suite");
  expect(say("needs a sample for {{first_name}}")).toBe("demande un exemple pour {{first_name}}");
});

test("a value that is a sentence is said as well; a person's own words stay theirs", () => {
  expect(say("until tomorrow 09:00: 3 failures in a row")).toBe("jusqu’à demain 09:00 : 3 échecs de suite");
  expect(say("banned by WhatsApp 2 times in 14 days")).toBe("banni par WhatsApp 2 fois en 14 jours");
  expect(say("Its sender is paused: we move house.")).toBe("Son expéditeur est en pause : we move house.");
  expect(say("There is a list called paused.")).toBe("Une liste s’appelle paused.");
});

test("a state and a deed of the same word are two things", () => {
  expect(say("The campaign is paused; it cannot be paused.")).toBe(
    "État : en pause ; elle ne peut pas être mise en pause.",
  );
});

test("what is not known is not said by halves", () => {
  expect(say("The file is a PDF.")).toBe("Le fichier est un PDF.");
  expect(say("The file is a riddle.")).toBeNull();
  expect(say("Note: something else")).toBeNull();
  expect(say("many failures in a row")).toBeNull();
  expect(say("constructor")).toBeNull();
});
