// The shape of conditions among the parts of a text: where one ends, and what stands between.

import { blocks } from "./liquid.ts";
import type { Node, Problem } from "./spintax.ts";

export type Tag = Extract<Node, { kind: "tag" }>;

const depthMax = 8;

/** The place of the tag that ends the condition, which must be in the same variant; or what is wrong. */
export function endOfCondition(nodes: readonly Node[], from: number): number | Problem {
  const open: Tag[] = [];
  for (let at = from; at < nodes.length; at += 1) {
    const node = nodes[at];
    if (node?.kind !== "tag") continue;
    const wrong = wrongTag(node, open.at(-1));
    if (wrong !== null) return problemAt(node, `{% ${node.source} %} ${wrong}`);
    if (Object.hasOwn(blocks, node.name)) open.push(node);
    else if (node.name.startsWith("end")) open.pop();
    if (open.length > depthMax) return problemAt(node, `has conditions more than ${depthMax} deep`);
    if (open.length === 0) return at;
  }
  const [left] = open;
  if (left === undefined) throw new Error("a condition begins with a tag that opens it");
  const end = blocks[left.name]?.end;
  return problemAt(left, `{% ${left.name} %} must end with {% ${end} %} in the same variant`);
}

function problemAt({ start, end }: Tag, message: string): Problem {
  return { message, start, end };
}

/** Null for one that opens a condition, or belongs to the one that is open. */
function wrongTag({ name, source }: Tag, outer: Tag | undefined): string | null {
  if (/^-|-$/.test(source)) return "may not have -: line breaks are tidied without it";
  const block = outer === undefined ? undefined : blocks[outer.name];
  if (Object.hasOwn(blocks, name) || block?.end === name || block?.parts.includes(name)) return null;
  const parts = Object.values(blocks).flatMap((each) => [...each.parts, each.end]);
  return parts.includes(name)
    ? "stands outside of its condition"
    : "is no tag here; there are if, unless and case";
}

/** The place of the `else` of the condition that the nodes are; null without one. */
export function elseOf(nodes: readonly Node[]): number | null {
  let depth = 0;
  for (const [at, node] of nodes.entries()) {
    if (node.kind !== "tag") continue;
    if (Object.hasOwn(blocks, node.name)) depth += 1;
    else if (node.name.startsWith("end")) depth -= 1;
    else if (depth === 1 && node.source === "else") return at;
  }
  return null;
}

/** `elsif`, a second `else`, or one with more than its word. */
export function hasOtherParts(nodes: readonly Node[]): boolean {
  let depth = 0;
  let parts = 0;
  for (const node of nodes) {
    if (node.kind !== "tag") continue;
    if (Object.hasOwn(blocks, node.name)) depth += 1;
    else if (node.name.startsWith("end")) depth -= 1;
    else if (depth === 1) parts += node.source === "else" ? 1 : 2;
  }
  return parts > 1;
}
