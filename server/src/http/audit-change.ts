// What a change did, as far as the audit log may say it: the members of a record whose values are nobody's. Pure.

import type { AuditDetail, AuditValue } from "../kernel/audit.ts";
import { canonicalJson } from "../kernel/fingerprint.ts";

/**
 * The detail of an entry: `before` and `after` with what differs in the members that `told` names, with all that is in
 * them, and the names of the others that differ as `withheld`. `told` may reach into a member, as in `health.state`.
 * Nothing where nothing is known of before.
 */
export function changeIn(before: unknown, after: unknown, told: readonly string[]): AuditDetail {
  if (!isRecord(before) || !isRecord(after)) return {};
  const [was, is] = [leavesOf(before, told), leavesOf(after, told)];
  const names = [...new Set([...was.keys(), ...is.keys()])].filter((name) => was.get(name) !== is.get(name));
  const changed = names.toSorted().slice(0, namesMax);
  const withheld = membersThatDiffer(before, after).filter((name) => !isTold(name, told));
  return {
    ...(changed.length === 0 ? {} : { before: valuesOf(was, changed), after: valuesOf(is, changed) }),
    ...(withheld.length === 0 ? {} : { withheld }),
  };
}

const namesMax = 50;
const textMax = 200;
const itemsMax = 50;
/** These follow from any change, and say nothing. */
const byTheWay: ReadonlySet<string> = new Set(["updated_at", "version"]);

type Leaves = ReadonlyMap<string, string>;

/** By their way from the top, as canonical JSON, which is what they are compared by. */
function leavesOf(record: Record<string, unknown>, told: readonly string[]): Leaves {
  return new Map(told.flatMap((path) => leavesAt(path, memberAt(record, path.split(".")))));
}

function leavesAt(path: string, value: unknown): [string, string][] {
  if (value === undefined) return [];
  if (isRecord(value))
    return Object.entries(value).flatMap(([name, member]) => leavesAt(`${path}.${name}`, member));
  return [[path, canonicalJson(value)]];
}

function memberAt(value: unknown, [name, ...rest]: readonly string[]): unknown {
  if (name === undefined) return value;
  return isRecord(value) ? memberAt(value[name], rest) : undefined;
}

function valuesOf(leaves: Leaves, names: readonly string[]): Readonly<Record<string, AuditValue>> {
  return Object.fromEntries(names.map((name) => [name, kept(JSON.parse(leaves.get(name) ?? "null"))]));
}

/** The log has whole numbers only, because those have one spelling. */
function kept(value: unknown): AuditValue {
  if (value === null || typeof value === "boolean") return value;
  if (typeof value === "number") return Number.isSafeInteger(value) ? value : String(value);
  if (Array.isArray(value)) return value.slice(0, itemsMax).map(textOf);
  return textOf(value);
}

function textOf(value: unknown): string {
  return (typeof value === "string" ? value : canonicalJson(value)).slice(0, textMax);
}

/** What only one of the two has is of that answer, not of the thing: a whole record says more than a short one. */
function membersThatDiffer(before: Record<string, unknown>, after: Record<string, unknown>): string[] {
  return Object.keys(before)
    .filter((name) => name in after)
    .filter((name) => canonicalJson(before[name]) !== canonicalJson(after[name]) && !byTheWay.has(name))
    .toSorted();
}

function isTold(name: string, told: readonly string[]): boolean {
  return told.some((path) => path === name || path.startsWith(`${name}.`));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
