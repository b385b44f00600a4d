// The acceptor's door to the model: its statements by their names, writes kept until the commit.

import type { Database, Tx } from "../../../server/src/kernel/db.ts";
import type { KeyRow, NewMessage } from "../../../server/src/messaging/store/accept.ts";
import { insertMessages, keyName, readKeys } from "../model/acceptance.ts";
import { notify, type Sim, transact, type Within } from "../model/database.ts";
import type { Life } from "../world/machine.ts";

export function acceptingDatabase(sim: Sim, life: Life): Pick<Database, "asTenants"> {
  return {
    asTenants: (_tenants, work) =>
      transact(sim, life, (within) => {
        const query = async (statement: Query): Promise<{ rows: unknown[] }> => ({
          rows: await answerTo(sim, within, statement),
        });
        return work({ query: query as Tx["query"] });
      }),
  };
}

type Query = { name?: string; text: string; values: unknown[] };

function answerTo(sim: Sim, within: Within, { name, text, values }: Query): Promise<unknown[]> {
  const [document] = values as [string];
  switch (name) {
    case "claim_idempotency_keys":
      return claimKeys(sim, within, JSON.parse(document) as KeyRow[]);
    case "insert_messages":
      return insert(sim, within, JSON.parse(document) as NewMessage[]);
    case "notify_lanes":
      return within.ask({
        name,
        run: () => (within.transaction.writes.push(() => notify(sim, "lanes", document)), []),
      });
    default:
      if (!text.includes("join idempotency_key stored")) throw new Error(`the model does not know: ${text}`);
      return within.ask({
        name: "read_keys",
        run: () => readKeys(sim.tables, JSON.parse(document) as KeyRow[]),
      });
  }
}

/** A key that another transaction holds is waited for. */
function claimKeys(sim: Sim, within: Within, rows: KeyRow[]): Promise<unknown[]> {
  const { tables, locks } = sim;
  return within.ask({
    name: "claim_keys",
    rows: () => rows.map(keyName),
    run: () => {
      const free = rows.filter((row) => !tables.keys.has(keyName(row)));
      locks.take(free.map(keyName), within.transaction);
      within.transaction.writes.push(() => {
        for (const row of free) tables.keys.set(keyName(row), row);
      });
      return free.map(({ key }) => ({ key }));
    },
  });
}

function insert(sim: Sim, within: Within, rows: NewMessage[]): Promise<unknown[]> {
  return within.ask({
    name: "insert_messages",
    run: () => {
      within.transaction.writes.push(() => insertMessages(sim.tables, rows));
      return [{ count: rows.length }];
    },
  });
}
