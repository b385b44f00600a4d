// The last step of onboarding: one template to a phone of the business's own, and what became of it.

import { isErrorCode, type OnboardingStep } from "@waypost/contract";
import { AppError } from "../../kernel/errors.ts";
import type { Caller } from "../../kernel/route.ts";
import type { ListedTemplate } from "../../transports/cloud-api/index.ts";
import { done, failed, waiting } from "./step.ts";

/** Messages are messaging's: this is what onboarding asks of it. */
export type TestMessages = {
  /** Accepts a template message like any other; answers its id (a uuid). */
  send(caller: Caller, test: { senderId: string; to: string; template: ListedTemplate }): Promise<string>;
  read(caller: Caller, messageId: string): Promise<TestMessage | null>;
};

export type TestMessage = { status: string; error: { code: string; detail: string } | null };

export type Testing = {
  messages: TestMessages;
  caller: Caller;
  senderId: string;
  /** Where to; null asks only after the last one. */
  to: string | null;
  lastId: string | null;
  template: ListedTemplate | null;
};

/** Another one goes out only when it was asked for and none is under way or has arrived. */
export async function lookAtTest(
  testing: Testing,
): Promise<{ step: OnboardingStep; messageId: string | null }> {
  const { messages, caller, senderId, to, lastId, template } = testing;
  const last = lastId === null ? null : await messages.read(caller, lastId);
  if (last !== null && (!isOver(last) || to === null)) return { step: judge(last), messageId: lastId };
  if (to === null) {
    const remedy = "Ask for the onboarding again with `test_to`, the number of a phone of yours.";
    return { step: waiting("test_message", "No test message has been sent.", remedy), messageId: null };
  }
  if (template === null) {
    const detail = "The account has no approved template that can be sent without variables or files.";
    const remedy = "Have a template without variables approved, or send one of yours through the API.";
    return { step: failed("test_message", "template_missing", detail, remedy), messageId: lastId };
  }
  try {
    const messageId = await messages.send(caller, { senderId, to, template });
    const step = waiting("test_message", `The template ${template.name} is on its way to ${to}.`, lookAgain);
    return { step, messageId };
  } catch (error) {
    // What is wrong with the message is an answer; the steps before it were done all the same.
    if (!(error instanceof AppError)) throw error;
    return { step: failed("test_message", error.code, error.message), messageId: lastId };
  }
}

const lookAgain = "Look again in a few seconds.";

function isOver({ status }: TestMessage): boolean {
  return status === "failed" || status === "expired" || status === "canceled" || status === "skipped";
}

function judge(message: TestMessage): OnboardingStep {
  const { status, error } = message;
  if (status === "delivered" || status === "read" || status === "played") {
    return done("test_message", "The test message has arrived.");
  }
  if (!isOver(message)) {
    const why = error === null ? "" : ` Last: ${error.detail}`;
    return waiting("test_message", `The test message is ${status}.${why}`, lookAgain);
  }
  const code = error !== null && isErrorCode(error.code) ? error.code : "provider_error";
  return failed("test_message", code, error?.detail ?? `The test message is ${status}.`);
}
