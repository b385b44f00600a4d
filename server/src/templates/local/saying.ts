// Saying compiled texts to one recipient: what each step says, what is missing, and the text tidied up.

import { type LiquidValues, type Piece, renderPiece } from "./liquid.ts";
import type { PlainOutput } from "./plain-output.ts";

/** What a text is said with, for one recipient. `missing` and `failures` are told into it. */
export type Saying = {
  valueOf(name: string): string | number | boolean | undefined;
  seedHash: number;
  missing: Set<string>;
  failures: Set<string>;
};

export type Step = string | ((saying: Saying) => string);

export function say(steps: readonly Step[], saying: Saying): string {
  let text = "";
  for (const step of steps) text += typeof step === "string" ? step : step(saying);
  return text;
}

/** A condition that does not hold leaves the line it stood on behind. */
export function tidied(text: string): string {
  if (!text.includes("\n")) return text.trim();
  const lines = text.split("\n").map((line) => line.trimEnd());
  return lines
    .join("\n")
    .replaceAll(/\n{3,}/g, "\n\n")
    .trim();
}

export function sayPlain({ name, fallback, shape }: PlainOutput, saying: Saying): string {
  const value = saying.valueOf(name);
  // As Liquid's `default` does.
  if (fallback !== null && (value === undefined || value === false || value === "")) return shape(fallback);
  if (value !== undefined) return shape(String(value));
  saying.missing.add(name);
  return "";
}

const missingMax = 20;

/** It stops at the first value that is missing; something else is put there to hear of the next ones too. */
export function sayPiece(piece: Piece, names: readonly string[], saying: Saying): string {
  // Without a prototype, so that no name is more than a name.
  const values: Record<string, LiquidValues[string]> = Object.create(null);
  for (const name of names) {
    const value = saying.valueOf(name);
    if (value !== undefined) values[name] = value;
  }
  for (let tries = 0; tries < missingMax; tries += 1) {
    const said = renderPiece(piece, values, saying.seedHash);
    if (said.kind === "text") return said.text;
    if (said.kind === "failed") {
      // What fails because of what was put in place of a missing value is no failure.
      if (saying.missing.size === 0) saying.failures.add(said.why);
      return "";
    }
    saying.missing.add(said.name);
    values[said.name] = "x";
  }
  return "";
}
