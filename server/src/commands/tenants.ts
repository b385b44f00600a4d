// `waypost tenants`: makes and lists tenants, and leads them through their life.
import { parseArgs } from "node:util";
import { attach } from "../attach.ts";
import type { Config } from "../config.ts";
import { createIdMaker, presentId } from "../kernel/ids.ts";
import { Refusal } from "../kernel/refusal.ts";
import { openVault } from "../open-vault.ts";
import { createTenant, isSlug, listTenants, type TenantRow } from "../tenancy/index.ts";
import { recordAct } from "./record-act.ts";
import { isVerb, takeLifeStep } from "./tenants/life.ts";
import { print, withEngine } from "./with-engine.ts";

export const summary = "create, list, suspend, close and erase tenants";

export const usage = `waypost tenants create --name <name> --slug <slug> [--country <code>] [--json]
waypost tenants list [--state trial|active|suspended|closing] [--json]
waypost tenants show <slug> [--json]
waypost tenants suspend <slug> --reason <words> [--json]
waypost tenants activate <slug> [--reason <words>] [--json]
waypost tenants close <slug> --confirm <slug> --reason <words> [--erase-after 30d] [--json]
waypost tenants erase <slug> --confirm <slug> [--json]

A suspended tenant is read and not changed, and nothing leaves: what waits goes on when it is
activated. A tenant that closes is exported into one sealed file, and erased after 30 days or when
you say so; until then \`activate\` calls it back. What is erased is gone.

A slug is what commands call a tenant by: small letters, digits and dashes. <code> is the country,
such as IN, that phone numbers without a country code belong to.`;

export async function run(args: string[], config: Config): Promise<number> {
  const [verb, ...rest] = args;
  if (verb === "create") return create(rest, config);
  if (verb === "list") return list(rest, config);
  if (isVerb(verb)) return takeLifeStep(verb, rest, config);
  throw new Refusal(
    "Say what to do: `waypost tenants create`, `list`, `show`, `suspend`, `activate`, `close` or `erase`.",
  );
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
    const vault = await openVault(attached, engine);
    const tenant = { id: createIdMaker(Date.now)(), slug, name, defaultCountry: country ?? null };
    const row = await engine.transaction(async (tx) => {
      const made = await createTenant(tx, vault, tenant);
      const target = { kind: "tenant", id: presentId("ten", tenant.id) };
      if (made !== null) await recordAct(tx, { action: "tenant.created", target });
      return made;
    });
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
  const { values } = parseArgs({ args, options: { state: { type: "string" }, json: { type: "boolean" } } });
  const { state: wanted } = values;
  return withEngine(attach(config), async (engine) => {
    const rows = await listTenants(engine, []);
    const tenants = rows.filter(({ state }) => wanted === undefined || state === wanted).map(shown);
    if (values.json === true) print(JSON.stringify({ data: tenants }));
    else for (const { id, slug, state, name } of tenants) print([id, slug, state, name].join("  "));
    return 0;
  });
}

function shown(row: TenantRow) {
  return {
    id: presentId("ten", row.id),
    slug: row.slug,
    name: row.name,
    state: row.state,
    default_country: row.default_country,
    created_at: row.created_at.toISOString(),
  };
}
