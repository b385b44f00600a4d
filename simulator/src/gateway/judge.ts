// What becomes of a message that a gateway hands to WhatsApp: the same people and faults as at the other doors.
import type { PhoneNumber } from "../business/index.ts";
import type { PersonFault } from "../faults.ts";
import type { Network } from "../network.ts";
import { hasBlocked } from "../people/index.ts";
import { temperOf } from "../people/temper.ts";
import { throttlesNow } from "../people/throttle.ts";

export type Verdict =
  /** WhatsApp's server refuses it with this code. */
  | { kind: "refused"; code: number }
  /** The gateway never takes it: the connection breaks, or nothing comes for a while. */
  | { kind: "not_taken"; silent: boolean }
  /** It is sent. `hidden`: the person is never shown it; `answered`: whether the client hears of it. */
  | { kind: "sent"; hidden: boolean; answered: "yes" | "reset" | "silence" };

/** Restricted account; a stanza that is refused and may pass later (see whatsapp-web/messages/judge.ts). */
const RESTRICTED = 463;
const STANZA_REFUSED = 479;

export function judge(network: Network, number: PhoneNumber, phone: number): Verdict {
  const { faults, random } = network.conditions;
  const fault = network.conditions.spend(phone);
  const isAffected = faults.only_numbers.length === 0 || faults.only_numbers.includes(number.id);
  const happens = (name: string, share: number) => isAffected && random.chance(name, share);
  if (fault?.drop_request || happens("drop request", faults.requests.drop_request))
    return { kind: "not_taken", silent: false };
  if (happens("timeout before", faults.requests.timeout_before)) return { kind: "not_taken", silent: true };
  const code = refusalFor(network, phone, fault);
  if (code !== undefined) return { kind: "refused", code };
  const hidden = neverSees(network, { number, phone, fault });
  if (fault?.lose_response || happens("lose response", faults.requests.lose_response))
    return { kind: "sent", hidden, answered: "reset" };
  if (temperOf(phone) === "response_times_out" || happens("timeout after", faults.requests.timeout_after))
    return { kind: "sent", hidden, answered: "silence" };
  return { kind: "sent", hidden, answered: "yes" };
}

function refusalFor(network: Network, phone: number, fault: PersonFault | undefined): number | undefined {
  if (fault && fault.ack_error !== null) return fault.ack_error;
  if (temperOf(phone) === "marketing_capped") return RESTRICTED;
  return throttlesNow(network, phone) ? STANZA_REFUSED : undefined;
}

type Case = { number: PhoneNumber; phone: number; fault: PersonFault | undefined };

/** Blocked businesses are not told, and a number that is not on WhatsApp leaves its messages at one tick. */
function neverSees(network: Network, { number, phone, fault }: Case): boolean {
  const temper = temperOf(phone);
  if (temper === "blocks" || temper === "not_on_whatsapp" || fault?.never_delivered) return true;
  if (hasBlocked(network.people, phone, number.index)) return true;
  return network.conditions.random.chance("unreachable", network.conditions.people.unreachable_rate);
}
