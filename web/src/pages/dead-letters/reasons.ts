// Dead letters by why they died, the most frequent reason first. Pure.
import type { DeadLetter } from "@waypost/sdk";

export type Reason = { code: string; title: string; count: number };

export function reasonsOf(letters: readonly Pick<DeadLetter, "error">[]): Reason[] {
  const reasons = new Map<string, Reason>();
  for (const { error } of letters) {
    if (error === null) continue;
    const { code, title } = error;
    const count = (reasons.get(code)?.count ?? 0) + 1;
    reasons.set(code, { code, title, count });
  }
  return [...reasons.values()].toSorted((a, b) => b.count - a.count || a.code.localeCompare(b.code));
}
