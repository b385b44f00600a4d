// The variables of a template text: {{1}}, {{2}} or {{first_name}}.

/** Each name once, in order of appearance. */
export function variablesOf(text: string): string[] {
  return [...new Set(Array.from(text.matchAll(/\{\{\s*([^{}]*?)\s*\}\}/g), ([, name = ""]) => name))];
}
