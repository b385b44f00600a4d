// The first steps of onboarding: the token, the account it reaches, the number in it, and its registration.

import type { OnboardingStep } from "@waypost/contract";
import {
  type FactValues,
  type GraphLine,
  type GraphPlace,
  inspectToken,
  listNumbers,
  neededScopes,
  type NumberAtMeta,
  readAccount,
  readNumber,
  registerNumber,
} from "../../transports/cloud-api/index.ts";
import { missingScopes } from "../breaker.ts";
import { done, failed, refusedBy, waiting } from "./step.ts";

const newToken = "Give the sender a new token: PATCH it with `config.access_token`.";

export async function lookAtToken(
  line: GraphLine,
  place: GraphPlace,
): Promise<{ step: OnboardingStep; appId: string | null }> {
  const answer = await inspectToken(line, place.token, place.app);
  if (!answer.ok) return { step: refusedBy("token", answer.error), appId: null };
  const { fact } = answer.value;
  return { step: judgeToken(fact), appId: fact.appId };
}

function judgeToken(token: FactValues["token"]): OnboardingStep {
  if (!token.valid) {
    const detail = `Meta says that the token is not valid: ${token.problem ?? "no reason given"}.`;
    return failed("token", "provider_auth_failed", detail, newToken);
  }
  const missing = missingScopes(token);
  if (missing.length > 0) {
    const remedy = `Make a token with the permissions ${neededScopes.join(" and ")}. ${newToken}`;
    return failed(
      "token",
      "provider_permission_missing",
      `The token may not: ${missing.join(", ")}.`,
      remedy,
    );
  }
  const ends = token.expiresAt === null ? "does not expire" : `expires on ${token.expiresAt.slice(0, 10)}`;
  const app = token.appId === null ? "" : `, is of app ${token.appId}`;
  return done("token", `The token is valid${app} and ${ends}.`);
}

export async function lookAtAccount(line: GraphLine, { wabaId }: GraphPlace): Promise<OnboardingStep> {
  if (wabaId === null) {
    return failed("account", "invalid_sender_config", "The sender names no business account (waba_id).");
  }
  const answer = await readAccount(line, wabaId);
  if (!answer.ok) return refusedBy("account", answer.error);
  return done("account", `The account ${answer.value.name ?? wabaId} can be read.`);
}

export async function lookAtNumber(line: GraphLine, place: GraphPlace): Promise<OnboardingStep> {
  const answer = await listNumbers(line, place.wabaId ?? "");
  if (!answer.ok) return refusedBy("number", answer.error);
  const own = answer.value.find(({ id }) => id === place.phoneNumberId);
  if (own !== undefined) return done("number", `${own.displayed} belongs to the account.`);
  const others = answer.value.map(({ id, displayed }) => `${displayed} (${id})`).join(", ");
  const detail = `The account has no number ${place.phoneNumberId}; it has ${others === "" ? "none" : others}.`;
  const remedy = "Create the sender with the phone_number_id of one of the account's numbers.";
  return failed("number", "invalid_sender_config", detail, remedy);
}

export type Registered = { step: OnboardingStep; number: NumberAtMeta | null };

/** With a PIN an unregistered number is registered; one that is registered is left as it is. */
export async function lookAtRegistration(
  line: GraphLine,
  place: GraphPlace,
  pin: string | null,
): Promise<Registered> {
  const answer = await readNumber(line, place);
  if (!answer.ok) return { step: refusedBy("registration", answer.error), number: null };
  const number = answer.value;
  const status = wordOf(number, "status");
  if (status === "CONNECTED") return { step: done("registration", "The number is registered."), number };
  if (status === "BANNED" || status === "RESTRICTED") {
    const detail = `Meta shows the number as ${status.toLowerCase()}.`;
    return { step: failed("registration", "account_restricted", detail), number };
  }
  if (pin === null) {
    const detail = `The number is not registered; Meta shows it as ${status?.toLowerCase() ?? "unknown"}.`;
    const remedy =
      wordOf(number, "verification") === "VERIFIED"
        ? "Ask for the onboarding again with a `pin` of six digits: yours if two-step verification is on, " +
          "else a new one."
        : "Prove the number first: `verification-code`, then `verification`; then ask again with a `pin`.";
    return { step: waiting("registration", detail, remedy), number };
  }
  const registered = await registerNumber(line, place, { pin });
  if (!registered.ok) return { step: refusedBy("registration", registered.error), number };
  return {
    step: done("registration", "The number has been registered with the PIN that was given."),
    number,
  };
}

function wordOf({ facts }: NumberAtMeta, name: "status" | "verification"): string | null {
  const found = facts.find(({ fact }) => fact === name);
  return typeof found?.value === "string" ? found.value : null;
}
