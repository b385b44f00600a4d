// Throws away what providers tell late of somebody who was erased: raw bodies once they were read, parked reports.

import type { Tx } from "../kernel/db.ts";
import { dropParked, readParkedSince } from "../messaging/index.ts";
import { namesInBody, type PossibleName } from "./names-in-body.ts";
import { dropWebhooks, readOldestUnread, readReadBodies, readWebhookKeys } from "./personal-data-store.ts";

export type LateBodies = {
  /** Across tenants. */
  engine: Tx;
  tenantIds: readonly string[];
  since: Date;
  now: Date;
  isErased(tenantId: string, name: PossibleName): boolean;
};

const pageRows = 500;
/** Whose id was made a moment ago may not be committed yet. */
const settledMs = 30_000;

/** Answers until when bodies have been looked through: not beyond one that is still to be read. */
export async function dropLateBodies(late: LateBodies): Promise<Date> {
  const { engine, tenantIds, since, now, isErased } = late;
  await dropLateParked(late);
  const owners = Map.groupBy(await readWebhookKeys(engine, [tenantIds]), ({ webhook_key }) => webhook_key);
  const [unread] = await readOldestUnread(engine, []);
  const settled = now.getTime() - settledMs;
  const until = new Date(Math.min(settled, (unread?.received_at?.getTime() ?? settled + 1) - 1));
  for (let from = since; ;) {
    // oxlint-disable-next-line no-await-in-loop -- a page follows the one before
    const page = await readReadBodies(engine, [from, until, pageRows]);
    const about = page.filter(({ webhook_key, body }) => {
      const tenants = (owners.get(webhook_key) ?? []).map(({ tenant_id }) => tenant_id);
      return (
        tenants.length > 0 &&
        namesInBody(body).some((name) => tenants.some((tenantId) => isErased(tenantId, name)))
      );
    });
    // oxlint-disable-next-line no-await-in-loop -- as above
    if (about.length > 0) await dropWebhooks(engine, [about.map(({ id }) => id)]);
    const last = page.at(-1);
    if (last === undefined || page.length < pageRows) return until;
    from = last.received_at;
  }
}

/** Their messages are not known, so the number inside the provider's id is all there is. */
async function dropLateParked({ engine, tenantIds, since, isErased }: LateBodies): Promise<void> {
  const parked = await readParkedSince(engine, [tenantIds, since]);
  const about = parked.filter(({ tenant_id, event }) =>
    namesInBody(Buffer.from(event)).some((name) => isErased(tenant_id, name)),
  );
  if (about.length === 0) return;
  await dropParked(engine, [about.map(({ tenant_id }) => tenant_id), about.map(({ id }) => id)]);
}
