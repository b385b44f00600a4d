// What can be wrong with the translations of what the API says: a text left in English, a name lost on the way, a
// sentence that the server says otherwise by now. And what the server's sources say. Pure.
import { parseSync } from "vite";
import type { Texts } from "./texts.ts";

/** Those that read like English, though they have words of their own to translate. */
export function leftInEnglish(english: Texts, found: Texts): string[] {
  return Object.entries(english)
    .filter(([name, text]) => found[name] === text && isProse(text))
    .map(([name]) => `${name} is English`);
}

/** What stands in backticks, fields, settings and addresses are called the same in every language. */
export function lostNames(english: Texts, found: Texts): string[] {
  return Object.entries(english).flatMap(([name, text]) =>
    [...new Set(text.match(names))]
      .filter((each) => found[name]?.includes(each) === false)
      .map((each) => `${name} does not name ${each}`),
  );
}

const names = /`[^`]+`|\/v1\/[\w/{}-]+|\b[a-zA-Z]+(?:_[a-zA-Z]+)+\b|\b[A-Z]\w+-[A-Z]\w+\b|\{[a-z]+\}/g;

/** The sentences in a program, with `{}` for each value. One word alone may be a name, and is none. */
export function sentencesIn(path: string, source: string): string[] {
  const found: string[] = [];
  collect(parseSync(path, source).program, found);
  return [...new Set(found.filter(isProse))].toSorted();
}

export function withoutNames(sentence: string): string {
  return sentence.replaceAll(/\{[a-z]+\}/g, "{}");
}

/** Words for people, and not a name or values alone. */
export function isProse(text: string): boolean {
  return /\p{L}{2}/u.test(text.replaceAll(/\{[a-z]*\}/g, "")) && text.includes(" ");
}

type Node = Readonly<Record<string, unknown>>;

function collect(node: unknown, found: string[]): void {
  if (Array.isArray(node)) return node.forEach((each) => collect(each, found));
  if (!isNode(node)) return;
  const text = textOf(node);
  if (text !== null) found.push(text);
  const inner = text === null ? Object.values(node) : valuesOf(node);
  inner.forEach((each) => collect(each, found));
}

/** What a literal, a template or a sum of them says; null for anything else. */
function textOf(node: unknown): string | null {
  if (!isNode(node)) return null;
  if (node["type"] === "Literal") return typeof node["value"] === "string" ? node["value"] : null;
  if (node["type"] === "TemplateLiteral") {
    const pieces = node["quasis"] as readonly { value: { cooked: string } }[];
    return pieces.map(({ value }) => value.cooked).join("{}");
  }
  if (node["type"] !== "BinaryExpression" || node["operator"] !== "+") return null;
  const [left, right] = [textOf(node["left"]), textOf(node["right"])];
  return left === null || right === null ? null : left + right;
}

function valuesOf(node: Node): unknown[] {
  if (node["type"] === "TemplateLiteral") return node["expressions"] as unknown[];
  return [node["left"], node["right"]].filter(isNode).flatMap(valuesOf);
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
