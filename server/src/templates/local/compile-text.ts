// Compiles a text of a local template, so that it is read once and said a million times.

import { elseOf, endOfCondition, hasOtherParts, type Tag } from "./condition-shape.ts";
import { expressionProblem, namesInCondition, namesOf, parsePiece } from "./liquid.ts";
import { plainOutput } from "./plain-output.ts";
import { say, type Saying, sayPiece, sayPlain, type Step, tidied } from "./saying.ts";
import { type Node, parseText, type Problem } from "./spintax.ts";
import { countVariations, pick } from "./variations.ts";

export type CompiledText = {
  /** All it speaks of. */
  names: readonly string[];
  /** What it cannot do without: neither `default` nor a condition looks after it. */
  needed: readonly string[];
  variations: number;
  choices: number;
  say(saying: Saying): string;
};

export type TextCompilation = { ok: true; text: CompiledText } | { ok: false; problems: readonly Problem[] };

/** `firstSite`: how many choices the template's other texts have, so that all choose apart from each other. */
export function compileText(source: string, firstSite = 0): TextCompilation {
  const parsed = parseText(source);
  if (!parsed.ok) return { ok: false, problems: [parsed.problem] };
  const found: Found = { names: new Set(), needed: new Set(), problems: [], firstSite };
  const steps = compileNodes(parsed.nodes, found);
  if (found.names.size > namesMax) {
    const message = `speaks of more than ${namesMax} values`;
    found.problems.push({ message, start: 0, end: source.length });
  }
  if (found.problems.length > 0) return { ok: false, problems: found.problems };
  return {
    ok: true,
    text: {
      names: [...found.names],
      needed: [...found.needed],
      variations: countVariations(parsed.nodes),
      choices: parsed.choices,
      say: (saying) => tidied(say(steps, saying)),
    },
  };
}

/** As many as a message may give. */
const namesMax = 100;

type Found = { names: Set<string>; needed: Set<string>; problems: Problem[]; firstSite: number };

function compileNodes(nodes: readonly Node[], found: Found): Step[] {
  const steps: Step[] = [];
  for (let at = 0; at < nodes.length; at += 1) {
    const node = nodes[at];
    if (node === undefined) continue;
    if (node.kind === "tag") {
      const end = endOf(nodes, at, found);
      if (end === null) return steps;
      steps.push(compileBlock(nodes.slice(at, end + 1), node, found));
      at = end;
    } else steps.push(compileNode(node, found));
  }
  return steps;
}

function compileNode(node: Exclude<Node, { kind: "tag" }>, found: Found): Step {
  switch (node.kind) {
    case "text":
      return node.text;
    case "output":
      return compileOutput(node, found);
    case "choice": {
      const branches = node.branches.map((branch) => compileNodes(branch, found));
      const site = node.site + found.firstSite;
      return (saying) => say(branches[pick(saying.seedHash, site, branches.length)] ?? [], saying);
    }
  }
}

type Output = Extract<Node, { kind: "output" }>;

function compileOutput(node: Output, found: Found): Step {
  const plain = plainOutput(node.source);
  if (plain !== null) {
    note(found, [plain.name], plain.fallback === null ? undefined : plain.name);
    return (saying) => sayPlain(plain, saying);
  }
  const names = outputNames(node, found);
  if (names === null) return "";
  return pieceStep(`{{ ${node.source} }}`, node, { names, found });
}

/** Null when it is told what is wrong. */
function outputNames(node: Output, found: Found): string[] | null {
  const problem = expressionProblem(node.source);
  if (problem !== null) return refuse(found, node, `{{ ${node.source} }} ${problem}`);
  try {
    const names = namesOf(parsePiece(`{{ ${node.source} }}`));
    note(found, names, /^(\w+)\s*\|\s*default\s*:/.exec(node.source)?.[1]);
    return names;
  } catch (error) {
    return refuse(found, node, `{{ ${node.source} }}: ${(error as Error).message}`);
  }
}

/** `defaulted`: the one that is looked after. */
function note(found: Found, names: readonly string[], defaulted: string | undefined): void {
  for (const name of names) {
    found.names.add(name);
    if (name !== defaulted) found.needed.add(name);
  }
}

function refuse(found: Found, { start, end }: { start: number; end: number }, message: string): null {
  found.problems.push({ message, start, end });
  return null;
}

/** Null when it is told what is wrong. */
function endOf(nodes: readonly Node[], from: number, found: Found): number | null {
  const end = endOfCondition(nodes, from);
  if (typeof end === "number") return end;
  found.problems.push(end);
  return null;
}

function compileBlock(nodes: readonly Node[], at: Tag, found: Found): Step {
  const asked = /^(if|unless)\s+((?!(?:true|false|nil|null|empty|blank)$)[A-Za-z_]\w*)$/.exec(at.source);
  const [, word, name] = asked ?? [];
  if (name === undefined || hasOtherParts(nodes)) return compilePiece(nodes, at, found);
  return compileWhether(nodes, { name, isIf: word === "if", found });
}

/** Whether there is a value: by far the most common condition, and ten times as fast without Liquid's engine. */
function compileWhether(
  nodes: readonly Node[],
  { name, isIf, found }: { name: string; isIf: boolean; found: Found },
): Step {
  const inner: Found = { ...found, names: new Set([name]), needed: new Set() };
  const middle = elseOf(nodes);
  const then = compileNodes(nodes.slice(1, middle ?? -1), inner);
  const otherwise = middle === null ? [] : compileNodes(nodes.slice(middle + 1, -1), inner);
  for (const each of inner.names) found.names.add(each);
  for (const each of inner.needed) if (each !== name) found.needed.add(each);
  return (saying) => {
    const value = saying.valueOf(name);
    const holds = value !== undefined && value !== false;
    return say(holds === isIf ? then : otherwise, saying);
  };
}

/** One piece of Liquid, because its engine knows how to compare. */
function compilePiece(nodes: readonly Node[], at: Tag, found: Found): Step {
  const asked = new Set<string>();
  const inner: Found = { ...found, names: new Set(), needed: new Set(), problems: [] };
  const source = written(nodes, inner, asked);
  found.problems.push(...inner.problems);
  for (const name of [...asked, ...inner.names]) found.names.add(name);
  for (const name of inner.needed) if (!asked.has(name)) found.needed.add(name);
  if (inner.problems.length > 0) return "";
  const end = nodes.at(-1);
  const place = { start: at.start, end: end?.kind === "tag" ? end.end : at.end };
  return pieceStep(source, place, { names: [...asked, ...inner.names], found });
}

function written(nodes: readonly Node[], found: Found, asked: Set<string>): string {
  return nodes.map((node) => writtenNode(node, found, asked)).join("");
}

function writtenNode(node: Node, found: Found, asked: Set<string>): string {
  switch (node.kind) {
    case "text":
      return node.text.replaceAll("{", "{% brace %}");
    case "output":
      outputNames(node, found);
      return `{{ ${node.source} }}`;
    case "tag": {
      const problem = node.source === node.name ? null : expressionProblem(node.source);
      if (problem !== null) refuse(found, node, `{% ${node.source} %} ${problem}`);
      for (const name of namesInCondition(node.source)) asked.add(name);
      return `{% ${node.source} %}`;
    }
    case "choice": {
      // A condition that begins in a variant ends in it.
      for (const branch of node.branches) {
        for (let at = 0; at < branch.length; at += 1) {
          if (branch[at]?.kind === "tag") at = endOf(branch, at, found) ?? branch.length;
        }
      }
      const branches = node.branches.map((branch) => written(branch, found, asked));
      return `{% choice ${node.site + found.firstSite} %}${branches.join("{% or %}")}{% endchoice %}`;
    }
  }
}

type Place = { start: number; end: number };

function pieceStep(
  source: string,
  place: Place,
  { names, found }: { names: readonly string[]; found: Found },
): Step {
  try {
    const piece = parsePiece(source);
    return (saying) => sayPiece(piece, names, saying);
  } catch (error) {
    refuse(found, place, (error as Error).message);
    return "";
  }
}
