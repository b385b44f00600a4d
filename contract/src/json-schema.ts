// The few schema shapes every contract file is written with: closed objects, bounded text, precise unions.

import Type from "typebox";

/**
 * An object that refuses fields it does not name: a typing mistake is an error with a path, never
 * ignored.
 */
export function closed<Fields extends Type.TProperties>(fields: Fields, options: Type.TObjectOptions = {}) {
  return Type.Object(fields, { additionalProperties: false, ...options });
}

export function text(maxLength: number, minLength = 1) {
  return Type.String({ minLength, maxLength });
}

export function words<const Words extends readonly [string, ...string[]]>(...list: Words) {
  return Type.Unsafe<Words[number]>({ type: "string", enum: [...list] });
}

/** `field` decides which variant applies, so errors speak of that variant only and not of all of them. */
export function variants<const Variants extends readonly Type.TSchema[]>(
  field: string,
  list: Variants,
  options: { title?: string } = {},
) {
  return Type.Unsafe<Type.Static<Variants[number]>>({
    type: "object",
    discriminator: { propertyName: field },
    oneOf: [...list],
    ...options,
  });
}

export function nullable<Schema extends Type.TSchema>(schema: Schema) {
  return Type.Union([schema, Type.Null()]);
}

/** Free keys with one kind of value. Not Type.Record: that lets keys it does not match carry anything. */
export function dictionary<Value extends Type.TSchema>(
  keys: { minLength?: number; maxLength?: number; pattern?: string },
  value: Value,
  maxProperties: number,
) {
  return Type.Unsafe<Record<string, Type.Static<Value>>>({
    type: "object",
    propertyNames: { type: "string", ...keys },
    additionalProperties: value,
    maxProperties,
  });
}

/** Stands in for what a message said once its time is over (docs/retention.md): the member its type names is absent. */
export const contentRemoved = Type.Optional(
  Type.Literal(true, {
    description: "What it said is not kept any more: the member that `type` names is absent.",
  }),
);

/** Free JSON inside a message; its depth and size are bounded by the parser. */
export const freeObject = Type.Unsafe<Record<string, unknown>>({ type: "object" });

/** RFC 3339 with a zone; the format is strict (see formats.ts). */
export const instant = Type.String({ format: "date-time", maxLength: 40 });

export const httpUrl = Type.String({ format: "http-url", minLength: 1, maxLength: 2048 });

/** A wamid or a WhatsApp Web message id: opaque, at most 128 characters. */
export const providerMessageId = text(128);

export const phone = Type.String({
  minLength: 3,
  maxLength: 32,
  description: "A phone number, E.164 with a leading +.",
  examples: ["+14155550123"],
});
