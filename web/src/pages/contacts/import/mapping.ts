// What the columns of a file are, and what an address says of an import. Pure.

/** A column's target by its place, from 1 on, as the API counts: `{"#2": "phone"}`. */
export type Mapping = Readonly<Record<string, string>>;

export const targets = ["phone", "name", "language", "time_zone", "tags", "ignore"] as const;

/** What a column may be: the fields there are, its own name as an attribute, and what it was taken for. */
export function targetsOf(header: string, guessed: string, attributes: readonly string[]): string[] {
  const named = [header, ...attributes]
    .filter((name) => name.trim() !== "")
    .map((name) => `attribute:${name}`);
  return [...new Set([...targets, ...named, guessed])];
}

export function attributeIn(target: string): string | null {
  return target.startsWith("attribute:") ? target.slice("attribute:".length) : null;
}

/** Below this the API says that somebody should look. */
export const sureFrom = 0.8;

/** An import reads a file whole; a look at one takes its beginning, or all of a workbook. */
export function lookedAt(file: Blob, name: string): Blob {
  return /\.xlsx$/i.test(name) ? file : file.slice(0, 64 * 1024);
}

/** How long is left when it goes on as it went; null before there is anything to go by. */
export function leftMsOf(progress: number, sinceMs: number): number | null {
  return progress < 0.01 || sinceMs <= 0 ? null : (sinceMs * (1 - progress)) / progress;
}

export type ImportPlace = { job?: string };

export function readImportPlace({ job }: Record<string, unknown>): ImportPlace {
  return typeof job === "string" && /^imp_[0-9a-f]{32}$/.test(job) ? { job } : {};
}
