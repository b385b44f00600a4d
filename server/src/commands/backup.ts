// `waypost backup`: everything in the database, of one moment, encrypted into one file.
import { createWriteStream, existsSync } from "node:fs";
import { rename, rm, stat } from "node:fs/promises";
import { parseArgs } from "node:util";
import { attach } from "../attach.ts";
import { masterKeyMark, passphraseOf } from "../backup-key.ts";
import type { Config } from "../config.ts";
import { writeArchive } from "../kernel/archive/write-archive.ts";
import { Refusal } from "../kernel/refusal.ts";
import { productVersion } from "../product-version.ts";
import { recordAct } from "./record-act.ts";
import { withEngine } from "./with-engine.ts";

export const summary = "write everything in the database into one encrypted file";

export const usage = `waypost backup --out <file> [--passphrase-file <file>]

Reads all tables in one snapshot while Waypost goes on working, and writes them compressed and
encrypted (age). The file opens with the master key, or with the passphrase when one is given.

The master key itself is never inside: keep \`master.key\`, or WAYPOST_MASTER_KEY, apart from the
backups. Without it the senders' credentials and linked phones in the backup cannot be read by
anybody, whatever the file was encrypted with.`;

export async function run(args: string[], config: Config): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { out: { type: "string" }, "passphrase-file": { type: "string" } },
  });
  const { out } = values;
  if (out === undefined) throw new Refusal("Say where to: `waypost backup --out <file>`.");
  if (existsSync(out)) throw new Refusal(`${out} exists already: a backup is never written over another.`);
  const attached = attach(config);
  const { databaseUrl, masterKey } = attached;
  // A backup that is encrypted with another installation's key would open for nobody who looks for it.
  await withEngine(attached, async () => undefined);
  const unfinished = `${out}.unfinished`;
  try {
    const file = createWriteStream(unfinished, { mode: 0o600, flush: true });
    const totals = await writeArchive(file, {
      url: databaseUrl,
      passphrase: passphraseOf(masterKey, values["passphrase-file"]),
      about: {
        version: productVersion(),
        createdAt: new Date().toISOString(),
        masterKey: masterKeyMark(masterKey),
      },
    });
    await rename(unfinished, out);
    const rows = totals.tables.reduce((sum, table) => sum + table.rows, 0);
    await withEngine(attached, (engine) => recordAct(engine, { action: "backup.made", detail: { rows } }));
    const { size } = await stat(out);
    console.log(`${out}: ${rows} rows of ${totals.tables.length} tables in ${size} bytes.`);
    console.log("The master key is not inside: keep it elsewhere.");
  } finally {
    await rm(unfinished, { force: true });
  }
}
