// The steps of onboarding that bring Meta's webhooks to us: subscribed at our address, and seen to arrive.

import type { OnboardingStep } from "@waypost/contract";
import {
  type GraphLine,
  type GraphPlace,
  listApprovedTemplates,
  type ListedTemplate,
  readSubscriptions,
  subscribe,
} from "../../transports/cloud-api/index.ts";
import { done, failed, refusedBy, waiting } from "./step.ts";

export type Callback = {
  /** Where Meta is to reach this installation for senders of this mode. */
  url: string;
  verifyToken: string;
};

export type Subscribing = {
  place: GraphPlace;
  /** Null where the token's app is not known: then any app's subscription at our address is ours. */
  appId: string | null;
  callback: Callback;
  /** A callback of the number's own, which Meta prefers to the account's. */
  ofNumber: string | null;
  live: boolean;
};

/** Left as it is when it is right already. Meta answers only after it has shaken hands with the address. */
export async function lookAtSubscription(
  line: GraphLine,
  { place, appId, callback, ofNumber, live }: Subscribing,
): Promise<OnboardingStep> {
  const { url } = callback;
  if (ofNumber !== null && ofNumber !== url) {
    const detail = `The number's own callback is ${ofNumber}, and Meta prefers it to the account's.`;
    return failed("subscription", "provider_refused", detail, "Take the number's callback away at Meta.");
  }
  const subscriptions = await readSubscriptions(line, place.wabaId ?? "");
  if (!subscriptions.ok) return refusedBy("subscription", subscriptions.error);
  const isOurs = subscriptions.value.some(
    (each) => each.callback === url && (appId === null || each.appId === appId),
  );
  if (isOurs) return done("subscription", `The account's webhooks go to ${url}.`);
  const unfit = unfitness(url, live);
  if (unfit !== null) return failed("subscription", "provider_refused", unfit, publicUrl);
  const answer = await subscribe(line, place.wabaId ?? "", callback);
  if (answer.ok) return done("subscription", `The account's webhooks go to ${url} from now on.`);
  const refused = refusedBy("subscription", answer.error);
  return { ...refused, remedy: `Meta must reach ${url} from the internet. ${publicUrl}` };
}

const publicUrl = "Set WAYPOST_PUBLIC_URL to the https address of this installation, then ask again.";

/** Meta calls addresses with a certificate it trusts, and takes 200 characters of one. */
function unfitness(url: string, live: boolean): string | null {
  if (url.length > 200) return `The address ${url} is longer than the 200 characters Meta takes.`;
  return live && !url.startsWith("https://") ? `Meta calls https addresses only, not ${url}.` : null;
}

/** What this installation itself has seen of Meta's webhooks for a sender. */
export type Sighting = { handshakeAt: Date | null; webhookAt: Date | null };

export function judgeSighting({ handshakeAt, webhookAt }: Sighting): OnboardingStep {
  if (webhookAt !== null) {
    return done("webhook", `A signed webhook of the app has arrived (${webhookAt.toISOString()}).`);
  }
  if (handshakeAt !== null) {
    return done(
      "webhook",
      `Meta's handshake with the verify token has arrived (${handshakeAt.toISOString()}).`,
    );
  }
  const remedy =
    "Write to the number from a phone, or send a test message: what comes of it should arrive in seconds. " +
    "If it does not, look whether the app secret of the sender is the one of the app.";
  return waiting("webhook", "Neither a handshake nor a signed webhook has arrived yet.", remedy);
}

export async function lookAtTemplates(
  line: GraphLine,
  { wabaId }: GraphPlace,
): Promise<{ step: OnboardingStep; bare: ListedTemplate | null }> {
  const answer = await listApprovedTemplates(line, wabaId ?? "");
  if (!answer.ok) return { step: refusedBy("templates", answer.error), bare: null };
  const bare = answer.value.find((template) => template.bare) ?? null;
  const count = answer.value.length;
  return { step: done("templates", `Templates can be read; ${count} of them are approved.`), bare };
}
