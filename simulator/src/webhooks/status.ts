// Status webhooks: sent, delivered, read, played, failed, in the shape of v25.0 (Meta: webhooks).
import { callbackFor } from "../business/index.ts";
import { errorCode } from "../error-codes.ts";
import { entry } from "../ledger/index.ts";
import type { Category } from "../ledger/index.ts";
import type { Network } from "../network.ts";
import { nameOf } from "../people/index.ts";
import { senderOf } from "../people/sender.ts";
import { userIdOf } from "../people/user-id.ts";

export type Status = "sent" | "delivered" | "read" | "played" | "failed";

/** Assembled as text: at 9,000 a second, building objects to stringify costs more than the rest together. */
export function emitStatus(network: Network, row: number, status: Status) {
  const { ledger, webhooks, business, clock } = network;
  const number = senderOf(network, row);
  const callback = callbackFor(business, number.account, number);
  if (!callback) return;
  const phone = ledger.rows.phone.get(row);
  const failed = status === "failed";
  const byUserId = !failed || entry.has(ledger, row, "userId");
  const userId = byUserId ? userIdOf(phone) : "";
  let json = `{"id":"${entry.id(ledger, row)}","status":"${status}"`;
  json += `,"timestamp":"${Math.floor(clock.now() / 1000)}","recipient_id":"${phone}"`;
  if (byUserId) json += `,"recipient_user_id":"${userId}"`;
  const opaque = failed || status === "played" ? "" : entry.opaque(ledger, row);
  if (opaque !== "") json += `,"biz_opaque_callback_data":${JSON.stringify(opaque)}`;
  if (status === "sent" || status === "delivered") json += pricing(network, row);
  if (failed) json += errors(ledger.rows.failure.get(row));
  // Contacts come with every status but failed (Meta: webhooks).
  const contact = failed ? "" : contactOf(phone, userId);
  webhooks.push(callback, {
    account: number.account.id,
    number,
    field: "messages",
    kind: "statuses",
    contact,
    json: `${json}}`,
  });
}

export function contactOf(phone: number, userId: string): string {
  return `{"profile":{"name":"${nameOf(phone)}"},"wa_id":"${phone}","user_id":"${userId}"}`;
}

const CATEGORY_LABEL: Readonly<Record<Category, string>> = {
  service: "service",
  marketing: "marketing",
  utility: "utility",
  authentication: "authentication",
  marketing_lite: "marketing_lite",
};

/** On `sent` and on one of delivered and read; `conversation` is gone since v24 (Meta: webhooks). */
function pricing({ ledger }: Network, row: number): string {
  const free = entry.has(ledger, row, "free");
  const type = free ? "free_customer_service" : "regular";
  const category = CATEGORY_LABEL[entry.category(ledger, row)];
  return `,"pricing":{"billable":${!free},"pricing_model":"PMP","type":"${type}","category":"${category}"}`;
}

function errors(code: number): string {
  const { title, details } = errorCode(code);
  const href = "/documentation/business-messaging/whatsapp/support/error-codes";
  return `,"errors":${JSON.stringify([{ code, title, message: title, error_data: { details }, href }])}`;
}
