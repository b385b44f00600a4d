// `waypost keys`: makes, lists and revokes API keys, also by their text.
import { text as readText } from "node:stream/consumers";
import { parseArgs } from "node:util";
import { attach } from "../attach.ts";
import type { Config } from "../config.ts";
import type { Database } from "../kernel/db.ts";
import { createIdMaker, parseId, presentId } from "../kernel/ids.ts";
import { Refusal } from "../kernel/refusal.ts";
import { type Mode, type Scope, scopes, usualScopes } from "../kernel/route.ts";
import { openVault } from "../open-vault.ts";
import {
  createKey,
  type KeyRow,
  listKeys,
  readTenantBySlug,
  revokeByText,
  revokeKey,
  type TenantRow,
} from "../tenancy/index.ts";
import { recordAct } from "./record-act.ts";
import { print, withEngine } from "./with-engine.ts";

export const summary = "create, list and revoke API keys";

export const usage = `waypost keys create --tenant <slug> --mode test|live [--scopes a,b] [--name <name>]
                    [--expires <when>] [--json]
waypost keys list --tenant <slug> [--json]
waypost keys revoke <key id>
waypost keys leaked <the key itself, or - to read it from standard input>

A key is shown once, when it is created. Test keys reach sandbox senders only. Without --scopes a
key may do everything but take a session out of the house:
${listed(scopes)}.
<when> is a day such as 2027-01-31, or a number of days such as 90d. A revoked key stops working
within five seconds.`;

/** In lines of a terminal's width. */
function listed(names: readonly string[]): string {
  const lines: string[] = [];
  for (const name of names) {
    const last = lines.at(-1);
    const longer = `${last}, ${name}`;
    if (last === undefined || longer.length >= 98) lines.push(name);
    else lines[lines.length - 1] = longer;
  }
  return lines.join(",\n");
}

export async function run(args: string[], config: Config): Promise<number> {
  const [verb, ...rest] = args;
  if (verb === "create") return create(rest, config);
  if (verb === "list") return list(rest, config);
  if (verb === "revoke") return revoke(rest, config);
  if (verb === "leaked") return leaked(rest, config);
  throw new Refusal("Say what to do: `waypost keys create`, `list`, `revoke` or `leaked`.");
}

const createOptions = {
  tenant: { type: "string" },
  mode: { type: "string" },
  scopes: { type: "string" },
  name: { type: "string" },
  expires: { type: "string" },
  json: { type: "boolean" },
} as const;

async function create(args: string[], config: Config): Promise<number> {
  const { values } = parseArgs({ args, options: createOptions });
  const mode = readMode(values.mode);
  const key = {
    mode,
    name: values.name ?? `${mode} key`,
    scopes: readScopes(values.scopes),
    expiresAt: readExpiry(values.expires, Date.now()),
  };
  const attached = attach(config);
  return withEngine(attached, async (engine) => {
    const tenant = await requireTenant(engine, values.tenant);
    const id = createIdMaker(Date.now)();
    const vault = await openVault(attached, engine);
    const { row, text } = await engine.transaction(async (tx) => {
      const made = await createKey(tx, vault, id, { ...key, tenantId: tenant.id });
      const target = { kind: "key", id: presentId("key", id) };
      await recordAct(tx, { tenantId: tenant.id, action: "api_key.created", target });
      return made;
    });
    if (values.json === true) print(JSON.stringify({ ...shown(row), key: text }));
    else print(`${text}\n\nThis is the only time the key is shown. Its id is ${presentId("key", row.id)}.`);
    return 0;
  });
}

async function list(args: string[], config: Config): Promise<number> {
  const { values } = parseArgs({ args, options: { tenant: { type: "string" }, json: { type: "boolean" } } });
  return withEngine(attach(config), async (engine) => {
    const tenant = await requireTenant(engine, values.tenant);
    const keys = (await listKeys(engine, [tenant.id])).map(shown);
    if (values.json === true) print(JSON.stringify({ data: keys }));
    else
      for (const key of keys)
        print([key.id, key.mode, state(key), key.name, key.scopes.join(",")].join("  "));
    return 0;
  });
}

async function revoke(args: string[], config: Config): Promise<number> {
  const { positionals } = parseArgs({ args, allowPositionals: true });
  const id = parseId("key", positionals[0] ?? "");
  if (id === null) throw new Refusal("Name the key by its id, such as key_0193a1b2….");
  return withEngine(attach(config), async (engine) => {
    const revoked = await engine.transaction(async (tx) => {
      const [row] = await revokeKey(tx, [id]);
      const target = { kind: "key", id: presentId("key", id) };
      if (row !== undefined)
        await recordAct(tx, { tenantId: row.tenant_id, action: "api_key.revoked", target });
      return row;
    });
    if (revoked === undefined) throw new Refusal("There is no such key, or it was revoked before.");
    print(`${presentId("key", id)} is revoked; it stops working within five seconds.`);
    return 0;
  });
}

async function leaked(args: string[], config: Config): Promise<number> {
  const { positionals } = parseArgs({ args, allowPositionals: true });
  const given = positionals[0];
  if (given === undefined) throw new Refusal("Give the key, or - to read it from standard input.");
  const text = (given === "-" ? await readText(process.stdin) : given).trim();
  const attached = attach(config);
  return withEngine(attached, async (engine) => {
    const vault = await openVault(attached, engine);
    const revoked = await engine.transaction(async (tx) => {
      const key = await revokeByText(tx, vault, text);
      if (key === null) return null;
      const target = { kind: "key", id: presentId("key", key.id) };
      await recordAct(tx, { tenantId: key.tenantId, action: "api_key.leaked", target });
      return key;
    });
    if (revoked === null) throw new Refusal("This is no key of this Waypost, or it was revoked before.");
    print(`${presentId("key", revoked.id)} is revoked; it stops working within five seconds.`);
    return 0;
  });
}

async function requireTenant(engine: Database, slug: string | undefined): Promise<TenantRow> {
  if (slug === undefined) throw new Refusal("Name the tenant: --tenant default.");
  const [tenant] = await readTenantBySlug(engine, [slug]);
  if (tenant === undefined)
    throw new Refusal(`There is no tenant "${slug}"; \`waypost tenants list\` shows them.`);
  return tenant;
}

function readMode(text: string | undefined): Mode {
  if (text === "test" || text === "live") return text;
  throw new Refusal("Say which senders the key reaches: --mode test or --mode live.");
}

function readScopes(text: string | undefined): readonly Scope[] {
  if (text === undefined) return usualScopes;
  return text.split(",").map((name) => {
    const scope = scopes.find((known) => known === name.trim());
    if (scope === undefined)
      throw new Refusal(`There is no scope "${name.trim()}". There are ${scopes.join(", ")}.`);
    return scope;
  });
}

function readExpiry(text: string | undefined, now: number): Date | null {
  if (text === undefined) return null;
  const days = /^(\d{1,5})d$/.exec(text)?.[1];
  const at =
    days === undefined
      ? Date.parse(/^\d{4}-\d{2}-\d{2}/.test(text) ? text : "")
      : now + Number(days) * 86_400_000;
  if (!(at > now))
    throw new Refusal("--expires takes a day to come, such as 2027-01-31, or a number of days, such as 90d.");
  return new Date(at);
}

function shown(row: KeyRow) {
  return {
    id: presentId("key", row.id),
    name: row.name,
    mode: row.mode,
    scopes: row.scopes,
    created_at: row.created_at.toISOString(),
    expires_at: row.expires_at?.toISOString() ?? null,
    revoked_at: row.revoked_at?.toISOString() ?? null,
  };
}

function state(key: ReturnType<typeof shown>): string {
  if (key.revoked_at !== null) return "revoked";
  return key.expires_at === null ? "active" : `until ${key.expires_at.slice(0, 10)}`;
}
