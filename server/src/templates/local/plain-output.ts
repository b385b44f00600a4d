// The outputs nearly every template is made of, `{{ name }}` with a default and a letter case, without Liquid's engine,
// which takes ten times as long for them. What they say is Liquid's to the letter.

export type PlainOutput = {
  name: string;
  /** What `default` gives; null without one. */
  fallback: string | null;
  shape(text: string): string;
};

/** Null for what only Liquid itself can say. */
export function plainOutput(source: string): PlainOutput | null {
  const match = pattern.exec(source);
  if (match === null) return null;
  const { name = "", double, single, shapes: wanted = "" } = match.groups ?? {};
  const steps = wanted.split("|").flatMap((word) => shapes[word.trim()] ?? []);
  return {
    name,
    fallback: double ?? single ?? null,
    shape: (text) => steps.reduce((shaped, step) => step(shaped), text),
  };
}

const shapes: Readonly<Record<string, (text: string) => string>> = {
  capitalize: (text) => text.charAt(0).toUpperCase() + text.slice(1).toLowerCase(),
  upcase: (text) => text.toUpperCase(),
  downcase: (text) => text.toLowerCase(),
  strip: (text) => text.trim(),
};

// No backslashes in the quotes: Liquid reads those as escapes.
const quoted = String.raw`"(?<double>[^"\\]*)"|'(?<single>[^'\\]*)'`;
const pattern = new RegExp(
  String.raw`^(?<name>(?!(?:true|false|nil|null|empty|blank)\b)[A-Za-z_]\w*)` +
    String.raw`(?:\s*\|\s*default\s*:\s*(?:${quoted}))?` +
    String.raw`(?<shapes>(?:\s*\|\s*(?:capitalize|upcase|downcase|strip))*)$`,
);
