// An API key as the API shows it; the key itself appears once, in the answer that created it.

import Type from "typebox";
import { closed, instant, nullable, text, words } from "../json-schema.ts";

const keyMode = words("live", "test");
const scopeList = Type.Array(text(64), { minItems: 1, maxItems: 50, uniqueItems: true });
const networkList = Type.Array(text(49), {
  minItems: 1,
  maxItems: 50,
  description: "CIDR blocks or addresses, IPv4 and IPv6, that the key may be used from.",
  examples: [["203.0.113.0/24", "2001:db8::/48"]],
});
const perSecond = Type.Integer({ minimum: 1, maximum: 10_000 });

const fields = {
  id: Type.String({ description: "key_…" }),
  name: Type.String(),
  mode: keyMode,
  scopes: Type.Array(Type.String()),
  state: words("active", "expired", "revoked"),
  hint: nullable(Type.String({ description: "The key's last four characters, to tell keys apart." })),
  allowed_networks: nullable(Type.Array(Type.String())),
  requests_per_second: nullable(Type.Integer()),
  created_by: nullable(Type.String({ description: "`key_…` or `usr_…`; null for the command line." })),
  rotated_from: nullable(Type.String({ description: "The key it took over from." })),
  created_at: instant,
  last_used_at: nullable(instant),
  last_used_ip: nullable(Type.String()),
  expires_at: nullable(instant),
  revoked_at: nullable(instant),
};

export const apiKeyResource = closed(fields, { title: "ApiKey" });
export type ApiKeyResource = Type.Static<typeof apiKeyResource>;

export const apiKeyCreated = closed(
  {
    ...fields,
    key: nullable(
      Type.String({
        description: "Shown this once. Null when the request was repeated under its Idempotency-Key.",
      }),
    ),
  },
  { title: "ApiKeyCreated" },
);
export type ApiKeyCreated = Type.Static<typeof apiKeyCreated>;

export const createApiKey = closed({
  name: text(100),
  mode: keyMode,
  scopes: scopeList,
  expires_at: Type.Optional(instant),
  allowed_networks: Type.Optional(networkList),
  requests_per_second: Type.Optional(perSecond),
});
export type CreateApiKey = Type.Static<typeof createApiKey>;

export const updateApiKey = closed(
  {
    name: Type.Optional(text(100)),
    scopes: Type.Optional(scopeList),
    expires_at: Type.Optional(instant),
    allowed_networks: Type.Optional(nullable(networkList)),
    requests_per_second: Type.Optional(nullable(perSecond)),
  },
  { minProperties: 1 },
);
export type UpdateApiKey = Type.Static<typeof updateApiKey>;

export const rotateApiKey = closed({
  overlap_hours: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 72, description: "How long the former key goes on working." }),
  ),
});
export type RotateApiKey = Type.Static<typeof rotateApiKey>;

export const leakedApiKey = closed({ key: text(512) });
export type LeakedApiKey = Type.Static<typeof leakedApiKey>;

/** The same whether there was such a key. */
export const leakedApiKeyTaken = closed({ taken: Type.Literal(true) });
