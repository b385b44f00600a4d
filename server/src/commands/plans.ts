// `waypost plans`: makes and lists plans, puts tenants on them, and proves the meter.
import { parseArgs } from "node:util";
import { type CapName, createParser, type Parser, planCaps, type PlanCaps } from "@waypost/contract";
import { attach } from "../attach.ts";
import type { Config } from "../config.ts";
import { AppError } from "../kernel/errors.ts";
import { createIdMaker, presentId } from "../kernel/ids.ts";
import { Refusal } from "../kernel/refusal.ts";
import { assign, findPlan, findTenantBySlug, listPlans, recountUsage, savePlan } from "../plans/index.ts";
import { print, withEngine } from "./with-engine.ts";

export const summary = "create and list plans, put tenants on them";

export const usage = `waypost plans list [--json]
waypost plans create --name <name> --cap <cap>=<number> … [--json]
waypost plans assign --tenant <slug> --plan <name>
waypost plans assign --tenant <slug> --none
waypost plans recount [--days <number>]

Caps are messages_per_minute, messages_per_day, messages_per_month, senders, seats, contacts,
media_bytes and webhook_endpoints; what is not named is not capped. Another plan under a name that
exists is its next version, and assign takes the newest. recount compares the meter with the ledger
over so many days (35 if not said) and repairs what differs.`;

export async function run(args: string[], config: Config): Promise<number> {
  const [verb, ...rest] = args;
  if (verb === "list") return list(rest, config);
  if (verb === "create") return create(rest, config);
  if (verb === "assign") return put(rest, config);
  if (verb === "recount") return recount(rest, config);
  throw new Refusal("Say what to do: `waypost plans list`, `create`, `assign` or `recount`.");
}

async function list(args: string[], config: Config): Promise<number> {
  const { values } = parseArgs({ args, options: { json: { type: "boolean" } } });
  return withEngine(attach(config), async (engine) => {
    const plans = (await listPlans(engine, [])).map(({ id, ...row }) => ({
      ...row,
      id: presentId("plan", id),
    }));
    if (values.json === true) print(JSON.stringify({ data: plans }));
    else
      for (const { id, name, version, tenants, archived_at, caps } of plans)
        print([id, `${name} ${version}`, `tenants=${tenants}`, state(archived_at), spoken(caps)].join("  "));
    return 0;
  });
}

function state(archivedAt: Date | null): string {
  return archivedAt === null ? "open" : "archived";
}

function spoken(caps: PlanCaps): string {
  return Object.entries(caps)
    .map(([name, cap]) => `${name}=${cap}`)
    .join(" ");
}

const createOptions = {
  name: { type: "string" },
  cap: { type: "string", multiple: true },
  json: { type: "boolean" },
} as const;

async function create(args: string[], config: Config): Promise<number> {
  const { values } = parseArgs({ args, options: createOptions });
  const { name } = values;
  if (name === undefined || name === "" || name.length > 64) throw new Refusal("Give the plan a --name.");
  const caps = readCaps(values.cap ?? []);
  return withEngine(attach(config), async (engine) => {
    const row = await savePlan(engine, createIdMaker(Date.now), { name, caps });
    const id = presentId("plan", row.id);
    print(
      values.json === true
        ? JSON.stringify({ id, name, version: row.version, caps })
        : `${id}  ${name} ${row.version}  ${spoken(caps)}`,
    );
    return 0;
  });
}

const parseCaps: Parser<PlanCaps> = createParser(planCaps);

function readCaps(texts: readonly string[]): PlanCaps {
  const given: Partial<Record<CapName, number>> = {};
  for (const text of texts) {
    const [name = "", number = ""] = text.split("=", 2);
    given[name as CapName] = /^\d{1,13}$/.test(number) ? Number(number) : Number.NaN;
  }
  const parsed = parseCaps(given);
  if (parsed.ok) return parsed.value;
  const [first] = parsed.errors;
  throw new Refusal(`A cap is not valid: ${first?.path.slice(1)} ${first?.message}.`);
}

const assignOptions = {
  tenant: { type: "string" },
  plan: { type: "string" },
  none: { type: "boolean" },
} as const;

async function put(args: string[], config: Config): Promise<number> {
  const { values } = parseArgs({ args, options: assignOptions });
  const { tenant: slug, plan, none = false } = values;
  if (slug === undefined || (plan === undefined) !== none)
    throw new Refusal("Say which --tenant, and which --plan or --none.");
  return withEngine(attach(config), async (engine) => {
    const [tenant] = await findTenantBySlug(engine, [slug]);
    if (tenant === undefined) throw new Refusal(`There is no tenant "${slug}".`);
    const [found] = plan === undefined ? [] : await findPlan(engine, [plan]);
    if (plan !== undefined && found === undefined) throw new Refusal(`There is no open plan "${plan}".`);
    try {
      await assign(engine, { tenantId: tenant.id, planId: found?.id ?? null, overrides: {}, since: null });
    } catch (error) {
      throw error instanceof AppError ? new Refusal(error.message) : error;
    }
    print(plan === undefined ? `${slug} is on no plan` : `${slug} is on ${plan}`);
    return 0;
  });
}

const dayMs = 86_400_000;

async function recount(args: string[], config: Config): Promise<number> {
  const { values } = parseArgs({ args, options: { days: { type: "string", default: "35" } } });
  const days = Number(values.days);
  if (!Number.isInteger(days) || days < 1 || days > 390)
    throw new Refusal("--days takes a number from 1 to 390: the ledger has no more.");
  return withEngine(attach(config), async (engine) => {
    const { slots, repaired } = await recountUsage(engine, new Date(Date.now() - days * dayMs));
    for (const { tenant_id, slot } of repaired) print(`repaired  ${presentId("ten", tenant_id)}  ${slot}`);
    print(`${slots} hours counted, ${repaired.length} were wrong`);
    return 0;
  });
}
