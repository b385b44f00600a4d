// What can be wrong with the translations of what the API says: a text left in English, a name lost on the way, a
// sentence that the server says otherwise by now. And what the server's sources say. Pure.
import { parseSync } from "vite";
import { pluralEnding } from "../src/i18n/sentences.ts";
import type { Texts } from "./texts.ts";

/** Those that read like English, though they have words of their own to translate. */
export function leftInEnglish(english: Texts, found: Texts): string[] {
  return Object.entries(english)
    .filter(([name, text]) => found[name] === text && isProse(text))
    .map(([name]) => `${name} is English`);
}

/**
 * What stands in backticks, fields, settings and addresses are called the same in every language. A plural form may
 * say its values in words, and none may have values of its own.
 */
export function lostNames(english: Texts, found: Texts): string[] {
  return Object.entries(found).flatMap(([name, text]) => {
    const meant = english[name.replace(pluralEnding, "_other")] ?? "";
    const isForm = pluralEnding.test(name) && !name.endsWith("_other");
    const lost = [...new Set(meant.match(names))].filter((each) => !text.includes(each));
    const made = [...new Set(text.match(values))].filter((each) => !meant.includes(each));
    return [
      ...lost
        .filter((each) => !isForm || !each.startsWith("{"))
        .map((each) => `${name} does not name ${each}`),
      ...made.map((each) => `${name} has ${each} of its own`),
    ];
  });
}

const values = /\{[a-z]+\}/g;
const names = /`[^`]+`|\/v1\/[\w/{}-]+|\b[a-zA-Z]+(?:_[a-zA-Z]+)+\b|\b[A-Z]\w+-[A-Z]\w+\b|\{[a-z]+\}/g;

/** Whether a program answers requests with errors of its own: what it says in words, it says to people. */
export function refuses(source: string): boolean {
  return /\bnew AppError\(|\bFieldError\b|\bpath(: [^,]+)?, message\b/.test(source);
}

/** The sentences in a program, with `{}` for each value. One word alone may be a name, and is none. */
export function sentencesIn(path: string, source: string): string[] {
  const found: string[] = [];
  collect(parseSync(path, source).program, found);
  return [...new Set(found.filter(isProse))].toSorted();
}

/** What is said and stands in no table. */
export function untranslated(said: readonly string[], sentences: readonly string[]): string[] {
  const known = new Set(sentences.map(withoutNames));
  return said.filter((each) => !known.has(withoutNames(each)));
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
  if (!isNode(node) || isForPrograms(node)) return;
  const text = textOf(node);
  if (text !== null) found.push(text);
  const inner = text === null ? Object.values(node) : valuesOf(node);
  inner.forEach((each) => collect(each, found));
}

/** Errors that nobody is to see, lists of words, the documents of routes and schemas, and headers. */
function isForPrograms({ type, callee, key }: Node): boolean {
  if (type === "NewExpression") return isNode(callee) && callee["name"] === "Error";
  if (type === "CallExpression")
    return isNode(callee) && isNode(callee["property"]) && callee["property"]["name"] === "split";
  if (type !== "Property" || !isNode(key)) return false;
  const { name, value } = key;
  const isHeader = typeof value === "string" && /^(content|cache|www)-/.test(value);
  return isHeader || name === "summary" || name === "description";
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
