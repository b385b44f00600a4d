// Makes requests that nobody means well with, out of ones that are meant well. Pure: the same seed, the same requests.

import type { Asking } from "./requests.ts";
import { brokenBytes, hostileBytes, hostileHeaders, hostileTexts, hostileValues } from "./hostile-values.ts";
import { isSchema } from "./schema-sample.ts";

/** A route as the OpenAPI document tells it, and a request of the kind it takes. */
export type Target = {
  method: string;
  /** With `{id}` where an id stands. */
  path: string;
  /** Names of its query's parameters. */
  query: readonly string[];
  /** What would stand in its path: ids of the right kind, and of others. */
  ids: readonly string[];
  bodies: readonly unknown[];
};

export type HostileRequest = Asking & { how: string; bytes?: Buffer };

export type Random = { next(): number; pick<T>(all: readonly T[]): T };

export function randomFrom(seed: number): Random {
  let state = seed;
  // mulberry32
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return { next, pick: (all) => all[Math.floor(next() * all.length)] as (typeof all)[number] };
}

export function hostileRequest(target: Target, random: Random): HostileRequest {
  const takesBody = target.bodies.some((body) => body !== undefined);
  const ways = [
    ...(takesBody ? [inBody, inBody, inBody, inBody, asBytes, twice] : []),
    ...(target.path.includes("{") ? [inPath, inPath] : []),
    inQuery,
    ...(target.query.length > 0 ? [inQuery] : []),
    inHeaders,
  ];
  return random.pick(ways)(target, random);
}

type Way = (target: Target, random: Random) => HostileRequest;

const kindly = (target: Target, random: Random): Asking => {
  const body = random.pick(target.bodies);
  return {
    method: target.method,
    path: target.path.replace(/\{\w+\}/, random.pick(target.ids.length === 0 ? [""] : target.ids)),
    ...(body === undefined ? {} : { body }),
  };
};

/** One place in the body is replaced, removed, or given a neighbour nobody knows. */
const inBody: Way = (target, random) => {
  const asking = kindly(target, random);
  if (!isSchema(asking.body) || Buffer.isBuffer(asking.body)) return asBytes(target, random);
  const places = placesIn(asking.body, []);
  const place = random.pick(places);
  const act = random.pick(["replace", "replace", "replace", "remove", "add"]);
  const value = random.pick(hostileValues);
  return { ...asking, how: `${act} ${place.join("/")}`, body: changed(asking.body, place, { act, value }) };
};

type Change = { act: string; value: unknown };

function changed(value: unknown, [head, ...rest]: readonly string[], change: Change): unknown {
  if (head === undefined) return change.value;
  if (Array.isArray(value))
    return value.map((each, at) => (String(at) === head ? changed(each, rest, change) : each));
  const fields = Object.entries(value as object);
  if (rest.length > 0)
    return rebuilt(fields.map(([name, one]) => [name, name === head ? changed(one, rest, change) : one]));
  if (change.act === "remove") return rebuilt(fields.filter(([name]) => name !== head));
  if (change.act === "add") return rebuilt([...fields, [`${head}_`, change.value]]);
  return rebuilt(fields.map(([name, one]) => [name, name === head ? change.value : one]));
}

const rebuilt = (fields: readonly (readonly [string, unknown])[]): object => Object.fromEntries(fields);

function placesIn(value: unknown, at: readonly string[]): string[][] {
  const inside =
    typeof value === "object" && value !== null
      ? Object.entries(value).flatMap(([name, one]) => placesIn(one, [...at, name]))
      : [];
  return [[...at], ...inside];
}

const asBytes: Way = (target, random) => {
  const asking = kindly(target, random);
  const text = JSON.stringify(asking.body ?? {});
  const cut = Buffer.from(text.slice(0, Math.floor(random.next() * text.length)));
  const bytes = random.pick([...hostileBytes, ...brokenBytes, cut, cut, cut]);
  return {
    method: asking.method,
    path: asking.path,
    how: `bytes ${bytes.subarray(0, 24).toString("latin1")}`,
    bytes,
  };
};

/** A field that stands twice, the second time as something else: which one counts must not depend on who reads. */
const twice: Way = (target, random) => {
  const asking = kindly(target, random);
  if (!isSchema(asking.body) || Buffer.isBuffer(asking.body)) return asBytes(target, random);
  const name = random.pick([...Object.keys(asking.body), "__proto__", "constructor"]);
  const more = `,${JSON.stringify(name)}:${JSON.stringify(random.pick(hostileValues))}}`;
  const text = JSON.stringify(asking.body);
  const bytes = Buffer.from(text === "{}" ? `{${more.slice(1)}` : text.slice(0, -1) + more);
  return { method: asking.method, path: asking.path, how: `twice ${name}`, bytes };
};

const inPath: Way = (target, random) => {
  const id = random.pick([...hostileTexts, ...target.ids]);
  const asking = kindly(target, random);
  return { ...asking, path: target.path.replace(/\{\w+\}/, id), how: `path ${id.slice(0, 40)}` };
};

const inQuery: Way = (target, random) => {
  const asking = kindly(target, random);
  const known = target.query.length === 0 ? "limit" : random.pick(target.query);
  const name = random.pick([
    known,
    known,
    known,
    known,
    `${known}[]`,
    `${known}[$ne]`,
    "__proto__",
    "%00",
    "unknown",
  ]);
  const value = random.pick(hostileTexts);
  const again = random.next() < 0.1 ? `&${name}=${random.pick(hostileTexts)}` : "";
  return {
    ...asking,
    path: `${asking.path}?${name}=${value}${again}`,
    how: `query ${name}=${value.slice(0, 40)}`,
  };
};

const inHeaders: Way = (target, random) => {
  const headers = random.pick(hostileHeaders);
  return { ...kindly(target, random), headers, how: `header ${JSON.stringify(headers).slice(0, 60)}` };
};
