// `waypost restore`: fills an empty database from a backup, and leaves it in quarantine.
import { createReadStream, existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { masterKeyMark, passphraseOf } from "../backup-key.ts";
import type { Config } from "../config.ts";
import type { AuditDetail } from "../kernel/audit.ts";
import { readArchive } from "../kernel/archive/read-archive.ts";
import { createDatabase, type Database } from "../kernel/db.ts";
import { probeDatabase, startEmbeddedPostgres } from "../kernel/postgres/index.ts";
import { Refusal } from "../kernel/refusal.ts";
import { masterKeyFile, readMasterKey } from "../master-key.ts";
import { quarantineRestored } from "../operations/index.ts";
import { recallErased } from "../recall-erased.ts";
import { holdDataDirectory } from "../supervisor/index.ts";
import { recordAct } from "./record-act.ts";

export const summary = "fill an empty database from a backup; nothing is sent until it is confirmed";

export const usage = `waypost restore --from <file> [--passphrase-file <file>]

Into a data directory without a database, or into the empty database DATABASE_URL names. The master
key of the Waypost that was backed up must be there first, as WAYPOST_MASTER_KEY or as \`master.key\`
in the data directory. Counts and checksums are compared; a file that is damaged leaves nothing.

What is restored starts in quarantine: messages are accepted, nothing is sent and no phone connects
until \`waypost confirm\`.`;

export async function run(args: string[], config: Config): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { from: { type: "string" }, "passphrase-file": { type: "string" } },
  });
  const { from } = values;
  if (from === undefined || !existsSync(from)) {
    throw new Refusal(
      from === undefined ? "Say from where: `waypost restore --from <file>`." : `There is no ${from}.`,
    );
  }
  const masterKey = config.masterKey ?? readMasterKey(config.dataDir);
  if (masterKey === undefined) {
    throw new Refusal(
      `Put the master key of the backed-up Waypost into ${masterKeyFile(config.dataDir)} first, ` +
        "or into WAYPOST_MASTER_KEY: without it the secrets in the backup stay closed.",
    );
  }
  const passphrase = passphraseOf(masterKey, values["passphrase-file"]);
  await withDatabase(config, async (url) => {
    const { manifest, tables } = await readArchive(createReadStream(from), {
      url,
      passphrase,
      check: (found) => refuseOtherKey(found.masterKey, masterKey),
      finish: quarantineRestored,
    });
    const rows = tables.reduce((sum, table) => sum + table.rows, 0);
    await record(url, { rows, made_at: manifest.createdAt });
    console.log(`${rows} rows of ${tables.length} tables restored, as they were ${manifest.createdAt}.`);
    const attached = {
      ...config,
      databaseUrl: url,
      masterKey,
      masterKeyInFile: config.masterKey === undefined,
    };
    const { unapplied } = await onEngine(url, (engine) => recallErased(attached, engine));
    if (unapplied > 0) console.log(`${unapplied} people were erased since: Waypost erases them again first.`);
    console.log("It starts in quarantine: nothing is sent until `waypost confirm --yes-send`.");
  });
}

/** The chains go on from where they were when the backup was made; this says why what came after is not in them. */
async function record(url: string, detail: AuditDetail): Promise<void> {
  await onEngine(url, (engine) => recordAct(engine, { action: "backup.restored", detail }));
}

async function onEngine<T>(url: string, work: (engine: Database) => Promise<T>): Promise<T> {
  const engine = createDatabase({ url, role: "waypost_engine", connectionsMax: 1, onError: () => undefined });
  try {
    return await work(engine);
  } finally {
    await engine.close();
  }
}

function refuseOtherKey(wanted: string, masterKey: Buffer): void {
  if (masterKeyMark(masterKey) === wanted) return;
  throw new Refusal("The backup belongs to another master key: its secrets could not be read with this one.");
}

async function withDatabase(config: Config, work: (url: string) => Promise<void>): Promise<void> {
  if (config.databaseUrl !== undefined) {
    await probeDatabase(config.databaseUrl);
    return work(config.databaseUrl);
  }
  await using running = new AsyncDisposableStack();
  running.defer(await holdDataDirectory(config.dataDir));
  const server = await startEmbeddedPostgres({ dataDir: config.dataDir });
  running.defer(server.stop);
  await work(server.url);
}
