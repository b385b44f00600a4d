// What is left of an answer for somebody who may see that it exists: fields by name, and the end of a number.

/** Of an object or a page of them, only the fields named here; `shorten` rewrites those that say too much. */
export type MetadataView = {
  fields: readonly string[];
  shorten: Readonly<Record<string, (value: unknown) => unknown>>;
};

/** A list of what may pass: a field that is added later stays hidden until somebody thinks about it. */
export function metadataOnly(view: MetadataView): (body: unknown) => unknown {
  const one = (value: unknown): unknown => pick(view, value);
  return (body) => {
    if (!isRecord(body)) return null;
    return Array.isArray(body["data"]) ? { ...pickPage(body), data: body["data"].map(one) } : one(body);
  };
}

/** The end of a phone number, by which two can be told apart and none can be called. */
export function lastDigits(value: unknown): string | null {
  return typeof value === "string" ? `…${value.slice(-3)}` : null;
}

function pickPage({ next }: Record<string, unknown>): { next: unknown } {
  return { next: next ?? null };
}

function pick({ fields, shorten }: MetadataView, value: unknown): unknown {
  if (!isRecord(value)) return null;
  return Object.fromEntries(
    fields.flatMap((name) => {
      if (!Object.hasOwn(value, name)) return [];
      const rewrite = Object.hasOwn(shorten, name) ? shorten[name] : undefined;
      return [[name, rewrite === undefined ? value[name] : rewrite(value[name])]];
    }),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
