// The private keys of a linked phone's session, opened with the master key of the data directory.

import { attach } from "../../server/src/attach.ts";
import { readConfig } from "../../server/src/config.ts";
import { createDatabase } from "../../server/src/kernel/db.ts";
import { embeddedPostgresUrl } from "../../server/src/kernel/postgres/index.ts";
import { openVault } from "../../server/src/open-vault.ts";

type Row = { tenant_id: string; sender_id: string; value: Buffer; data_key: Buffer };

/** Each as the text it is kept as: base64 of 32 bytes. */
export async function readSessionKeys(env: NodeJS.ProcessEnv): Promise<string[]> {
  const config = readConfig({ WAYPOST_DATA_DIR: env["WAYPOST_DATA_DIR"] });
  if ("problems" in config) throw new Error(config.problems.join());
  const url = embeddedPostgresUrl(config.dataDir) ?? "";
  const onError = (): void => undefined;
  const engine = createDatabase({ url, role: "waypost_engine", connectionsMax: 1, onError });
  try {
    const vault = await openVault(attach(config), engine);
    const { rows } = await engine.query<Row>(
      `select m.tenant_id, m.sender_id, m.value, t.data_key from session_memory m join tenant t on t.id = m.tenant_id
       where m.type = 'creds' and m.id = 'main'`,
    );
    return rows.flatMap(({ tenant_id: tenantId, sender_id: rowId, value, data_key }) => {
      const place = { table: "session_memory", tenantId, rowId, column: "creds/main" };
      const creds = Buffer.from(vault.open(data_key, place, value), "base64").toString();
      return [...creds.matchAll(/"private":\{[^}]*"data":"([A-Za-z0-9+/=]{40,})"/g)].map(
        (match) => match[1] ?? "",
      );
    });
  } finally {
    await engine.close();
  }
}
