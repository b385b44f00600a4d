// How this Waypost fares as a whole, for the platform's staff: its processes, its shards, its links, its queues.

import Type from "typebox";
import { closed, instant, nullable, words } from "../json-schema.ts";

const count = Type.Integer({ minimum: 0 });

const platformProcess = closed(
  {
    id: Type.String(),
    role: words("control", "transport"),
    host: Type.String(),
    pid: Type.Integer(),
    version: Type.String(),
    started_at: instant,
    silent_seconds: Type.Integer({ minimum: 0, description: "Since it last said that it is there." }),
    state: words("alive", "silent"),
    shards: Type.Integer({ minimum: 0, description: "How many it works; control processes have none." }),
    sessions: Type.Integer({ minimum: 0, description: "Links to phones that are wanted on its shards." }),
  },
  { title: "PlatformProcess" },
);
export type PlatformProcess = Type.Static<typeof platformProcess>;

const platformQueue = closed(
  {
    kind: words("authentication", "utility", "marketing", "provider_webhooks", "webhook_deliveries"),
    waiting: nullable(Type.Integer({ minimum: 0, description: "Null where it is not counted." })),
    waiting_is_more: Type.Boolean({ description: "Whether counting stopped there." }),
    oldest_seconds: nullable(
      Type.Integer({ minimum: 0, description: "How long the first in line has been due." }),
    ),
  },
  { title: "PlatformQueue" },
);
export type PlatformQueue = Type.Static<typeof platformQueue>;

export const platformHealth = closed(
  {
    /** Who was heard of within the last hour. */
    processes: Type.Array(platformProcess),
    shards: closed({
      total: count,
      held: count,
      without_owner: Type.Array(Type.Integer(), { description: "Nobody sends for their numbers now." }),
    }),
    sessions: closed({
      wanted: count,
      connected: count,
    }),
    queues: Type.Array(platformQueue, {
      description: "Messages by class, of numbers that are not paused and tenants that work; and webhooks.",
    }),
  },
  { title: "PlatformHealth" },
);
export type PlatformHealth = Type.Static<typeof platformHealth>;
