// What a column of a file can be: a thing a contact has, an attribute of their own, or nothing. Pure.

export type Target =
  | { kind: "phone" | "name" | "language" | "time_zone" | "tags" | "ignore" }
  | { kind: "attribute"; name: string };

const plain = ["phone", "name", "language", "time_zone", "tags", "ignore"] as const;

/** `phone`, `attribute:city`, …; null for what is none. */
export function parseTarget(text: string): Target | null {
  const kind = plain.find((each) => each === text);
  if (kind !== undefined) return { kind };
  const name = /^attribute:(.+)$/su.exec(text)?.[1]?.trim() ?? "";
  return isAttributeName(name) ? { kind: "attribute", name } : null;
}

export function showTarget(target: Target): string {
  return target.kind === "attribute" ? `attribute:${target.name}` : target.kind;
}

export function isAttributeName(name: string): boolean {
  // What JavaScript keeps for itself is nobody's.
  return name.length >= 1 && name.length <= 64 && !/\p{Cc}/u.test(name) && name !== "__proto__";
}

/**
 * A header as a name that can be written in a text: `Date of birth` becomes `date_of_birth`, in any script.
 */
export function plainName(header: string): string {
  return header
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(/\p{Cf}/gu, "")
    .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, "_")
    .replaceAll(/^_+|_+$/g, "")
    .slice(0, 64);
}
