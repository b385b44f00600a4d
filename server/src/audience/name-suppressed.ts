// Who was forgotten and is known again is still not written to: claims ask by number, and only a hash was left.

import { createBatcher } from "../kernel/batcher.ts";
import type { Tx } from "../kernel/db.ts";
import { type AddressHash, phoneAlias } from "./address.ts";
import { nameSuppressed } from "./store/personal-data.ts";

export type NameSuppressed = (tenantId: string, phones: readonly string[]) => Promise<void>;

/**
 * Before a message to these numbers is stored. `db` crosses tenants, so that all requests of the moment share one
 * statement; nearly always it finds nothing.
 */
export function createNameSuppressed({ db, hash }: { db: Tx; hash: AddressHash }): NameSuppressed {
  const batcher = createBatcher<Asked, void>({
    flushesMax: 2,
    itemsMax: 200,
    flush: async (asked) => {
      const all = asked.flatMap(({ tenantId, phones }) => phones.map((phone) => ({ tenantId, phone })));
      await nameSuppressed(db, [
        all.map(({ tenantId }) => tenantId),
        all.map(({ tenantId, phone }) => hash(tenantId, phoneAlias(phone))),
        all.map(({ phone }) => phone),
      ]);
      return asked.map(() => undefined);
    },
  });
  return (tenantId, phones) => batcher.add({ tenantId, phones });
}

type Asked = { tenantId: string; phones: readonly string[] };
