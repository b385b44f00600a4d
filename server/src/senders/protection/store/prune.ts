// What protection forgets: statements for housekeeping, across tenants.

import { statement } from "../../../kernel/db.ts";

/** Warming up looks 60 days back, and nothing looks further. Values: [limit]. */
export const pruneSenderDays = statement<{ day: string }>(
  "prune_sender_days",
  `delete from sender_day where ctid = any (array(
     select ctid from sender_day where day < current_date - 61 limit $1))
   returning day`,
);

/** Texts are compared within a day; the rest is for questions. Values: [limit]. */
export const pruneSenderTexts = statement<{ day: string }>(
  "prune_sender_texts",
  `delete from sender_text where ctid = any (array(
     select ctid from sender_text where day < current_date - 61 limit $1))
   returning day`,
);
