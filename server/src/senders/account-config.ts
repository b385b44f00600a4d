// What a sender's configuration is read into, whichever transport it is for.

import type { FieldError } from "@waypost/contract";
import { Type } from "typebox";
import { parsePhone, phoneProblems } from "../kernel/phone.ts";

export type AccountConfig = {
  /** E.164; null for a number that says who it is when it is linked. */
  address: string | null;
  /** The provider's name for the number; of a tenant's senders only one may have it. */
  externalId: string | null;
  /** What may be shown. */
  config: Record<string, string>;
  secrets: Record<string, string> | null;
};

export type ReadAccount = { ok: true; value: AccountConfig } | { ok: false; errors: readonly FieldError[] };

export function inConfig({ path, message }: FieldError): FieldError {
  return { path: `/config${path}`, message };
}

export function wrongField(name: string, message: string): ReadAccount {
  return { ok: false, errors: [{ path: `/config/${name}`, message }] };
}

/** A number in any spelling with its country code, in E.164. */
export function readAddress(
  name: string,
  given: string,
): { ok: true; e164: string } | Extract<ReadAccount, { ok: false }> {
  const phone = parsePhone(given, null);
  if (phone.ok) return phone;
  return { ok: false, errors: [{ path: `/config/${name}`, message: phoneProblems[phone.reason] }] };
}

export const numericId = Type.String({ pattern: "^[0-9]{1,32}$" });
/** Printable ASCII: they travel in headers and query strings. */
export const secret = Type.String({ pattern: "^[!-~]{1,4096}$" });
/** What a webhook is proved with; a short one could be guessed. */
export const webhookSecret = Type.String({ pattern: "^[!-~]{16,512}$" });
export const serverUrl = Type.String({ format: "http-url", maxLength: 2048 });
export const phoneNumber = Type.String({ minLength: 3, maxLength: 40 });
