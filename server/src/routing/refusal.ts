// Why a sender does not take a message: the first thing that speaks against it, and what may be done about it.

import type { RoutingReason } from "@waypost/contract";
import {
  type AccountTemplates,
  type Facts,
  type Refusal,
  type RefusalCode,
  type SenderFacts,
  type TemplateName,
  waitSeconds,
} from "./facts.ts";
import type { Policy } from "./policy.ts";

/** Null when nothing speaks against it. What can never be comes before what may pass. */
export function refusalOf(policy: Policy, facts: Facts, senderId: string): Refusal | null {
  const sender = facts.senders.get(senderId);
  if (sender === undefined) return { code: "sender_deleted", detail: "The sender is not there any more." };
  const { type } = facts.message;
  if (!sender.messageTypes.has(type)) {
    return { code: "type_not_supported", detail: `Its transport cannot carry messages of type ${type}.` };
  }
  if (facts.message.isForLater) return null;
  return standingRefusal(policy, sender) ?? messageRefusal(policy, facts, sender);
}

/** What speaks against the sender whatever the message. */
export function standingRefusal({ healthFloor }: Policy, { stopped, health }: SenderFacts): Refusal | null {
  if (stopped !== null) return stopped;
  if (healthFloor === null || health === null || health >= healthFloor) return null;
  return {
    code: "sender_unhealthy",
    detail: `Its health is ${health} of 100; the policy asks for ${healthFloor}.`,
  };
}

function messageRefusal(
  policy: Policy,
  { message, person, now }: Facts,
  sender: SenderFacts,
): Refusal | null {
  const template = templateRefusal(message.template, sender.templates);
  if (template !== null) return template;
  if (person.notFoundBy.has(sender.id)) {
    return { code: "not_on_whatsapp", detail: "Its latest message found nobody under this number." };
  }
  const wait = waitSeconds(sender.pace, message.category, now);
  const { throttledAfterSeconds: most } = policy;
  if (most === null || wait <= most) return null;
  return { code: "throttled", detail: `Its lane would keep the message for ${Math.ceil(wait)} s or more.` };
}

/** The provider takes approved ones only: https://developers.facebook.com/docs/whatsapp/message-templates. */
function templateRefusal(template: TemplateName | null, account: AccountTemplates | null): Refusal | null {
  if (template === null || account === null) return null;
  const { name, language } = template;
  const languages = account.statuses.get(name);
  const found = language === null ? [...(languages?.values() ?? [])] : [languages?.get(language)];
  const statuses = found.filter((status) => status !== undefined);
  if (statuses.includes("APPROVED")) return null;
  const what = `${name}${language === null ? "" : ` (${language})`}`;
  const [status] = statuses;
  if (status !== undefined) {
    return { code: "template_unavailable", detail: `The template ${what} is ${status} on its account.` };
  }
  if (!account.isComplete) return null;
  return { code: "template_unavailable", detail: `Its account has no template ${what}.` };
}

/** Those do not pass by waiting. */
const permanent: ReadonlySet<RefusalCode> = new Set([
  "sender_deleted",
  "type_not_supported",
  "window_closed",
]);

export function isPermanent({ code }: Refusal): boolean {
  return permanent.has(code);
}

/** What fallbacks call it; null for what is a matter of the rule, which every fallback covers. */
const reasons: Readonly<Record<RefusalCode, RoutingReason | null>> = {
  sender_deleted: "sender_unavailable",
  type_not_supported: "sender_unavailable",
  window_closed: null,
  sender_paused: "sender_unavailable",
  session_not_connected: "sender_unavailable",
  sender_unhealthy: "sender_unavailable",
  throttled: "throttled",
  template_unavailable: "template_unavailable",
  not_on_whatsapp: "not_on_whatsapp",
};

export function isCoveredBy({ code }: Refusal, on: ReadonlySet<RoutingReason>): boolean {
  const reason = reasons[code];
  return reason === null || on.has(reason);
}
