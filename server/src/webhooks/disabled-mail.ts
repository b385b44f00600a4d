// What our mail says when an endpoint is told nothing any more. Pure.

import { presentId } from "../kernel/ids.ts";
import type { DisabledRow } from "./store/work.ts";

/** Of the address only the server is named: what follows may be a secret. */
export function disabledMail({ id, url, mode, state_reason }: DisabledRow): {
  subject: string;
  text: string;
} {
  const why =
    state_reason === "gone"
      ? "Its server has answered 410, which says that nothing lives at this address any more."
      : "For five days every attempt to deliver to it has failed.";
  return {
    subject: "A webhook endpoint was disabled",
    text: [
      `Waypost delivers nothing more to ${presentId("whe", id)} (${mode} mode) at ${new URL(url).host}.`,
      why,
      "",
      "Nothing that has happened since is lost: enable the endpoint again, then replay what it has missed:",
      "",
      `  PATCH /v1/webhook-endpoints/${presentId("whe", id)}  {"state": "enabled"}`,
      `  POST  /v1/webhook-deliveries/replay  {"endpoint": "${presentId("whe", id)}", "since": "…"}`,
      "",
      "Events are kept for thirty days.",
      "",
    ].join("\n"),
  };
}
