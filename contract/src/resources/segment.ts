// Segments as the API shows them: a rule with a name, who matches it now, and what is asked before it is kept.

import Type from "typebox";
import { maxErrors, type Parsed } from "../field-error.ts";
import { closed, instant, nullable, text } from "../json-schema.ts";
import { jsonFlaw } from "../json-value.ts";
import { createCheck } from "../parser.ts";
import { parseSegmentRule, type SegmentRule, segmentRule } from "../segment/rule.ts";
import { pageQuery } from "./page.ts";

const name = text(128);
const description = text(1024, 0);
/** Who matches this as well is left out. */
const exclude = nullable(segmentRule);

export const segmentResource = closed(
  {
    id: Type.String({ description: "seg_…" }),
    name: Type.String(),
    description: Type.String(),
    rule: segmentRule,
    exclude,
    created_at: instant,
    updated_at: instant,
  },
  { title: "Segment" },
);
export type SegmentResource = Type.Static<typeof segmentResource>;

export const createSegment = closed(
  {
    name,
    description: Type.Optional(description),
    rule: segmentRule,
    exclude: Type.Optional(exclude),
  },
  { title: "CreateSegment" },
);
export type CreateSegment = Type.Static<typeof createSegment>;

export const updateSegment = closed(
  {
    name: Type.Optional(name),
    description: Type.Optional(description),
    rule: Type.Optional(segmentRule),
    exclude: Type.Optional(exclude),
  },
  { title: "UpdateSegment", minProperties: 1 },
);
export type UpdateSegment = Type.Static<typeof updateSegment>;

export const previewSegment = closed(
  { rule: segmentRule, exclude: Type.Optional(exclude) },
  { title: "PreviewSegment" },
);
export type PreviewSegment = Type.Static<typeof previewSegment>;

export const segmentQuery = closed({ ...pageQuery.properties });
export type SegmentQuery = Type.Static<typeof segmentQuery>;

export const segmentContact = closed(
  {
    id: Type.String({ description: "con_…" }),
    name: nullable(Type.String()),
    phone: nullable(
      Type.String({ description: "The number they are written to; null when they have none." }),
    ),
  },
  { title: "SegmentContact" },
);
export type SegmentContact = Type.Static<typeof segmentContact>;

export const segmentPreview = closed(
  {
    count: Type.Integer({ description: "How many contacts match now." }),
    exact: Type.Boolean({
      description: "False when counting took too long: then `count` is an estimate.",
    }),
    method: Type.Unsafe<"counted" | "sampled" | "planned">({
      type: "string",
      enum: ["counted", "sampled", "planned"],
      description:
        "`counted`: every contact was looked at. `sampled`: one in a hundred was. `planned`: the database's guess.",
    }),
    sample: Type.Array(segmentContact, { description: "Ten of them at most, the newest." }),
    warnings: Type.Array(closed({ path: Type.String(), message: Type.String() })),
  },
  { title: "SegmentPreview" },
);
export type SegmentPreview = Type.Static<typeof segmentPreview>;

const outside = { name, description: Type.Optional(description), exclude: Type.Optional(Type.Unknown()) };
const anyRule = Type.Unknown();

export const parseCreateSegment = withRules<CreateSegment>(closed({ ...outside, rule: anyRule }));
export const parseUpdateSegment = withRules<UpdateSegment>(
  closed({ ...outside, name: Type.Optional(name), rule: Type.Optional(anyRule) }, { minProperties: 1 }),
);
export const parsePreviewSegment = withRules<PreviewSegment>(
  closed({ rule: anyRule, exclude: outside.exclude }),
);

/** What surrounds the rules by its schema; the rules by their own parser, whose errors name the place. */
function withRules<Body extends { rule?: SegmentRule; exclude?: SegmentRule | null }>(
  around: Type.TSchema,
): (input: unknown) => Parsed<Body> {
  const checkAround = createCheck(around);
  return (input) => {
    const flaw = jsonFlaw(input);
    if (flaw !== null) return { ok: false, errors: [flaw] };
    const checked = checkAround(input);
    if (!checked.ok) return checked;
    const body = input as Body;
    const rules = Object.entries({ "/rule": body.rule, "/exclude": body.exclude ?? undefined });
    const errors = rules.flatMap(([path, rule]) => {
      const parsed = rule === undefined ? null : parseSegmentRule(rule, path);
      return parsed === null || parsed.ok ? [] : parsed.errors;
    });
    return errors.length > 0 ? { ok: false, errors: errors.slice(0, maxErrors) } : { ok: true, value: body };
  };
}
