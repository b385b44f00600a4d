// What a rule of style is: how it finds what breaks it, what to do about that, and a sample it must catch.

import { Buffer } from "node:buffer";

export type SourceFile = { path: string; text: string; bytes: number };

export type Violation = { path: string; line: number; what: string };

export type Rule = {
  name: string;
  /** What to do when it is broken; a sentence that continues "violation → …". */
  remedy: string;
  find(files: readonly SourceFile[]): Violation[];
  /** Small repositories, each of which breaks the rule. A rule that catches none of them looks at nothing. */
  bad: readonly (readonly SourceFile[])[];
};

export function sample(contents: Readonly<Record<string, string>>): SourceFile[] {
  return Object.entries(contents).map(([path, text]) => ({ path, text, bytes: Buffer.byteLength(text) }));
}

/** Where `pattern` stands in the file: one violation for each line that has it. */
export function linesWith(file: SourceFile, pattern: RegExp, what?: string): Violation[] {
  return file.text.split("\n").flatMap((text, index) => {
    const match = pattern.exec(text);
    return match === null ? [] : [{ path: file.path, line: index + 1, what: what ?? match[0].trim() }];
  });
}

/** Code that only tests run; it stands beside what it tests. */
export function isTestCode(path: string): boolean {
  return (
    /(\.test\.ts|\/harness\.ts|\/conformance\.ts|\/fixture-[^/]+\.ts|\/test-[^/]+\.ts)$/.test(path) ||
    /^(e2e|bench|prove|tidy)\/|\/testing\//.test(path)
  );
}

export function isCode(path: string): boolean {
  return /\.(tsx?|js)$/.test(path);
}
