// An API key as the API shows it; the key itself appears once, in the answer that created it.

import Type from "typebox";
import { closed, instant, nullable, text, words } from "../json-schema.ts";

export const keyMode = words("live", "test");

const fields = {
  id: Type.String(),
  name: Type.String(),
  mode: keyMode,
  scopes: Type.Array(Type.String()),
  hint: Type.String({ description: "The key's last four characters, to tell keys apart." }),
  created_at: instant,
  last_used_at: nullable(instant),
  expires_at: nullable(instant),
};

export const apiKeyResource = closed(fields, { title: "ApiKey" });
export type ApiKeyResource = Type.Static<typeof apiKeyResource>;

export const apiKeyCreated = closed({ ...fields, key: Type.String() }, { title: "ApiKeyCreated" });
export type ApiKeyCreated = Type.Static<typeof apiKeyCreated>;

export const createApiKey = closed({
  name: text(100),
  mode: keyMode,
  scopes: Type.Array(text(64), { minItems: 1, maxItems: 50 }),
  expires_at: Type.Optional(instant),
});
export type CreateApiKey = Type.Static<typeof createApiKey>;
