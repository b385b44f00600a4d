// A person's attributes as they are written in a form, a line each: `city: Pune`. Pure.

export function linesOf(attributes: Readonly<Record<string, unknown>>): string {
  return Object.entries(attributes)
    .map(([name, value]) => `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join("\n");
}

/** What was there before and is in no line any more is taken away, which the API knows as null. */
export function attributesOf(
  lines: string,
  before: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  const gone = Object.keys(before).map((name): [string, unknown] => [name, null]);
  const given = lines
    .split("\n")
    .map((line) => /^([^:]{1,64}):(.*)$/.exec(line.trim()))
    .filter((match) => match !== null)
    .map((match): [string, unknown] => [(match[1] ?? "").trim(), valueOf((match[2] ?? "").trim())]);
  return Object.fromEntries([...gone, ...given]);
}

/** Numbers, yes and no are themselves, as the definition of an attribute may want them; all else is words. */
function valueOf(text: string): unknown {
  if (text === "true" || text === "false") return text === "true";
  const isNumber = /^-?(0|[1-9]\d{0,14})(\.\d+)?$/.test(text);
  return isNumber ? Number(text) : text;
}
