// What a WAHA sender is configured with: where WAHA is, which of its sessions, and the keys both ways.

import { createParser } from "@waypost/contract";
import { Type } from "typebox";
import {
  inConfig,
  type ReadAccount,
  secret,
  serverUrl,
  webhookSecret,
  wrongField,
} from "./account-config.ts";

/** The number says who it is when it is linked. Whether the server may be reached is asked when it is. */
export function readWahaConfig(input: unknown): ReadAccount {
  const parsed = parse(input);
  if (!parsed.ok) return { ok: false, errors: parsed.errors.map(inConfig) };
  const { base_url, session, api_key, webhook_secret } = parsed.value;
  const url = new URL(base_url);
  const isBare = url.search === "" && url.hash === "" && url.username === "" && url.password === "";
  if (!isBare) return wrongField("base_url", "must have neither a query nor a user name");
  const place = `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
  return {
    ok: true,
    value: {
      address: null,
      // Two senders on one session would each take the other's messages for a stranger's.
      externalId: `${place} ${session}`,
      config: { base_url: place, session },
      secrets: { api_key, webhook_secret },
    },
  };
}

const parse = createParser(
  Type.Object(
    {
      base_url: serverUrl,
      session: Type.String({ pattern: "^[A-Za-z0-9_-]{1,54}$" }),
      api_key: secret,
      webhook_secret: webhookSecret,
    },
    { additionalProperties: false },
  ),
);
