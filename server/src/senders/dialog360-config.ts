// What a 360dialog sender is configured with: the number at Meta, its key, and what its webhooks are proved with.

import { createParser } from "@waypost/contract";
import { Type } from "typebox";
import {
  inConfig,
  numericId,
  phoneNumber,
  type ReadAccount,
  readAddress,
  secret,
  serverUrl,
  webhookSecret,
} from "./account-config.ts";

export function readDialog360Config(input: unknown): ReadAccount {
  const parsed = parse(input);
  if (!parsed.ok) return { ok: false, errors: parsed.errors.map(inConfig) };
  const { api_key, webhook_secret, ...config } = parsed.value;
  const phone = readAddress("display_phone_number", config.display_phone_number);
  if (!phone.ok) return phone;
  return {
    ok: true,
    value: {
      address: phone.e164,
      // Its webhooks are Meta's, and name the number as Meta does.
      externalId: config.phone_number_id,
      config: { ...config, display_phone_number: phone.e164 },
      secrets: { api_key, webhook_secret },
    },
  };
}

const parse = createParser(
  Type.Object(
    {
      phone_number_id: numericId,
      display_phone_number: phoneNumber,
      base_url: Type.Optional(serverUrl),
      api_key: secret,
      webhook_secret: webhookSecret,
    },
    { additionalProperties: false },
  ),
);
