// The numbers' blocklists: messages to a blocked person fail with 130403.
import type { Answer } from "../http/answer.ts";
import { reply } from "../http/answer.ts";
import { isObject } from "../json.ts";
import { phoneOfUserId, userIdOf } from "../people/user-id.ts";
import type { NumberCall } from "./call.ts";
import { parametersOf } from "./call.ts";
import { pageOf } from "./fields.ts";
import { badParameter, GraphError } from "./graph-error.ts";

const BLOCKLIST_LIMIT = 64_000;

export async function blockUsers(call: NumberCall): Promise<Answer> {
  const users = await usersOf(call);
  const { blocked } = call.target;
  if (blocked.size + users.length > BLOCKLIST_LIMIT) throw new GraphError(139101);
  for (const { phone } of users) blocked.add(phone);
  return reply({
    messaging_product: "whatsapp",
    block_users: { added_users: users.map(presentUser) },
  });
}

export async function unblockUsers(call: NumberCall): Promise<Answer> {
  const users = await usersOf(call);
  for (const { phone } of users) call.target.blocked.delete(phone);
  return reply({
    messaging_product: "whatsapp",
    block_users: { removed_users: users.map(presentUser) },
  });
}

export function listBlocked(call: NumberCall): Answer {
  const blocked = [...call.target.blocked].map((phone) => ({ id: String(phone) }));
  return reply(pageOf(call, blocked, ({ id }) => ({ messaging_product: "whatsapp", wa_id: id })));
}

type BlockedUser = { input: string; phone: number };

async function usersOf(call: NumberCall): Promise<BlockedUser[]> {
  const { messaging_product, block_users } = await parametersOf(call);
  if (messaging_product !== "whatsapp") throw badParameter("The parameter messaging_product is required.");
  if (!Array.isArray(block_users) || block_users.length === 0)
    throw badParameter("The parameter block_users is required.");
  return block_users.map(userOf);
}

/** By phone number, or by user id. */
function userOf(value: unknown): BlockedUser {
  const { user, user_id } = isObject(value) ? value : {};
  if (typeof user_id === "string" && user === undefined) {
    const phone = phoneOfUserId(user_id);
    if (phone === undefined) throw new GraphError(139100, { details: `${user_id} is not a user id` });
    return { input: user_id, phone };
  }
  const digits = typeof user === "string" ? user.replace(/[\s()+-]/g, "") : "";
  if (!/^[1-9]\d{6,14}$/.test(digits))
    throw new GraphError(139100, { details: "user is not a phone number" });
  return { input: String(user), phone: Number(digits) };
}

function presentUser({ input, phone }: BlockedUser) {
  return { input, wa_id: String(phone), user_id: userIdOf(phone) };
}
