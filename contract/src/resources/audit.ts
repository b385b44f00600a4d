// The audit log as the API shows it: who did what, and whether the chain is as it was written.

import Type from "typebox";
import { closed, freeObject, instant, nullable, text, words } from "../json-schema.ts";
import { pageQuery } from "./page.ts";

export const auditQuery = closed({
  ...pageQuery.properties,
  actor: Type.Optional({ ...text(64), description: "key_… or usr_…" }),
  action: Type.Optional(text(100)),
  target: Type.Optional({ ...text(64), description: "The id of what was acted upon." }),
  since: Type.Optional(instant),
  until: Type.Optional(instant),
});
export type AuditQuery = Type.Static<typeof auditQuery>;

const hash = Type.String({ description: "SHA-256, in hex." });

const auditValue = Type.Union([
  Type.String(),
  Type.Integer(),
  Type.Boolean(),
  Type.Null(),
  Type.Array(Type.String()),
]);

export const auditEntryResource = closed(
  {
    number: Type.Integer({ description: "Its place in the chain; there is no gap." }),
    at: instant,
    action: Type.String(),
    actor: closed({
      kind: words("key", "person", "operator", "system", "anybody"),
      id: nullable(Type.String()),
    }),
    reason: nullable(
      Type.String({ description: "Why staff of the platform acted for the tenant, in their words." }),
    ),
    target: nullable(closed({ kind: Type.String(), id: Type.String() })),
    changed: Type.Array(Type.String(), { description: "The names of the fields that were given." }),
    changes: Type.Array(
      closed({
        field: Type.String(),
        before: Type.Optional(auditValue),
        after: Type.Optional(auditValue),
      }),
      {
        description:
          "What was changed to what. Of names, texts, addresses and secrets only the field is told.",
      },
    ),
    outcome: words("done", "refused"),
    request_id: nullable(Type.String()),
    ip: nullable(Type.String({ description: "The caller's address under a keyed hash." })),
    detail: freeObject,
    hash,
  },
  { title: "AuditEntry" },
);
export type AuditEntryResource = Type.Static<typeof auditEntryResource>;

export const auditVerdict = closed(
  {
    ok: Type.Boolean(),
    entries: Type.Integer({ description: "How many were in order." }),
    head: hash,
    seals: Type.Integer({ description: "How many signed seals the chain was held against." }),
    first_broken: Type.Optional(
      closed({
        number: Type.Integer(),
        what: words("edited", "removed", "inserted", "truncated", "rewritten", "seal_forged"),
        why: Type.String(),
      }),
    ),
  },
  { title: "AuditVerdict" },
);
export type AuditVerdict = Type.Static<typeof auditVerdict>;
