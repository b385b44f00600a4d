// What a Cloud API sender is configured with: read strictly, and parted into what may be shown and what is
// secret.

import { Type } from "typebox";
import { createParser, type FieldError } from "@waypost/contract";
import { parsePhone, phoneProblems } from "../kernel/phone.ts";

/** A business number at Meta, or at the simulator. */
export type CloudApiConfig = {
  address: string;
  /** Meta's id of the number; webhooks name the number by it. */
  externalId: string;
  config: Record<string, string>;
  secrets: CloudApiSecrets;
};

export type CloudApiSecrets = { access_token: string; app_secret: string; verify_token: string };

export type ReadConfig = { ok: true; value: CloudApiConfig } | { ok: false; errors: readonly FieldError[] };

export function readCloudApiConfig(input: unknown): ReadConfig {
  const parsed = parse(input);
  if (!parsed.ok) return { ok: false, errors: parsed.errors.map(inConfig) };
  const { access_token, app_secret, verify_token, ...config } = parsed.value;
  const phone = parsePhone(config.display_phone_number, null);
  if (!phone.ok) {
    const message = phoneProblems[phone.reason];
    return { ok: false, errors: [{ path: "/config/display_phone_number", message }] };
  }
  return {
    ok: true,
    value: {
      address: phone.e164,
      externalId: config.phone_number_id,
      config: { ...config, display_phone_number: phone.e164 },
      secrets: { access_token, app_secret, verify_token },
    },
  };
}

function inConfig({ path, message }: FieldError): FieldError {
  return { path: `/config${path}`, message };
}

const numericId = Type.String({ pattern: "^[0-9]{1,32}$" });
/** Printable ASCII: they travel in headers and query strings. */
const secret = Type.String({ pattern: "^[!-~]{1,4096}$" });

const parse = createParser(
  Type.Object(
    {
      phone_number_id: numericId,
      waba_id: numericId,
      display_phone_number: Type.String({ minLength: 3, maxLength: 40 }),
      // With the app secret it makes the token that Graph lets ask about tokens.
      app_id: Type.Optional(numericId),
      graph_url: Type.Optional(Type.String({ format: "http-url", maxLength: 2048 })),
      version: Type.Optional(Type.String({ pattern: "^v[0-9]{1,3}\\.[0-9]$" })),
      access_token: secret,
      app_secret: secret,
      verify_token: secret,
    },
    { additionalProperties: false },
  ),
);
