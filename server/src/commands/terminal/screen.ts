// A part of the terminal that is drawn again in its place: a code that is renewed, figures that grow.
import { stripVTControlCharacters } from "node:util";

export type Screen = {
  /** In the place of what was shown before; nothing where there is no terminal and nothing new. */
  show(text: string): void;
  /** Takes away what is shown, where that can be. */
  clear(): void;
};

export type Surface = { isTTY?: boolean; columns?: number; write(text: string): unknown };

export function createScreen(out: Surface): Screen {
  let shown = "";
  const back = (): string =>
    out.isTTY === true && shown !== "" ? `\u001b[${rowsOf(shown, out.columns ?? 80)}A\u001b[J` : "";
  return {
    show: (text) => {
      if (text === shown) return;
      out.write(`${back()}${text}\n`);
      shown = text;
    },
    clear: () => {
      out.write(back());
      shown = "";
    },
  };
}

/** A line that is wider than the terminal takes several of its rows. */
function rowsOf(text: string, columns: number): number {
  return text
    .split("\n")
    .map((line) => Math.max(1, Math.ceil(stripVTControlCharacters(line).length / columns)))
    .reduce((sum, rows) => sum + rows, 0);
}
