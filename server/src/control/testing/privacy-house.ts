// What tests of privacy stand on: the control process's routes and hooks, files on a disk, its log, and a search that
// looks into everything.

import { createHmac, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { workRequests } from "../../compliance/index.ts";
import { type AttachedConfig, readConfig } from "../../config.ts";
import { type Answer, ask, newId } from "../../http/harness.ts";
import { createHttpServer } from "../../http/index.ts";
import { createLog } from "../../kernel/log.ts";
import { createTestDatabase } from "../../kernel/postgres/test-database.ts";
import type { PersonalData } from "../../kernel/personal-data.ts";
import { scopes } from "../../kernel/route.ts";
import { mediaDownload } from "../../media/index.ts";
import { createAcceptor } from "../../messaging/index.ts";
import { createAuthenticate, createKey, createTenant } from "../../tenancy/index.ts";
import { type House, openHouse } from "../house.ts";
import { openIntake } from "../intake.ts";
import { mediaDeps } from "../media.ts";
import { privacyDeps, privacyDownload } from "../privacy.ts";
import { apiRoutes } from "../routes.ts";

export type PrivacyHouse = {
  url: string;
  databaseUrl: string;
  config: AttachedConfig;
  house: House;
  lines: string[];
  errors: Error[];
  /** A statement as the owner, who sees every row. */
  owner<Row extends object = Record<string, unknown>>(text: string, values?: unknown[]): Promise<Row[]>;
  tenant(): Promise<{ id: string; key: string }>;
  /** One round of the background job. */
  work(options?: { now?: Date; rooms?: readonly PersonalData[] }): Promise<void>;
  /** A webhook of Meta's, signed; resolves when it was read. */
  hear(secret: string, body: object): Promise<void>;
  close(): Promise<void>;
};

export async function openPrivacyHouse(databaseUrl?: string, from?: AttachedConfig): Promise<PrivacyHouse> {
  const database = databaseUrl === undefined ? await createTestDatabase() : null;
  const url = databaseUrl ?? database?.url ?? "";
  const config = from === undefined ? configOf(url) : { ...from, databaseUrl: url };
  const [lines, errors]: [string[], Error[]] = [[], []];
  const opened = await openHouse(config);
  const onError = (error: Error): void => void errors.push(error);
  const destination = { write: (line: string) => void lines.push(line) };
  const phoneKey = opened.vault.derive("log");
  const log = createLog({ level: "info", role: "control", phoneKey, destination });
  const answers = { wait: async () => undefined, arrived: () => undefined };
  const house: House = { ...opened, log, onError, answers };
  const intake = openIntake(house);
  const acceptor = createAcceptor({ db: house.app });
  const server = await createHttpServer({
    routes: apiRoutes(config, house, acceptor),
    hooks: intake.hooks,
    downloads: [mediaDownload(mediaDeps(config, house)), privacyDownload(config, house)],
    authenticate: createAuthenticate({ engine: house.engine, vault: house.vault, now: Date.now }),
    db: house.app,
    newId: house.newId,
    log,
    audit: house.audit,
    publicUrl: config.http.publicUrl,
    operations: { registry: house.registry, metricsToken: null, checkReady: async () => undefined },
  });
  const client = new Client({ connectionString: url });
  await client.connect();
  const owner = async <Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> =>
    (await client.query(text, values)).rows as Row[];
  const address = await server.listen({ host: "127.0.0.1", port: 0 });
  return {
    url: address,
    databaseUrl: url,
    config,
    house,
    lines,
    errors,
    owner,
    tenant: () => makeTenant(house),
    work: ({ now = new Date(), rooms } = {}) => {
      const deps = privacyDeps(config, house, () => now);
      return workRequests(rooms === undefined ? deps : { ...deps, rooms });
    },
    hear: async (secret, body) => {
      await postWebhook(address, secret, body);
      await untilRead(owner);
    },
    close: async () => {
      await server.close();
      await acceptor.drained();
      await intake.stop();
      await house.plans.stop();
      await client.end();
      await Promise.all([house.app.close(), house.engine.close(), house.media.close()]);
      await database?.drop();
      if (from === undefined) rmSync(config.dataDir, { recursive: true, force: true });
    },
  };
}

function configOf(databaseUrl: string): AttachedConfig {
  const config = readConfig({
    DATABASE_URL: databaseUrl,
    WAYPOST_DATA_DIR: mkdtempSync(join(tmpdir(), "waypost-privacy-")),
    WAYPOST_PUBLIC_URL: "https://waypost.example",
  });
  if ("problems" in config) throw new Error(config.problems.join(" "));
  return { ...config, databaseUrl, masterKey: randomBytes(32) };
}

async function makeTenant({ engine, vault }: House): Promise<{ id: string; key: string }> {
  const id = newId();
  await createTenant(engine, vault, { id, slug: `t-${id}`, name: "Marigold", defaultCountry: "IN" });
  const key = { tenantId: id, name: "test", mode: "live", scopes, expiresAt: null } as const;
  return { id, key: (await createKey(engine, vault, newId(), key)).text };
}

async function postWebhook(url: string, secret: string, body: object): Promise<void> {
  const text = JSON.stringify(body);
  const signature = createHmac("sha256", secret).update(text).digest("hex");
  const answer = await fetch(`${url}/hooks/cloud-api`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-hub-signature-256": `sha256=${signature}` },
    body: text,
  });
  if (answer.status !== 200) throw new Error(`the webhook was answered ${answer.status}`);
}

async function untilRead(owner: PrivacyHouse["owner"]): Promise<void> {
  for (const end = Date.now() + 10_000; Date.now() < end;) {
    const [row] = await owner<{ open: number }>(
      "select count(*)::int as open from webhook_in where done_at is null",
    );
    if (row?.open === 0) return;
  }
  throw new Error("a webhook was not read");
}

/** Asks and insists on the answer's status. */
export async function asked(
  place: PrivacyHouse,
  key: string,
  line: string,
  { status, ...init }: { status: number; body?: unknown; headers?: Record<string, string> },
): Promise<Answer["body"]> {
  const answer = await ask(place, key, line, init);
  if (answer.status === status) return answer.body;
  throw new Error(`${line} was answered ${answer.status}: ${JSON.stringify(answer.body)}`);
}

/** Where any of these texts stands: tables by name, files by path, `log`. Bytes are looked through as bytes. */
export async function searchEverything(place: PrivacyHouse, needles: readonly string[]): Promise<string[]> {
  const found = new Set<string>();
  const tables = await place.owner<{ name: string }>(
    `select c.oid::regclass::text as name from pg_class c
     where c.relkind in ('r', 'p', 'm') and not c.relispartition
       and c.relnamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)`,
  );
  // A row as text shows bytes in hexadecimal.
  const texts = needles.flatMap((needle) => [needle, Buffer.from(needle).toString("hex")]);
  for (const { name } of tables) {
    const rows = await place.owner(
      `select 1 from ${name} as t, unnest($1::text[]) as needle where position(needle in t::text) > 0 limit 1`,
      [texts],
    );
    if (rows.length > 0) found.add(name);
  }
  for (const path of await filesIn(place.config.dataDir)) {
    const bytes = await readFile(path);
    if (needles.some((needle) => bytes.includes(needle)))
      found.add(path.slice(place.config.dataDir.length + 1));
  }
  const log = place.lines.join("\n");
  if (needles.some((needle) => log.includes(needle))) found.add("log");
  return [...found].toSorted();
}

async function filesIn(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
