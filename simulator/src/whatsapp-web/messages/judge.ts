// What becomes of a message at the server: by the faults, by whom it is for, and by what the account may do.
import type { PersonFault } from "../../faults.ts";
import { hasBlocked } from "../../people/index.ts";
import { temperOf } from "../../people/temper.ts";
import { throttlesNow } from "../../people/throttle.ts";
import type { Party } from "../addresses.ts";
import type { LinkedDevice } from "../linked-device.ts";
import { isAffected } from "../web.ts";
import type { Web } from "../web.ts";

export type Verdict = {
  accepted: boolean;
  acked: boolean;
  /** The connection breaks instead of an answer. */
  drops: boolean;
  /** Accepted, and one tick for ever: the person is never shown it. */
  hidden: boolean;
  /** The code of an error ack. */
  error: number | undefined;
};

const FINE: Verdict = { accepted: true, acked: true, drops: false, hidden: false, error: undefined };

/** Restricted account, or no privacy token for this person. */
const RESTRICTED = 463;
/** The stanza is refused, as with a stale list of devices: trying again may help. */
const STANZA_REFUSED = 479;

/** Words to groups, and to the own account, are taken and go nowhere special. */
export function judge(web: Web, { account }: LinkedDevice, party: Party | undefined): Verdict {
  if (!party || party.phone === account.phone.number) return FINE;
  const { phone } = party;
  const fault = web.network.conditions.spend(phone);
  const { faults, random } = web.network.conditions;
  const affected = isAffected(web, account);
  if (fault?.drop_request || (affected && random.chance("web drop before", faults.web.drop_before)))
    return { ...FINE, accepted: false, acked: false, drops: true };
  const error = errorFor(web, { account, phone, fault, affected });
  if (error !== undefined) return { ...FINE, accepted: false, error };
  account.chats.add(phone);
  const lost = fault?.lose_response || temperOf(phone) === "response_times_out";
  return {
    ...FINE,
    hidden: neverSees(web, { account, phone, fault }),
    acked: !lost && !(affected && random.chance("web ack loss", faults.web.ack_loss)),
    drops: affected && random.chance("web drop after", faults.web.drop_after),
  };
}

type Case = {
  account: LinkedDevice["account"];
  phone: number;
  fault: PersonFault | undefined;
  affected: boolean;
};

function errorFor({ network }: Web, { account, phone, fault, affected }: Case): number | undefined {
  if (fault && fault.ack_error !== null) return fault.ack_error;
  if (temperOf(phone) === "marketing_capped") return RESTRICTED;
  if (throttlesNow(network, phone)) return STANZA_REFUSED;
  if (account.restrictedUntil > network.clock.now() && !account.chats.has(phone)) return RESTRICTED;
  if (!affected) return undefined;
  const { faults, random } = network.conditions;
  return faults.web.errors.find(({ code, rate }) => random.chance(`web error ${code}`, rate))?.code;
}

/** Blocked businesses are not told; the unreachable have lost their phone. */
function neverSees({ network }: Web, { account, phone, fault }: Omit<Case, "affected">): boolean {
  const temper = temperOf(phone);
  if (temper === "blocks" || temper === "never_receives" || fault?.never_delivered) return true;
  if (hasBlocked(network.people, phone, account.number.index)) return true;
  return network.conditions.random.chance("unreachable", network.conditions.people.unreachable_rate);
}
