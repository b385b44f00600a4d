// Whom a message is for: a phone number in any spelling, or a business-scoped user id (Meta: messages).
import type { PhoneNumber } from "../../business/index.ts";
import type { Network } from "../../network.ts";
import { phoneOfUserId } from "../../people/user-id.ts";
import { badParameter, GraphError } from "../graph-error.ts";
import { missing, textAt } from "./fields.ts";
import type { Spot } from "./fields.ts";

export type Recipient = { phone: number; input: string; byUserId: boolean };

/** When both are given, `to` wins. */
export function recipientOf(network: Network, number: PhoneNumber, body: Spot): Recipient {
  const { to, recipient } = body.object;
  if (to === undefined && recipient === undefined) throw missing(body, "to");
  if (to === undefined) return byUserId(textAt(body, "recipient"));
  const input = typeof to === "number" ? String(to) : textAt(body, "to");
  const phone = phoneOf(network, number, input);
  if (String(phone) === number.digits) throw new GraphError(131021);
  return { phone, input, byUserId: false };
}

function byUserId(input: string): Recipient {
  const phone = phoneOfUserId(input);
  if (phone === undefined) throw badParameter("Param recipient is not a valid business-scoped user ID.");
  return { phone, input, byUserId: true };
}

/** +, -, brackets and spaces are accepted; 7 to 15 digits as E.164 has them. */
function phoneOf({ conditions }: Network, number: PhoneNumber, input: string): number {
  const digits = /^\+?[\d\s()./-]+$/.test(input) ? input.replace(/\D/g, "") : "";
  const prepended = conditions.settings.messages.missing_plus === "prepend" && !input.startsWith("+");
  const full = prepended ? callingCodeOf(number.digits) + digits : digits;
  if (!/^[1-9]\d{6,14}$/.test(full))
    throw badParameter(`Param to must be a valid phone number - got "${input}".`);
  return Number(full);
}

function callingCodeOf(digits: string): string {
  if (/^[17]/.test(digits)) return digits.slice(0, 1);
  return TWO_DIGIT_CODES.test(digits) ? digits.slice(0, 2) : digits.slice(0, 3);
}

const TWO_DIGIT_CODES = /^(2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])/;
