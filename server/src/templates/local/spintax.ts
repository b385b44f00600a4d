// Reads a text of a local template into its parts: words, Liquid, and choices in braces such as {Hello|Hi {{name}}}.
//
// `{{` and `{%` belong to Liquid, where `|` is a filter. A brace before them is ours: `{{{name}|friend}` is a choice
// whose first part is the name. A backslash takes the meaning from the next brace, bar or backslash.

export type Node =
  | { kind: "text"; text: string }
  | { kind: "output"; source: string; start: number; end: number }
  | { kind: "tag"; source: string; name: string; start: number; end: number }
  | { kind: "choice"; branches: readonly (readonly Node[])[]; site: number };

export type Problem = { message: string; start: number; end: number };

export type ParsedText =
  | { ok: true; nodes: readonly Node[]; choices: number }
  | { ok: false; problem: Problem };

/** Far beyond what anybody writes by hand, and still read in milliseconds. */
export const bounds = { sourceMax: 10_000, depthMax: 8, choicesMax: 100, branchesMax: 50 } as const;

export function parseText(source: string): ParsedText {
  if (source.length > bounds.sourceMax) {
    const message = `must not have more than ${bounds.sourceMax} characters`;
    return { ok: false, problem: { message, start: bounds.sourceMax, end: source.length } };
  }
  const state: State = { source, at: 0, open: [], nodes: [], text: "", choices: 0, problem: null };
  while (state.at < source.length && state.problem === null) step(state);
  endText(state);
  const left = state.open.at(-1);
  const problem =
    state.problem ??
    (left === undefined ? null : { message: "a { is never closed", start: left.start, end: left.start + 1 });
  if (problem !== null) return { ok: false, problem };
  return { ok: true, nodes: state.nodes, choices: state.choices };
}

/** A choice that is being read. `before`: what stands before it, to which it is added when it ends. */
type Open = { start: number; site: number; before: Node[]; branches: Node[][] };

type State = {
  source: string;
  at: number;
  open: Open[];
  /** Where nodes go now: the text itself, or the branch that is open. */
  nodes: Node[];
  text: string;
  choices: number;
  problem: Problem | null;
};

function step(state: State): void {
  const { source, at } = state;
  const char = source.charAt(at);
  const two = source.slice(at, at + 2);
  if (char === "\\" && /[{|}\\]/.test(source.charAt(at + 1))) {
    state.text += source.charAt(at + 1);
    state.at += 2;
  } else if (two === "{%" || (two === "{{" && source.charAt(at + 2) !== "{")) {
    liquid(state, two === "{{" ? "}}" : "%}");
  } else if (char === "{") {
    begin(state);
  } else if (char === "|" && state.open.length > 0) {
    nextBranch(state);
  } else if (char === "}" && state.open.length > 0) {
    end(state);
  } else {
    state.text += char;
    state.at += 1;
  }
}

function endText(state: State): void {
  if (state.text !== "") state.nodes.push({ kind: "text", text: state.text });
  state.text = "";
}

function liquid(state: State, closing: "}}" | "%}"): void {
  const start = state.at;
  const close = endOf(state.source, start + 2, closing);
  if (close === null) {
    const open = state.source.slice(start, start + 2);
    state.problem = { message: `${open} is never closed by ${closing}`, start, end: start + 2 };
    return;
  }
  endText(state);
  const source = state.source.slice(start + 2, close).trim();
  state.at = close + 2;
  if (closing === "}}") state.nodes.push({ kind: "output", source, start, end: state.at });
  else state.nodes.push({ kind: "tag", source, name: wordOf(source), start, end: state.at });
}

function wordOf(source: string): string {
  return /^[a-z]*/.exec(source)?.[0] ?? "";
}

/** Where Liquid ends: what looks like its end within quotes is a text. */
function endOf(source: string, from: number, closing: string): number | null {
  let quote = "";
  for (let at = from; at < source.length; at += 1) {
    const char = source.charAt(at);
    if (quote !== "") {
      if (char === quote) quote = "";
    } else if (char === '"' || char === "'") quote = char;
    else if (source.startsWith(closing, at)) return at;
  }
  return null;
}

function begin(state: State): void {
  const { at: start } = state;
  const [depthFull, choicesFull] = [state.open.length >= bounds.depthMax, state.choices >= bounds.choicesMax];
  if (depthFull || choicesFull) {
    const message = depthFull
      ? `has choices more than ${bounds.depthMax} deep`
      : `has more than ${bounds.choicesMax} choices`;
    state.problem = { message, start, end: start + 1 };
    return;
  }
  endText(state);
  const first: Node[] = [];
  state.open.push({ start, site: state.choices, before: state.nodes, branches: [first] });
  state.nodes = first;
  state.choices += 1;
  state.at += 1;
}

function nextBranch(state: State): void {
  endText(state);
  const open = state.open.at(-1);
  if (open === undefined) throw new Error("a branch belongs to a choice");
  if (open.branches.length >= bounds.branchesMax) {
    const message = `has more than ${bounds.branchesMax} variants in one choice`;
    state.problem = { message, start: open.start, end: state.at };
    return;
  }
  state.nodes = [];
  open.branches.push(state.nodes);
  state.at += 1;
}

function end(state: State): void {
  endText(state);
  const open = state.open.pop();
  if (open === undefined) throw new Error("an end belongs to a choice");
  state.at += 1;
  if (open.branches.length < 2) {
    const message =
      "has one variant: write {{name}} for a value, \\{ for a brace, or a second variant after |";
    state.problem = { message, start: open.start, end: state.at };
    return;
  }
  state.nodes = open.before;
  state.nodes.push({ kind: "choice", branches: open.branches, site: open.site });
}
