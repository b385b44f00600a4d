// What a key means: a search, a page after `g`, the list of keys. Pure.

export type Deed = { kind: "search" } | { kind: "keys" } | { kind: "go"; letter: string };

export type Press = { key: string; isTyping: boolean; hasModifier: boolean; afterG: boolean };

/** "g" waits for the next key; null for what is none of ours. */
export function deedOf({ key, isTyping, hasModifier, afterG }: Press): Deed | "g" | null {
  if (isTyping || hasModifier) return null;
  if (afterG) return { kind: "go", letter: key };
  if (key === "g") return "g";
  if (key === "/") return { kind: "search" };
  return key === "?" ? { kind: "keys" } : null;
}
