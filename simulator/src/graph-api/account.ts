// GET /{waba-id} (Meta: phone numbers).
import type { Account } from "../business/index.ts";
import type { Answer } from "../http/answer.ts";
import { reply } from "../http/answer.ts";
import type { NodeCall } from "./call.ts";
import { pick } from "./fields.ts";
import { healthOf } from "./health.ts";

export function readAccount(call: NodeCall<Account>): Answer {
  const { id, name, standing } = call.target;
  const account = {
    id,
    name,
    currency: "USD",
    timezone_id: "1",
    message_template_namespace: "9f2c4e6a_8b0d_1f3e_5a7c_9b2d4f6e8a0c",
    account_review_status: standing.review,
    business_verification_status: "verified",
    ownership_type: "SELF",
    health_status: healthOf(call.network.business, [
      { entity_type: "WABA", id, can_send_message: standing.canSend },
    ]),
  };
  return reply(pick(call, account, ["name", "timezone_id", "message_template_namespace"]));
}
