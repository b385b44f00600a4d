// Finds the examples in a page of Markdown: a block of code with `file=…`, and what it is said to print.

import { readFileSync } from "node:fs";
import { repository } from "../deploy/compose-file.ts";

export type Example = {
  page: string;
  /** Of the block's first line of code, from 1. */
  line: number;
  language: string;
  /** What the reader would call it; other examples of the page import it by that name. */
  file: string;
  code: string;
  /** From the block `text output` that follows; null when the page does not say. `…` stands for anything. */
  output: string | null;
};

/** `path` from the repository's root. Code that could run and has no name is an error: nothing would run it. */
export function readExamples(path: string): Example[] {
  return examplesOf(path, readFileSync(`${repository}/${path}`, "utf8"));
}

export function examplesOf(page: string, markdown: string): Example[] {
  const examples: Example[] = [];
  for (const { info, code, line } of blocksOf(markdown)) {
    const [language = "", ...words] = info.split(" ");
    const file = words.find((word) => word.startsWith("file="))?.slice("file=".length);
    const last = examples.at(-1);
    if (file !== undefined) examples.push({ page, line, language, file, code, output: null });
    else if (language === "text" && words.includes("output") && last !== undefined) last.output = code;
    else if (programs.has(language))
      throw new Error(
        `${page}:${line} is code without \`file=\`: nobody would notice when it stops working.`,
      );
  }
  return examples;
}

const programs = new Set(["ts", "typescript", "js", "javascript"]);

type Block = { info: string; code: string; line: number };

/** Fenced blocks, by CommonMark 4.5, without the indented and nested ones that no page of ours has. */
function blocksOf(markdown: string): Block[] {
  const blocks: Block[] = [];
  let open: Block | null = null;
  for (const [index, text] of markdown.split("\n").entries()) {
    if (open === null) {
      const info = /^```(.*)$/.exec(text)?.[1];
      if (info !== undefined) open = { info: info.trim(), code: "", line: index + 2 };
    } else if (text === "```") {
      blocks.push(open);
      open = null;
    } else open.code += `${text}\n`;
  }
  if (open !== null) throw new Error(`The block at line ${open.line - 1} has no end.`);
  return blocks;
}

/** Whether a program printed what the page says. */
export function isSaid(output: string, printed: string): boolean {
  const pattern = output
    .trim()
    .split("…")
    .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"))
    .join("[^]*");
  return new RegExp(`^${pattern}$`).test(printed.trim());
}
