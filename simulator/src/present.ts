// Says that a value is there because the program is so built; if not, the program is wrong.
export function present<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`missing: ${what}`);
  return value;
}
