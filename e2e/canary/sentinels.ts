// What must not get out, and the search for it: in clear, and as the encodings under which it would still be readable.

export type Kind = "secret" | "personal";

/** `name` says what it stands for; values are told nobody, not even a failed test. */
export type Sentinel = { name: string; kind: Kind; value: string };

export type Leak = { sentinel: string; kind: Kind; where: string };

/** Finds each sentinel once in a place. */
export function leaksIn(sentinels: readonly Sentinel[], where: string, content: string | Buffer): Leak[] {
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  return sentinels
    .filter(({ value }) => spellings(value).some((one) => bytes.includes(one)))
    .map(({ name, kind }) => ({ sentinel: name, kind, where }));
}

const known = new Map<string, readonly Buffer[]>();

function spellings(value: string): readonly Buffer[] {
  const spelled = known.get(value) ?? [...new Set(spell(value))].map((text) => Buffer.from(text));
  known.set(value, spelled);
  return spelled;
}

function spell(value: string): string[] {
  const bytes = Buffer.from(value);
  return [
    value,
    encodeURIComponent(value),
    JSON.stringify(value).slice(1, -1),
    bytes.toString("hex"),
    bytes.toString("hex").toUpperCase(),
    // UTF-16, as some databases and dumps write text.
    Buffer.from(value, "utf16le").toString("latin1"),
    ...[0, 1, 2].flatMap((shift) => inBase64(bytes, shift)),
  ];
}

/** Inside longer base64 its digits depend on where it begins; those of its edges belong to its neighbours as well. */
function inBase64(bytes: Buffer, shift: number): string[] {
  const digits = Buffer.concat([Buffer.alloc(shift), bytes])
    .toString("base64")
    .replaceAll("=", "");
  const inner = digits.slice(Math.ceil((shift * 8) / 6), -1);
  return [inner, inner.replaceAll("+", "-").replaceAll("/", "_")];
}
