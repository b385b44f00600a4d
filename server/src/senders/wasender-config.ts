// What a WasenderApi sender is configured with: the number, its session's key and its webhook secret.

import { createParser } from "@waypost/contract";
import { Type } from "typebox";
import {
  inConfig,
  phoneNumber,
  type ReadAccount,
  readAddress,
  secret,
  serverUrl,
  webhookSecret,
} from "./account-config.ts";

export function readWasenderConfig(input: unknown): ReadAccount {
  const parsed = parse(input);
  if (!parsed.ok) return { ok: false, errors: parsed.errors.map(inConfig) };
  const { api_key, webhook_secret, phone_number, ...config } = parsed.value;
  const phone = readAddress("phone_number", phone_number);
  if (!phone.ok) return phone;
  return {
    ok: true,
    value: {
      address: phone.e164,
      externalId: null,
      config: { ...config, phone_number: phone.e164 },
      secrets: { api_key, webhook_secret },
    },
  };
}

const parse = createParser(
  Type.Object(
    {
      phone_number: phoneNumber,
      base_url: Type.Optional(serverUrl),
      api_key: secret,
      webhook_secret: webhookSecret,
    },
    { additionalProperties: false },
  ),
);
