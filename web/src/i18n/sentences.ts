// What the API says in English sentences, said in another language: a sentence is found by its own words, and the
// values in it go over. As gettext does it: so records that are older than a translation are understood as well. Pure.

/** English, with `{name}` for each value, to the same in another language. */
export type Sentences = Readonly<Record<string, string>>;

/** Null for what nobody has translated. */
export type Sayer = (english: string) => string | null;

export function createSayer(sentences: Sentences, writeNumber: (value: number) => string): Sayer {
  const patterns = Object.entries(sentences)
    .filter(([english]) => place.test(english))
    .map(readPattern)
    .toSorted((a, b) => b.letters - a.letters);
  const say: Sayer = (english) => {
    if (Object.hasOwn(sentences, english)) return sentences[english] ?? null;
    if (english.length > longest) return null;
    for (const pattern of patterns) {
      const found = pattern.expression.exec(english);
      const said = found === null ? null : fill(pattern, found.groups ?? {}, { say, writeNumber });
      if (said !== null) return said;
    }
    return null;
  };
  return say;
}

/** What is longer came from a provider, or from somebody who wants to see how long a pattern takes. */
const longest = 600;

type Pattern = { expression: RegExp; translation: string; letters: number };

const place = /\{([a-z]+)\}/;
const places = new RegExp(place, "g");

const digits = String.raw`\d+(?:\.\d+)?`;

/** What a value may look like, by its name; anything where it is not listed. */
const shapes: Readonly<Record<string, string>> = {
  ...shaped(digits, "n all days least limit most percent row score seconds share"),
  ...shaped(
    String.raw`\S+`,
    "at category code day id number phone status step template time to type url zone",
  ),
  ...shaped(String.raw`(?:tomorrow |\d+ \w+ )?\d\d:\d\d`, "when"),
  ...shaped(String.raw`once|\d+ times`, "times"),
  ...shaped("daily|warm-up", "cap"),
  ...shaped("[A-Z_]+(?: [A-Z_]+)*", "part"),
  ...shaped(".*?", "app last where"),
};

/** Values that have to be known themselves, where they are not empty: half a translation is worse than none. */
const parts = new Set("app ends last moment more period places what where words".split(" "));

function shaped(shape: string, names: string): Record<string, string> {
  return Object.fromEntries(names.split(" ").map((name) => [name, shape]));
}

function readPattern([english, translation]: [english: string, translation: string]): Pattern {
  const pieces = english.split(places);
  const source = pieces.map((piece, at) =>
    at % 2 === 0 ? escaped(piece) : `(?<${piece}>${shapes[piece] ?? ".+?"})`,
  );
  const letters = pieces.filter((_, at) => at % 2 === 0).join("").length;
  return { expression: new RegExp(`^${source.join("")}$`, "s"), translation, letters };
}

/** `RegExp.escape` is younger than the browsers we serve. */
function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}

type Saying = { say: Sayer; writeNumber: (value: number) => string };

/** One without words of its own, such as `{lead}: {why}`, holds only where a part of it is known. */
function fill(
  { translation, letters }: Pattern,
  values: Readonly<Record<string, string>>,
  { say, writeNumber }: Saying,
): string | null {
  const said = new Map<string, string>();
  let known = letters > fewLetters;
  for (const [name, value] of Object.entries(values)) {
    const own = shapes[name] === digits ? writeNumber(Number(value)) : say(value);
    if (own === null && parts.has(name) && value !== "") return null;
    known ||= own !== null;
    said.set(name, own ?? value);
  }
  return known ? translation.replaceAll(places, (whole, name: string) => said.get(name) ?? whole) : null;
}

/** A colon and a space. */
const fewLetters = 2;
