// Whether a provider takes a number's messages and reports on them, as its last messages tell. Pure.
import type { Message } from "@waypost/sdk";

export type Told = Pick<Message, "status" | "provider_message_id" | "error">;
export type StepState = "done" | "failed" | "waiting";

export type GatewaySteps = {
  /** Whether it takes messages under the key it was given. */
  key: StepState;
  /** Whether it reports what becomes of them. */
  webhook: StepState;
  /** Why it took none. */
  problem: Message["error"];
};

/** `messages`: of this number, the newest first. */
export function gatewaySteps(messages: readonly Told[]): GatewaySteps {
  const last = messages.find((message) => wasTaken(message) || message.error !== null);
  const webhook = messages.some(wasReported) ? "done" : "waiting";
  if (last === undefined) return { key: "waiting", webhook, problem: null };
  return wasTaken(last)
    ? { key: "done", webhook, problem: null }
    : { key: "failed", webhook, problem: last.error };
}

function wasTaken({ provider_message_id: id }: Told): boolean {
  return id !== null;
}

const reported: ReadonlySet<Told["status"]> = new Set(["delivered", "read", "played"]);

/** That somebody has it, only the provider can know; and that one it had taken could not be delivered. */
function wasReported(message: Told): boolean {
  return reported.has(message.status) || (message.status === "failed" && wasTaken(message));
}
