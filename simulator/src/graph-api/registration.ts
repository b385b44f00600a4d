// Registering a number: code, PIN, and the limit of 10 attempts in 72 hours (Meta: phone numbers).
import type { Answer } from "../http/answer.ts";
import { reply } from "../http/answer.ts";
import { word } from "../json.ts";
import type { NumberCall } from "./call.ts";
import { parametersOf } from "./call.ts";
import { badParameter, GraphError } from "./graph-error.ts";

const HOURS_72_MS = 72 * 3_600_000;

export async function register(call: NumberCall): Promise<Answer> {
  const { messaging_product, pin } = await parametersOf(call);
  if (messaging_product !== "whatsapp") throw badParameter("The parameter messaging_product is required.");
  if (typeof pin !== "string" || !/^\d{6}$/.test(pin)) throw badParameter("Param pin must be 6 digits.");
  spendAttempt(call);
  const { registration } = call.target;
  if (!registration.verified) throw new GraphError(133006, { status: 400 });
  if (registration.pin !== null && registration.pin !== pin) throw new GraphError(133005, { status: 400 });
  Object.assign(registration, { registered: true, pin });
  return reply({ success: true });
}

export function deregister(call: NumberCall): Answer {
  spendAttempt(call);
  call.target.registration.registered = false;
  return reply({ success: true });
}

export async function requestCode(call: NumberCall): Promise<Answer> {
  const { code_method, language } = await parametersOf(call);
  if (code_method !== "SMS" && code_method !== "VOICE")
    throw badParameter("Param code_method must be one of {SMS, VOICE}.");
  if (typeof language !== "string") throw badParameter("The parameter language is required.");
  return reply({ success: true });
}

/** No text message arrives here: every six-digit code is right. */
export async function verifyCode(call: NumberCall): Promise<Answer> {
  const { code } = await parametersOf(call);
  if (!/^\d{6}$/.test(word(code))) throw badParameter("Param code must be 6 digits.");
  call.target.registration.verified = true;
  return reply({ success: true });
}

function spendAttempt({ network, target: { registration } }: NumberCall) {
  const now = network.clock.now();
  const recent = registration.attempts.filter((at) => now - at < HOURS_72_MS);
  if (recent.length >= 10) throw new GraphError(133016);
  registration.attempts = [...recent, now];
}
