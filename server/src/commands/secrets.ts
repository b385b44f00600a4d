// `waypost secrets`: which keys there are, whether everything opens, and their rotation.
import { parseArgs } from "node:util";
import { attach } from "../attach.ts";
import type { AttachedConfig, Config } from "../config.ts";
import type { Database } from "../kernel/db.ts";
import { Refusal } from "../kernel/refusal.ts";
import { retiredKeysFile } from "../master-key.ts";
import { rotateMasterFile } from "../master-key-rotation.ts";
import { mastersOf, openVault } from "../open-vault.ts";
import {
  needsRewrap,
  readAnnouncements,
  refuseUnready,
  rewrapAll,
  rotateDataKeys,
  secretsStatus,
  verifySealed,
} from "../secrets/index.ts";
import { readTenantBySlug } from "../tenancy/index.ts";
import { print, withEngine } from "./with-engine.ts";

export const summary = "show, check and rotate the keys that secrets are sealed under";

export const usage = `waypost secrets status [--json]
waypost secrets verify [--sample <count>] [--json]
waypost secrets rotate-data --tenant <slug> | --all
waypost secrets rotate-master

status         the master keys and data keys by their ids, and how many values are sealed under each
verify         opens every sealed value, or <count> of each tenant's of each kind. Exit code 1 when
               one does not open
rotate-data    gives tenants a new data key and seals all they have anew, in two or three minutes,
               while Waypost works. Old keys go an hour later by themselves. When it is interrupted,
               Waypost finishes it, or the same command does
rotate-master  with the key in the data directory: makes a new one and wraps everything by it, while
               Waypost works. With WAYPOST_MASTER_KEY: wraps everything by that, once all processes
               have it. docs/secrets.md has both step by step`;

export async function run(args: string[], config: Config): Promise<number> {
  const [verb = "", ...rest] = args;
  const act = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
  if (act === undefined) {
    throw new Refusal(
      "Say what to do: `waypost secrets status`, `verify`, `rotate-data` or `rotate-master`.",
    );
  }
  const attached = attach(config);
  return withEngine(attached, (engine) => act(rest, attached, engine));
}

type Verb = (args: string[], config: AttachedConfig, engine: Database) => Promise<number>;

const verbs: Readonly<Record<string, Verb>> = {
  status,
  verify,
  "rotate-data": rotateData,
  "rotate-master": rotateMaster,
};

async function status(args: string[], config: AttachedConfig, engine: Database): Promise<number> {
  const { values } = parseArgs({ args, options: { json: { type: "boolean" } } });
  const found = await secretsStatus(engine, mastersOf(config));
  if (values.json === true) {
    print(JSON.stringify(found));
    return 0;
  }
  for (const { id, current, tenants } of found.masters) {
    print(`master key ${id}  ${current ? "current" : "retired"}  wraps the keys of ${tenants} tenants`);
  }
  for (const { slug, rotation, ageMs, keys } of found.tenants) {
    const days = Math.floor(ageMs / 86_400_000);
    print(`${slug}  ${rotation === null ? `since ${days} days` : `in rotation: ${rotation}`}`);
    for (const [place, { id, values: count }] of keys.entries()) {
      print(`  data key ${id}  ${place === 0 ? "seals" : "opens"}  ${count} values`);
    }
  }
  return 0;
}

async function verify(args: string[], config: AttachedConfig, engine: Database): Promise<number> {
  const { values } = parseArgs({ args, options: { sample: { type: "string" }, json: { type: "boolean" } } });
  const vault = await openVault(config, engine);
  const found = await verifySealed({ engine, vault }, readSample(values.sample));
  const broken = found.flatMap((one) => one.broken);
  if (values.json === true) print(JSON.stringify({ data: found }));
  else {
    for (const { name, opened, broken: closed } of found) {
      print(`${name}  ${opened} open${closed.length === 0 ? "" : `, ${closed.length} DO NOT`}`);
      for (const { tenant, row, part } of closed.slice(0, shownMax)) print(`  ${tenant}  ${row}  ${part}`);
    }
  }
  return broken.length === 0 ? 0 : 1;
}

const shownMax = 20;

function readSample(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new Refusal("--sample takes a number of values, such as 100.");
}

async function rotateData(args: string[], config: AttachedConfig, engine: Database): Promise<number> {
  const { values } = parseArgs({ args, options: { tenant: { type: "string" }, all: { type: "boolean" } } });
  if ((values.tenant === undefined) === (values.all !== true)) {
    throw new Refusal("Say whose keys: --tenant <slug>, or --all.");
  }
  const ids = values.tenant === undefined ? null : [await idOf(engine, values.tenant)];
  const masters = mastersOf(config);
  const vault = await openVault(config, engine);
  const done = await rotateDataKeys({ engine, vault, masters, onStep: print }, ids);
  print(`${done.values} values of ${done.tenants} tenants are sealed anew. Old keys go in an hour.`);
  return 0;
}

async function idOf(engine: Database, slug: string): Promise<string> {
  const [tenant] = await readTenantBySlug(engine, [slug]);
  if (tenant === undefined)
    throw new Refusal(`There is no tenant "${slug}"; \`waypost tenants list\` shows them.`);
  return tenant.id;
}

async function rotateMaster(_args: string[], config: AttachedConfig, engine: Database): Promise<number> {
  const masters = mastersOf(config);
  // Refuses where the keys that are here are not this database's.
  await openVault(config, engine);
  if (config.masterKeyInFile === true) {
    const { dataDir } = config;
    const { begun, tenants } = await rotateMasterFile({ dataDir, engine, masters });
    const id = masters.current().id.toString("hex");
    print(
      begun ? `The master key is ${id} now.` : `The rotation to the master key ${id}, begun before, is over.`,
    );
    print(`The keys of ${tenants} tenants were wrapped anew. Copy master.key to where you keep it safe.`);
    print(`Backups made until now open with the former key only: it is in ${retiredKeysFile(dataDir)}.`);
    return 0;
  }
  if (!(await needsRewrap(engine, masters))) {
    print("Everything is wrapped by WAYPOST_MASTER_KEY already.");
    return 0;
  }
  const id = masters.current().id.toString("hex");
  const names = await readAnnouncements(engine, []);
  refuseUnready(
    names.map(({ name }) => name),
    { id, directory: null },
  );
  const tenants = await rewrapAll(engine, masters);
  print(`The keys of ${tenants} tenants are wrapped by the master key ${id}.`);
  print(
    "Take the former key out of WAYPOST_MASTER_KEY_RETIRED, and keep it with the backups made until now.",
  );
  return 0;
}
