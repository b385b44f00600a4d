// Business phone numbers: read, list, add, set the PIN or a callback of their own (Meta: phone numbers).
import type { Account, PhoneNumber } from "../business/index.ts";
import { addNumber } from "../business/index.ts";
import { displayOf } from "../business/numbers.ts";
import type { Answer } from "../http/answer.ts";
import { reply } from "../http/answer.ts";
import { isObject, word } from "../json.ts";
import type { Call, NodeCall, NumberCall } from "./call.ts";
import { parametersOf } from "./call.ts";
import { overrideOf } from "./callbacks.ts";
import { pageOf, pick } from "./fields.ts";
import { badParameter } from "./graph-error.ts";
import { type HealthEntity, healthOf } from "./health.ts";

const DEFAULT_FIELDS = [
  "verified_name",
  "display_phone_number",
  "quality_rating",
  "code_verification_status",
];

export function readNumber(call: NumberCall): Answer {
  return reply(pick(call, presentNumber(call.target, call), DEFAULT_FIELDS));
}

export function listNumbers(call: NodeCall<Account>): Answer {
  const mine = call.network.business.numbers.filter(({ account }) => account === call.target);
  return reply(pageOf(call, mine, (number) => pick(call, presentNumber(number, call), DEFAULT_FIELDS)));
}

/** `{cc, phone_number, verified_name}`; the number still has to be verified and registered. */
export async function createNumberOfAccount(call: NodeCall<Account>): Promise<Answer> {
  const { cc, phone_number, verified_name } = await parametersOf(call);
  const digits = `${word(cc)}${word(phone_number)}`.replace(/\D/g, "");
  if (!/^[1-9]\d{6,14}$/.test(digits)) throw badParameter("Param phone_number must be a valid phone number.");
  if (typeof verified_name !== "string") throw badParameter("The parameter verified_name is required.");
  const { business } = call.network;
  if (business.numbers.some((number) => number.digits === digits)) {
    throw badParameter("The phone number is already registered.");
  }
  const number = addNumber(business, call.target, digits);
  number.verifiedName = verified_name;
  number.registration = { registered: false, verified: false, pin: null, attempts: [] };
  return reply({ id: number.id });
}

export async function changeNumber(call: NumberCall): Promise<Answer> {
  const { pin, webhook_configuration: configuration } = await parametersOf(call);
  const { target: number } = call;
  if (pin !== undefined) {
    if (typeof pin !== "string" || !/^\d{6}$/.test(pin)) throw badParameter("Param pin must be 6 digits.");
    number.registration.pin = pin;
  }
  if (isObject(configuration)) number.override = await overrideOf(call, configuration);
  return reply({ success: true });
}

function presentNumber(number: PhoneNumber, { network }: Call) {
  const { id, digits, verifiedName, registration, override, standing } = number;
  const { account } = network.conditions.faults;
  const limit = network.conditions.settings.limits.throughput_per_second;
  return {
    id,
    verified_name: verifiedName,
    display_phone_number: displayOf(digits),
    status: standing.status ?? statusOf(registration.registered, account.ban !== null),
    quality_rating: standing.quality,
    quality_score: { score: standing.quality },
    code_verification_status: registration.verified ? "VERIFIED" : "NOT_VERIFIED",
    name_status: standing.nameStatus,
    platform_type: "CLOUD_API",
    throughput: { level: limit !== null && limit > 80 ? "HIGH" : standing.throughput },
    account_mode: "LIVE",
    is_official_business_account: false,
    is_pin_enabled: registration.pin !== null,
    whatsapp_business_manager_messaging_limit: network.business.portfolio.limit,
    health_status: healthOf(network.business, [entityOf(number), accountEntity(number)]),
    webhook_configuration: {
      application: network.business.app.callback.url,
      ...(override && { phone_number: override.url }),
    },
  };
}

function entityOf({ id, standing }: PhoneNumber): HealthEntity {
  const { canSend, problem } = standing;
  const error = {
    error_code: 141_000,
    error_description: problem ?? "",
    possible_solution: "Visit WhatsApp Manager.",
  };
  const errors = problem === null ? {} : { errors: [error] };
  return { entity_type: "PHONE_NUMBER", id, can_send_message: canSend, ...errors };
}

function accountEntity({ account }: PhoneNumber): HealthEntity {
  return { entity_type: "WABA", id: account.id, can_send_message: account.standing.canSend };
}

function statusOf(registered: boolean, banned: boolean): string {
  if (banned) return "BANNED";
  return registered ? "CONNECTED" : "PENDING";
}
