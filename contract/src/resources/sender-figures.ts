// How a sender fares at the moment: what waits in its lane, and how fast it sends.

import Type from "typebox";
import { closed, instant, nullable, words } from "../json-schema.ts";

const count = Type.Integer({ minimum: 0 });
const isMore = Type.Boolean({ description: "Whether counting stopped there." });
const oldestAt = nullable(
  Type.String({
    format: "date-time",
    description: "Since when the first in line could have left; null when nothing waits.",
  }),
);

const series = (unit: string) =>
  closed({
    from: instant,
    counts: Type.Array(count, {
      description: `What the provider took, ${unit} by ${unit} from \`from\` on; the last one still runs.`,
    }),
  });

export const senderFigures = closed(
  {
    queue: closed({
      waiting: Type.Integer({ minimum: 0, description: "What is due and has not left." }),
      waiting_is_more: isMore,
      scheduled: Type.Integer({ minimum: 0, description: "What is due later, another try included." }),
      scheduled_is_more: isMore,
      oldest_at: oldestAt,
      /** In the order in which they leave. */
      classes: Type.Array(
        closed({
          class: words("authentication", "utility", "marketing"),
          waiting: count,
          oldest_at: oldestAt,
        }),
      ),
    }),
    sent: closed({ last_hour: series("minute"), last_day: series("hour") }),
  },
  { title: "SenderFigures" },
);
export type SenderFigures = Type.Static<typeof senderFigures>;
