// What a key may do: chosen from what one may do oneself. Pure.

/** By what they are about: `messages` with `messages:read` and `messages:write`. */
export function scopesByKind(scopes: readonly string[]): [kind: string, scopes: string[]][] {
  const kinds = new Map<string, string[]>();
  for (const scope of scopes) {
    const kind = scope.split(":")[0] ?? scope;
    kinds.set(kind, [...(kinds.get(kind) ?? []), scope]);
  }
  return [...kinds];
}

/** What a program that sends and follows needs. */
const first = ["messages:read", "messages:write", "senders:read", "media:read", "media:write", "events:read"];

export function firstScopes(own: readonly string[]): string[] {
  return first.filter((scope) => own.includes(scope));
}

/** As people write a list: by commas, spaces or lines. */
export function networksIn(text: string): string[] {
  return text.split(/[\s,]+/).filter(Boolean);
}
