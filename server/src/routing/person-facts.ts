// What decisions know of people: many requests' people asked for in one go.

import { type Batcher, createBatcher } from "../kernel/batcher.ts";
import type { Database, Tx } from "../kernel/db.ts";
import type { ChatTimes, PersonFacts } from "./facts.ts";
import type { Needs } from "./policy.ts";
import { readChats, readNotFound, type WantedPerson } from "./store/facts.ts";

/** The people of one request, and what matters about them. */
export type PeopleWanted = {
  tenantId: string;
  people: readonly string[];
  senders: readonly string[];
  needs: Pick<Needs, "chats" | "numbers">;
};

/** By the person's number; of whom nothing is known is missing. */
export type People = ReadonlyMap<string, PersonFacts>;

export type PeopleReader = Pick<Batcher<PeopleWanted, People>, "add">;

/** Requests that come while others are being read share the next read, as they share a transaction when accepted. */
export function createPeopleReader(db: Pick<Database, "asTenants">): PeopleReader {
  return createBatcher<PeopleWanted, People>({
    flushesMax: 2,
    itemsMax: 200,
    flush: (wanted) => {
      const tenants = [...new Set(wanted.map(({ tenantId }) => tenantId))];
      return db.asTenants(tenants, (tx) => readPeople(tx, wanted));
    },
  });
}

/** Two statements, however many they are. */
export async function readPeople(tx: Tx, wanted: readonly PeopleWanted[]): Promise<People[]> {
  const chats = await readChats(tx, wantedRows(wanted.filter(({ needs }) => needs.chats)));
  const lost = await readNotFound(tx, wantedRows(wanted.filter(({ needs }) => needs.numbers)));
  const known = new Map<string, Gathered>();
  for (const row of chats) {
    const times = { talkedAt: row.talked_at, heardAt: row.heard_at };
    gathered(known, row.tenant_id, row.person).chats.set(row.sender_id, times);
  }
  for (const row of lost) gathered(known, row.tenant_id, row.person).notFoundBy.add(row.sender_id);
  return wanted.map(
    ({ tenantId, people }) =>
      new Map(
        people.flatMap((person) => {
          const facts = known.get(`${tenantId} ${person}`);
          return facts === undefined ? [] : [[person, facts]];
        }),
      ),
  );
}

/** A person that two requests ask for is asked for once each: they may know other senders. */
function wantedRows(wanted: readonly PeopleWanted[]): WantedPerson[] {
  return wanted.flatMap(({ tenantId, people, senders }) =>
    [...new Set(people)].map((person) => ({ tenant_id: tenantId, person, senders })),
  );
}

type Gathered = PersonFacts & { chats: Map<string, ChatTimes>; notFoundBy: Set<string> };

function gathered(known: Map<string, Gathered>, tenantId: string, person: string): Gathered {
  const name = `${tenantId} ${person}`;
  const facts = known.get(name) ?? { preferred: null, chats: new Map(), notFoundBy: new Set() };
  known.set(name, facts);
  return facts;
}

export const nothingKnown: PersonFacts = { preferred: null, chats: new Map(), notFoundBy: new Set() };
