// `waypost tenants`: makes and lists tenants.
import { parseArgs } from "node:util";
import { attach } from "../attach.ts";
import type { Config } from "../config.ts";
import { createVault } from "../kernel/crypto.ts";
import { createIdMaker, presentId } from "../kernel/ids.ts";
import { Refusal } from "../kernel/refusal.ts";
import { createTenant, isSlug, listTenants, type TenantRow } from "../tenancy/index.ts";
import { print, withEngine } from "./with-engine.ts";

export const summary = "create and list tenants";

export const usage = `waypost tenants create --name <name> --slug <slug> [--country <code>] [--json]
waypost tenants list [--json]

A slug is what commands call a tenant by: small letters, digits and dashes. <code> is the country,
such as IN, that phone numbers without a country code belong to.`;

export async function run(args: string[], config: Config): Promise<number> {
  const [verb, ...rest] = args;
  if (verb === "create") return create(rest, config);
  if (verb === "list") return list(rest, config);
  throw new Refusal("Say what to do: `waypost tenants create` or `list`.");
}

const createOptions = {
  name: { type: "string" },
  slug: { type: "string" },
  country: { type: "string" },
  json: { type: "boolean" },
} as const;

async function create(args: string[], config: Config): Promise<number> {
  const { values } = parseArgs({ args, options: createOptions });
  const { name, slug, country } = values;
  if (name === undefined || slug === undefined)
    throw new Refusal("Give the tenant a name and a slug: --name --slug.");
  if (!isSlug(slug))
    throw new Refusal("A slug has up to 63 small letters, digits and dashes, and no dash in front.");
  if (country !== undefined && !/^[A-Z]{2}$/.test(country))
    throw new Refusal("--country takes a code such as IN.");
  const attached = attach(config);
  return withEngine(attached, async (engine) => {
    const tenant = { id: createIdMaker(Date.now)(), slug, name, defaultCountry: country ?? null };
    const row = await createTenant(engine, createVault(attached.masterKey), tenant);
    if (row === null) throw new Refusal(`There is a tenant "${slug}" already.`);
    print(
      values.json === true
        ? JSON.stringify(shown(row))
        : `${presentId("ten", row.id)}  ${row.slug}  ${row.name}`,
    );
    return 0;
  });
}

async function list(args: string[], config: Config): Promise<number> {
  const { values } = parseArgs({ args, options: { json: { type: "boolean" } } });
  return withEngine(attach(config), async (engine) => {
    const tenants = (await listTenants(engine, [])).map(shown);
    if (values.json === true) print(JSON.stringify({ data: tenants }));
    else for (const { id, slug, name } of tenants) print([id, slug, name].join("  "));
    return 0;
  });
}

function shown(row: TenantRow) {
  return {
    id: presentId("ten", row.id),
    slug: row.slug,
    name: row.name,
    default_country: row.default_country,
    created_at: row.created_at.toISOString(),
  };
}
