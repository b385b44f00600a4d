// Webhook bodies of Meta's shape, with everything a real status carries.

export type StatusOfMessage = { messageId: string; status: "delivered" | "read" };

/** The id the provider gave a message, by ours: deterministic, so that both sides of a benchmark know it. */
export function providerIdOf(messageId: string): string {
  const id = Buffer.from(messageId.replaceAll("-", ""), "hex").toString("base64").replace(/=+$/, "");
  return `wamid.${id}AERgSRjA5RkE2`;
}

export function webhookBody(phoneNumberId: string, statuses: readonly StatusOfMessage[]): string {
  const metadata = { display_phone_number: "15550100000", phone_number_id: phoneNumberId };
  const value = {
    messaging_product: "whatsapp",
    metadata,
    contacts: [{ profile: { name: "Asha" }, wa_id: "12000001000", user_id: "US.1020304050607080" }],
    statuses: statuses.map(({ messageId, status }) => ({
      id: providerIdOf(messageId),
      status,
      timestamp: String(Math.floor(Date.now() / 1_000)),
      recipient_id: "12000001000",
      recipient_user_id: "US.1020304050607080",
      biz_opaque_callback_data: `${messageId}.1`,
      ...(status === "delivered" && { pricing }),
    })),
  };
  const entry = [{ id: "102290129340398", changes: [{ value, field: "messages" }] }];
  return JSON.stringify({ object: "whatsapp_business_account", entry });
}

const pricing = { billable: true, pricing_model: "PMP", type: "regular", category: "utility" };
