// Reads fields of a message and refuses wrong ones in Meta's words: 100 at the top, 131008 and 131009 inside.
import { isObject } from "../../json.ts";
import type { JsonObject } from "../../json.ts";
import { badParameter, GraphError } from "../graph-error.ts";

/** A place in the body: its object, and its name as Meta writes it, such as interactive['action']. */
export type Spot = { object: JsonObject; name: string };

function spot(object: JsonObject, name: string): Spot {
  return { object, name };
}

function nameOf(at: Spot, key: string): string {
  return at.name === "" ? key : `${at.name}['${key}']`;
}

type Limits = { min?: number; max?: number };

/** Text that must be there, within its limits in characters. */
export function textAt(at: Spot, key: string, limits: Limits = {}): string {
  const value = at.object[key];
  if (value === undefined || value === null || value === "") throw missing(at, key);
  if (typeof value !== "string") throw invalid(at, key, "must be a string");
  checkLength(at, key, value, limits);
  return value;
}

export function optionalTextAt(at: Spot, key: string, limits: Limits = {}): string | undefined {
  if (at.object[key] === undefined || at.object[key] === null) return undefined;
  const value = at.object[key];
  if (typeof value !== "string") throw invalid(at, key, "must be a string");
  checkLength(at, key, value, limits);
  return value;
}

export function objectAt(at: Spot, key: string): Spot {
  const value = at.object[key];
  if (value === undefined || value === null) throw missing(at, key);
  if (!isObject(value)) throw invalid(at, key, "must be an object");
  return spot(value, nameOf(at, key));
}

export function optionalObjectAt(at: Spot, key: string): Spot | undefined {
  return at.object[key] === undefined || at.object[key] === null ? undefined : objectAt(at, key);
}

export function listAt(at: Spot, key: string, limits: Limits = {}): Spot[] {
  const value = at.object[key];
  if (value === undefined || value === null) throw missing(at, key);
  if (!Array.isArray(value)) throw invalid(at, key, "must be an array");
  const { min = 0, max = Infinity } = limits;
  if (value.length < min || value.length > max) {
    throw invalid(at, key, `must hold ${min} to ${max} entries, holds ${value.length}`);
  }
  return value.map((each: unknown, index) => {
    if (!isObject(each)) throw invalid(at, `${key}][${index}`, "must be an object");
    return spot(each, `${nameOf(at, key)}[${index}]`);
  });
}

export function choiceAt<T extends string>(at: Spot, key: string, choices: readonly T[]): T {
  const value = textAt(at, key);
  const found = choices.find((choice) => choice === value);
  if (found === undefined) throw invalid(at, key, `must be one of {${choices.join(", ")}}`);
  return found;
}

/** `true` and `false` also as text, which Graph accepts. */
export function optionalFlagAt(at: Spot, key: string): boolean {
  const value = at.object[key];
  if (value === undefined || value === null) return false;
  if (value === true || value === "true") return true;
  if (value === false || value === "false") return false;
  throw invalid(at, key, "must be a boolean");
}

export function urlAt(at: Spot, key: string, limits: Limits = { max: 2_000 }): string {
  const value = textAt(at, key, limits);
  if (!/^https?:\/\/[^\s/]+/i.test(value)) throw invalid(at, key, "must be an http or https URL");
  return value;
}

export function forbidden(at: Spot, key: string, why: string) {
  if (at.object[key] !== undefined && at.object[key] !== null) throw invalid(at, key, why);
}

export function missing(at: Spot, key: string): GraphError {
  const name = nameOf(at, key);
  if (isShallow(at)) return badParameter(`The parameter ${name} is required.`);
  return new GraphError(131008, { details: `Parameter ${name} is required.` });
}

export function invalid(at: Spot, key: string, problem: string): GraphError {
  const name = nameOf(at, key);
  if (isShallow(at)) return badParameter(`Param ${name} ${problem}`);
  return new GraphError(131009, { details: `Parameter ${name} ${problem}.` });
}

/** Interactive, contacts and template contents are checked behind Graph's own parameter check. */
function isShallow({ name }: Spot): boolean {
  return !/^(interactive|contacts|template)\b/.test(name);
}

function checkLength(at: Spot, key: string, value: string, { min = 0, max = Infinity }: Limits) {
  const length = lengthOf(value);
  if (length > max) throw invalid(at, key, `must be at most ${max} characters long`);
  if (length < min) throw invalid(at, key, `must be at least ${min} characters long`);
}

/** In characters, not UTF-16 units: an emoji is one. */
function lengthOf(value: string): number {
  let length = value.length;
  for (const { 0: pair } of value.matchAll(/[\ud800-\udbff][\udc00-\udfff]/g)) length -= pair.length - 1;
  return length;
}
