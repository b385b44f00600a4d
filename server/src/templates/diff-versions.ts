// What was changed between two versions, place by place.

import type { VersionChange } from "@waypost/contract";
import { isDeepStrictEqual } from "node:util";

const changesMax = 200;

/** Paths are JSON pointers. Lists are compared by position: components and buttons are in an order that is seen. */
export function diffVersions(before: unknown, after: unknown): VersionChange[] {
  return changesAt("", before, after).slice(0, changesMax);
}

function changesAt(path: string, before: unknown, after: unknown): VersionChange[] {
  if (isDeepStrictEqual(before, after)) return [];
  const [from, to] = [membersOf(before), membersOf(after)];
  if (from === null || to === null || Array.isArray(before) !== Array.isArray(after)) {
    return [{ path, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }];
  }
  const names = [...new Set([...from.keys(), ...to.keys()])];
  return names.flatMap((name) => changesAt(`${path}/${escaped(name)}`, from.get(name), to.get(name)));
}

function membersOf(value: unknown): Map<string, unknown> | null {
  return typeof value === "object" && value !== null ? new Map(Object.entries(value)) : null;
}

/** RFC 6901. */
function escaped(name: string): string {
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}
