// Events as server-sent events (HTML standard, section 9.2): what each looks like on the wire.

import type { ServerResponse } from "node:http";
import { presentId } from "../kernel/ids.ts";
import type { Line } from "./follower.ts";

/** No proxy is to gather or change any of it: nginx is told by name, others by `no-transform` and the type. */
export const streamHeaders: Readonly<Record<string, string>> = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-store, no-transform",
  "x-accel-buffering": "no",
};

/** How long clients are asked to wait before they come back. */
const retryMs = 2_000;

/** `from` is where the stream begins: who loses the line before the first event goes on from there. */
export function openStream(response: ServerResponse, from: string): Line {
  response.write(`retry: ${retryMs}\nid: ${from}\n\n`);
  return {
    tell: (events) =>
      response.write(
        events.map(({ row, text }) => `id: ${presentId("evt", row.id)}\ndata: ${text}\n\n`).join(""),
      ),
    beat: (id) => void response.write(`:\nid: ${id}\n\n`),
    end: (why) => {
      // Somebody who does not read would not hear a goodbye either, and what they were told lies in memory until then.
      if (why === "slow") response.destroy();
      else response.end();
    },
  };
}
