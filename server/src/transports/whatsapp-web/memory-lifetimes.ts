// How long the rows of a session's memory are worth keeping: for whoever sweeps the store.

import { heardType } from "./incoming/remember.ts";
import { choicesType } from "./open-choices.ts";
import { sentType } from "./sent-messages.ts";

const day = 24 * 60 * 60_000;

/**
 * By type, in milliseconds since the row was written; types not named are kept for as long as the session.
 * `sent` outlives the 24 hours in which it is repeated, because receipts name messages much later.
 */
export const memoryLifetimes: Readonly<Record<string, number>> = {
  [sentType]: 30 * day,
  [heardType]: 7 * day,
  [choicesType]: day,
};
