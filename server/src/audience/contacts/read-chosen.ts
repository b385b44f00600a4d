// The contacts that a request names by their ids: who they are now, and which ids are nobody's.

import type { Tx } from "../../kernel/db.ts";
import { parseId } from "../../kernel/ids.ts";
import { lockStanding } from "../store/read.ts";

export type Chosen = {
  /** Each person once, locked until the transaction ends. */
  ids: string[];
  /** As the request spelled them. */
  notFound: string[];
};

/** An id of somebody who was merged stands for who they were merged into. */
export async function readChosen(tx: Tx, tenantId: string, texts: readonly string[]): Promise<Chosen> {
  const asked = texts.map((text) => ({ text, id: parseId("con", text) }));
  const uuids = [...new Set(asked.flatMap(({ id }) => (id === null ? [] : [id])))];
  const rows = await lockStanding(tx, [tenantId, uuids]);
  const found = new Set(rows.flatMap(({ asked: each }) => each));
  return {
    ids: rows.map(({ id }) => id),
    notFound: asked.filter(({ id }) => id === null || !found.has(id)).map(({ text }) => text),
  };
}
