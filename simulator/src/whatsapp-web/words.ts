// Words of the control API for this door, usable without loading the protocol.

/** How a connection ends, by what the server does; clients see 515, 440, 503, 428, 428, 408, 401, 403. */
export const ENDINGS = [
  "restart",
  "replaced",
  "unavailable",
  "stream_end",
  "drop",
  "silence",
  "device_removed",
  "banned",
] as const;
export type Ending = (typeof ENDINGS)[number];

/** What a person can be seen doing. */
export const DOINGS = ["composing", "paused", "recording", "available", "unavailable"] as const;
export type Doing = (typeof DOINGS)[number];
