// What the room throws away by itself, under the names of its jobs.

import { pruneAccountFacts } from "./store/facts.ts";
import { pruneInitiatedChats, pruneMarketingRests } from "./store/limits.ts";

export const accountPrunes = {
  "prune-account-facts": pruneAccountFacts,
  "prune-initiated-chats": pruneInitiatedChats,
  "prune-marketing-rests": pruneMarketingRests,
};
