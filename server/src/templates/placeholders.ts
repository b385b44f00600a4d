// Variables in a template's texts: where they stand, how they are called, and what takes their place.

export type Placeholder = { name: string; start: number; end: number };

const pattern = /\{\{\s*([^{}]*?)\s*\}\}/g;

/** In order of appearance; the same name may come twice. */
export function placeholdersIn(text: string): Placeholder[] {
  return Array.from(text.matchAll(pattern), (match) => ({
    name: match[1] ?? "",
    start: match.index,
    end: match.index + match[0].length,
  }));
}

/** Each name once, in order of appearance. */
export function namesIn(text: string): string[] {
  return [...new Set(placeholdersIn(text).map(({ name }) => name))];
}

/** What has no value stays as it is written. */
export function replaced(text: string, valueOf: (name: string) => string | undefined): string {
  return text.replaceAll(pattern, (written: string, name: string) => valueOf(name) ?? written);
}
