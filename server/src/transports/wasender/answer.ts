// What WasenderApi's answers mean: its own number says that it has taken a message, WhatsApp's id comes later.

import type { Answer } from "../http/client.ts";
import { fields } from "../http/json.ts";

/** `{success: true, data: {msgId, status: "in_progress"}}` ("Send Text Message"); null for anything else. */
export function msgIdIn({ status, body }: Answer): number | null {
  const { success, data } = fields(body);
  const { msgId } = fields(data);
  const isTaken = status >= 200 && status < 300 && success === true;
  return isTaken && typeof msgId === "number" && Number.isSafeInteger(msgId) ? msgId : null;
}

/** WhatsApp's id, which its webhooks speak of, in the answer to "Get Message Info". */
export function whatsappIdIn({ status, body }: Answer): string | null {
  const { key, id } = fields(fields(body)["data"]);
  const found = fields(key)["id"] ?? id;
  return status === 200 && typeof found === "string" && /^[A-Za-z0-9.-]{8,128}$/.test(found) ? found : null;
}
