// Callbacks in Twilio's form: the door's words, the API's records, and the webhooks room that delivers them.

import type { MessageResource, MessageStatus } from "@waypost/contract";
import type { AttachedConfig } from "../config.ts";
import { statusCallback, type TwilioDeps } from "../doors/index.ts";
import { UrlRefusedError } from "../kernel/guarded-fetch.ts";
import { presentId } from "../kernel/ids.ts";
import { createAddressRule } from "../kernel/public-address.ts";
import type { Mode } from "../kernel/route.ts";
import { capacity } from "../plans/index.ts";
import { createCallbacks, type WorkerDeps } from "../webhooks/index.ts";
import type { House } from "./house.ts";

/** The number of a sender, `snd_…`; null when it has none. */
export async function numberOf(
  finder: House["finder"],
  { tenantId, mode }: { tenantId: string; mode: Mode },
  sender: string,
): Promise<string | null> {
  return (await finder.find(tenantId, mode, sender))?.address ?? null;
}

export function callbacksTo(
  { privateNetworks }: Pick<AttachedConfig, "privateNetworks">,
  { app: db, vault, newId }: Pick<House, "app" | "vault" | "newId">,
): TwilioDeps["callbacksTo"] {
  const make = createCallbacks({
    db,
    vault,
    newId,
    mayReach: createAddressRule(privateNetworks),
    roomForEndpoint: (tx, owner, count) => capacity(tx, owner, "webhook_endpoints", { count }),
  });
  return async (caller, { url, keyMark }) => {
    try {
      return await make(caller, { url, macKey: keyMark });
    } catch (error) {
      if (error instanceof UrlRefusedError) return { refused: error.message };
      throw error;
    }
  };
}

/** A message that is not there any more is told of without its numbers. */
export function createCallbackWriter(
  readRecords: WorkerDeps["readRecords"],
  finder: House["finder"],
): WorkerDeps["writeCallbacks"] {
  return async (endpoint, told) => {
    const records = await readRecords(
      endpoint,
      told.map(({ event }) => event),
    );
    return Promise.all(
      told.map(async ({ event, nameless }, index) => {
        const record = nameless ? null : (records[index] as MessageResource | null | undefined);
        const { tenant_id: tenantId, subject_id, status, code } = event;
        return statusCallback(
          { tenantId, id: presentId("msg", subject_id), status: status as MessageStatus, code },
          {
            to: record?.to ?? null,
            from:
              record === null || record === undefined ? null : await numberOf(finder, endpoint, record.from),
          },
        );
      }),
    );
  };
}
