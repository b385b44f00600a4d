// Lends one client for each origin to any number of sessions, and closes it when the last one has
// given it back.

import type { HttpClient } from "./client.ts";

export type SharedClients = {
  take(origin: string): HttpClient;
  giveBack(client: HttpClient): Promise<void>;
};

type Lent = { client: HttpClient; users: number };

export function createSharedClients(create: (origin: string) => HttpClient): SharedClients {
  const lent = new Map<string, Lent>();
  return {
    take: (origin) => {
      const entry = lent.get(origin) ?? { client: create(origin), users: 0 };
      entry.users++;
      lent.set(origin, entry);
      return entry.client;
    },
    giveBack: async (client) => {
      for (const [origin, entry] of lent) {
        if (entry.client !== client || --entry.users > 0) continue;
        lent.delete(origin);
        await client.close();
      }
    },
  };
}
