// Turns what Cloud API clients post to `/<phone number id>/messages` into a request of our own API. Pure.

import { AppError } from "../../kernel/errors.ts";

export type Sent = { body: Record<string, unknown>; input: string };

/** https://developers.facebook.com/docs/whatsapp/cloud-api/reference/messages */
export function readSend(given: unknown, from: string): Sent {
  if (typeof given !== "object" || given === null || Array.isArray(given))
    throw badField("", "must be a JSON object");
  const { messaging_product, recipient_type, to, biz_opaque_callback_data, status, ...message } = {
    ...(given as Record<string, unknown>),
  };
  if (messaging_product !== "whatsapp") throw badField("messaging_product", 'must be "whatsapp"');
  if (status !== undefined) throw badField("status", "cannot be set here: receipts are sent by the inbox");
  if (recipient_type !== undefined && recipient_type !== "individual")
    throw badField("recipient_type", 'can only be "individual"');
  if (typeof to !== "string" || to === "") throw badField("to", "is required");
  return {
    input: to,
    body: {
      from,
      to: international(to),
      type: "text",
      ...message,
      ...(biz_opaque_callback_data === undefined ? {} : { metadata: { biz_opaque_callback_data } }),
    },
  };
}

/** Meta takes numbers with their country's code, with or without a plus. */
function international(to: string): string {
  return /^\d/.test(to.trim()) ? `+${to.trim()}` : to;
}

export function badField(name: string, message: string): AppError {
  return new AppError("invalid_request", `${name === "" ? "The body" : name} ${message}.`, {
    errors: [{ path: `/${name}`, message }],
  });
}
