// Reads a control document (faults, settings, people defaults): a wrong field is refused with its path.
import { isObject } from "./json.ts";

/** Returns the value, or the default when the field is absent; throws `DocumentRefused` when it is wrong. */
export type Reader<T> = (value: unknown, path: string) => T;

export class DocumentRefused extends Error {
  readonly path: string;
  constructor(path: string, problem: string) {
    super(`${path}: ${problem}`);
    this.path = path;
  }
}

export type Range = { min: number; max: number };

export function record<T extends object>(fields: { [K in keyof T]: Reader<T[K]> }): Reader<T> {
  const known = Object.keys(fields) as (keyof T & string)[];
  return (value, path) => {
    const given = value === undefined ? {} : value;
    if (!isObject(given)) throw new DocumentRefused(path, "must be an object");
    for (const key of Object.keys(given)) {
      if (!known.some((name) => name === key)) throw new DocumentRefused(join(path, key), "is not known");
    }
    const read: Partial<T> = {};
    for (const key of known) read[key] = fields[key](given[key], join(path, key));
    return read as T;
  };
}

export function number(options: { min: number; max: number; default: number }): Reader<number> {
  return (value, path) => {
    if (value === undefined) return options.default;
    if (typeof value !== "number" || !(value >= options.min && value <= options.max)) {
      throw new DocumentRefused(path, `must be a number from ${options.min} to ${options.max}`);
    }
    return value;
  };
}

export function integer(options: { min: number; max: number; default: number }): Reader<number> {
  const read = number(options);
  return (value, path) => {
    const result = read(value, path);
    if (!Number.isInteger(result)) throw new DocumentRefused(path, "must be a whole number");
    return result;
  };
}

export const rate = number({ min: 0, max: 1, default: 0 });

export function boolean(fallback: boolean): Reader<boolean> {
  return (value, path) => {
    if (value === undefined) return fallback;
    if (typeof value !== "boolean") throw new DocumentRefused(path, "must be true or false");
    return value;
  };
}

export function oneOf<T extends string | number | null>(allowed: readonly T[], fallback: T): Reader<T> {
  return (value, path) => {
    if (value === undefined) return fallback;
    const found = allowed.find((each) => each === value);
    if (found === undefined) throw new DocumentRefused(path, `must be one of ${JSON.stringify(allowed)}`);
    return found;
  };
}

/** A length of time: `{min, max}` in milliseconds, or one number for both. */
export function range(fallback: Range): Reader<Range> {
  const read = record<Range>({
    min: number({ min: 0, max: 86_400_000 * 30, default: fallback.min }),
    max: number({ min: 0, max: 86_400_000 * 30, default: fallback.max }),
  });
  return (value, path) => {
    const given = read(typeof value === "number" ? { min: value, max: value } : value, path);
    if (given.max < given.min) throw new DocumentRefused(join(path, "max"), "must not be below min");
    return given;
  };
}

export function orNull<T>(read: Reader<T>, fallback: T | null): Reader<T | null> {
  return (value, path) => {
    if (value === undefined) return fallback;
    return value === null ? null : read(value, path);
  };
}

export function list<T>(item: Reader<T>): Reader<T[]> {
  return (value, path) => {
    if (value === undefined) return [];
    if (!Array.isArray(value)) throw new DocumentRefused(path, "must be a list");
    return value.map((each, at) => item(each, `${path}[${at}]`));
  };
}

/** An object whose keys the caller chooses, such as phone numbers. */
export function mapOf<T>(key: RegExp, item: Reader<T>): Reader<Record<string, T>> {
  return (value, path) => {
    if (value === undefined) return {};
    if (!isObject(value)) throw new DocumentRefused(path, "must be an object");
    const read: Record<string, T> = {};
    for (const [name, each] of Object.entries(value)) {
      if (!key.test(name)) throw new DocumentRefused(join(path, name), `must look like ${key.source}`);
      read[name] = item(each, join(path, name));
    }
    return read;
  };
}

export function text(pattern: RegExp): Reader<string> {
  return (value, path) => {
    if (typeof value !== "string" || !pattern.test(value)) {
      throw new DocumentRefused(path, `must be text like ${pattern.source}`);
    }
    return value;
  };
}

/** For fields without a default. */
export function required<T>(read: Reader<T>): Reader<T> {
  return (value, path) => {
    if (value === undefined) throw new DocumentRefused(path, "is required");
    return read(value, path);
  };
}

function join(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}
