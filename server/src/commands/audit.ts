// `waypost audit`: verifies and exports the audit log, and shows the key that seals it.
import { createReadStream, createWriteStream } from "node:fs";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { parseArgs } from "node:util";
import { attach } from "../attach.ts";
import {
  appendAudit,
  chainOwners,
  exportLines,
  type PublicKey,
  type Read,
  readPublicKey,
  readVerdict,
  sealKeys,
  type Verdict,
  verifyLines,
} from "../compliance/index.ts";
import type { AttachedConfig, Config } from "../config.ts";
import { auditEntry, operator, platformChain } from "../kernel/audit.ts";
import type { Database } from "../kernel/db.ts";
import { presentId } from "../kernel/ids.ts";
import { Refusal } from "../kernel/refusal.ts";
import { openVault } from "../open-vault.ts";
import { readTenantBySlug } from "../tenancy/index.ts";
import { print, withEngine } from "./with-engine.ts";

export const summary = "verify and export the audit log";

export const usage = `waypost audit verify --tenant <slug> | --platform | --all [--json]
waypost audit verify --file <export.jsonl> [--key <public key>] [--json]
waypost audit export --tenant <slug> | --platform --out <file>
waypost audit key

Verifying ends with 1 when an entry was changed, removed or put in: it names the first. A file needs
no database: with --key, which \`waypost audit key\` prints, its seals are checked against that key;
without, against the keys that the file itself names, which shows damage and no forgery.`;

export async function run(args: string[], config: Config): Promise<number> {
  const [verb, ...rest] = args;
  if (verb === "verify") return verify(rest, config);
  if (verb === "export") return exportTo(rest, config);
  if (verb === "key") return showKey(config);
  throw new Refusal("Say what to do: `waypost audit verify`, `export` or `key`.");
}

const verifyOptions = {
  tenant: { type: "string" },
  platform: { type: "boolean" },
  all: { type: "boolean" },
  file: { type: "string" },
  key: { type: "string" },
  json: { type: "boolean" },
} as const;

type Named = { name: string; verdict: Verdict };

async function verify(args: string[], config: Config): Promise<number> {
  const { values } = parseArgs({ args, options: verifyOptions });
  const { file, key, json } = values;
  const found = file === undefined ? await verifyChains(values, config) : [await verifyFile(file, key)];
  for (const one of found)
    print(json === true ? JSON.stringify({ chain: one.name, ...one.verdict }) : words(one));
  return found.every(({ verdict }) => verdict.ok) ? 0 : 1;
}

function words({ name, verdict }: Named): string {
  const { entries, seals } = verdict;
  if (verdict.ok) return `${name}: ${entries} entries are as they were written; ${seals} seals fit.`;
  const { number, what, why } = verdict.firstBroken;
  return `${name}: broken at entry ${number}: ${why} (${what}). The ${entries} before it are in order.`;
}

type Which = { tenant?: string; platform?: boolean; all?: boolean };

async function verifyChains(which: Which, config: Config): Promise<Named[]> {
  return withLog(attach(config), async (read, trusted, engine) => {
    const found: Named[] = [];
    for (const { id, name } of await chainsOf(engine, which)) {
      found.push({ name, verdict: await readVerdict(read, id, trusted) });
    }
    return found;
  });
}

async function chainsOf(engine: Database, which: Which): Promise<{ id: string; name: string }[]> {
  if (which.all === true) return (await chainOwners(engine)).map((id) => ({ id, name: nameOf(id) }));
  return [await chainOf(engine, which)];
}

async function chainOf(engine: Database, which: Which): Promise<{ id: string; name: string }> {
  if (which.platform === true) return { id: platformChain, name: nameOf(platformChain) };
  if (which.tenant === undefined) throw new Refusal("Say whose log: --tenant <slug> or --platform.");
  const [tenant] = await readTenantBySlug(engine, [which.tenant]);
  if (tenant === undefined) throw new Refusal(`There is no tenant "${which.tenant}".`);
  return { id: tenant.id, name: tenant.slug };
}

function nameOf(id: string): string {
  return id === platformChain ? "platform" : presentId("ten", id);
}

async function verifyFile(path: string, key: string | undefined): Promise<Named> {
  const trusted = key === undefined ? null : readPublicKey(key);
  if (key !== undefined && trusted === null)
    throw new Refusal("--key takes what `waypost audit key` prints.");
  const input = createReadStream(path);
  // Told by the loop that reads the lines.
  input.on("error", () => undefined);
  await opened(input, path);
  const lines = createInterface({ input, crlfDelay: Infinity });
  const { tenantId, verdict } = await verifyLines(
    lines,
    trusted === null ? null : [trusted],
    readPublicKey,
  ).catch((error: Error) => {
    throw error.name === "NotAnExportError" ? new Refusal(error.message) : error;
  });
  return { name: nameOf(tenantId), verdict };
}

function opened(input: ReturnType<typeof createReadStream>, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    input.once("open", () => resolve());
    input.once("error", (error: NodeJS.ErrnoException) =>
      reject(new Refusal(`The file ${path} cannot be read (${error.code}).`)),
    );
  });
}

const exportOptions = {
  tenant: { type: "string" },
  platform: { type: "boolean" },
  out: { type: "string" },
} as const;

async function exportTo(args: string[], config: Config): Promise<number> {
  const { values } = parseArgs({ args, options: exportOptions });
  const { out } = values;
  if (out === undefined) throw new Refusal("Say where to write the file: --out <file>.");
  return withLog(attach(config), async (read, trusted, engine) => {
    const { id, name } = await chainOf(engine, values);
    const lines = Readable.from(exportLines(read, id, trusted));
    await pipeline(lines, createWriteStream(out, { flags: "wx", mode: 0o600 }));
    const entry = auditEntry({ tenantId: id, at: new Date(), action: "audit.exported", actor: operator });
    await engine.transaction((tx) => appendAudit(tx, [entry]));
    print(`The audit log of ${name} is in ${out}.`);
    return 0;
  });
}

async function showKey(config: Config): Promise<number> {
  return withLog(attach(config), async (_read, trusted) => {
    for (const { text } of trusted) print(text);
    return 0;
  });
}

function withLog<T>(
  config: AttachedConfig,
  work: (read: Read, trusted: readonly PublicKey[], engine: Database) => Promise<T>,
): Promise<T> {
  return withEngine(config, async (engine) => {
    const { trusted } = sealKeys(await openVault(config, engine));
    return work((one) => one(engine), trusted, engine);
  });
}
