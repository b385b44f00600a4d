// Remembers for a moment which templates senders have, so that a thousand messages of one template ask once.

import type { Database } from "../kernel/db.ts";
import type { WantedName } from "./store/find.ts";
import { groupKey, readTemplateGroups, type TemplateGroup } from "./template-group.ts";

export type GroupMemory = {
  /** Looks for what is not remembered, and answers a look-up by `groupKey`. Without names it asks nobody. */
  look(tenantId: string, wanted: readonly WantedName[]): Promise<FindGroup>;
};

export type FindGroup = (key: string) => TemplateGroup | null;

const rememberMs = 2_000;
/** Names, each with all its languages. */
const rememberedMax = 5_000;

export function createGroupMemory({ db, now }: { db: Database; now(): number }): GroupMemory {
  const known = new Map<string, { group: TemplateGroup | null; until: number }>();
  return {
    look: async (tenantId, wanted) => {
      const at = now();
      const place = (key: string): string => `${tenantId} ${key}`;
      const byKey = new Map(
        wanted.map(({ sender_id, name }) => [`${sender_id} ${name}`, { sender_id, name }]),
      );
      const unknown = [...byKey].filter(([key]) => (known.get(place(key))?.until ?? 0) <= at);
      if (unknown.length > 0) {
        if (known.size + unknown.length > rememberedMax) known.clear();
        const names = unknown.map(([, name]) => name);
        const groups = await db.asTenants([tenantId], (tx) => readTemplateGroups(tx, tenantId, names));
        for (const name of names) {
          const key = groupKey(name);
          known.set(place(key), { group: groups.get(key) ?? null, until: at + rememberMs });
        }
      }
      return (key) => known.get(place(key))?.group ?? null;
    },
  };
}
