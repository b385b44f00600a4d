// The steps of a tenant's life as an operator takes them, and what is to be seen of it.
import { parseArgs } from "node:util";
import { attach } from "../../attach.ts";
import type { Config } from "../../config.ts";
import type { Database, Tx } from "../../kernel/db.ts";
import { AppError } from "../../kernel/errors.ts";
import { createIdMaker, presentId } from "../../kernel/ids.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { openVault } from "../../open-vault.ts";
import {
  changeState,
  closeTenant,
  eraseSoon,
  readTenantBySlug,
  summarizeTenant,
  type TenantRow,
} from "../../tenancy/index.ts";
import { recordAct } from "../record-act.ts";
import { print, withEngine } from "../with-engine.ts";

type Verb = "show" | "suspend" | "activate" | "close" | "erase";

export function isVerb(text: string | undefined): text is Verb {
  return text !== undefined && Object.hasOwn(steps, text);
}

const options = {
  reason: { type: "string" },
  confirm: { type: "string" },
  "erase-after": { type: "string" },
  json: { type: "boolean" },
} as const;

export async function takeLifeStep(verb: Verb, args: string[], config: Config): Promise<number> {
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  const [slug] = positionals;
  if (slug === undefined) throw new Refusal(`Name the tenant: \`waypost tenants ${verb} <slug>\`.`);
  const attached = attach(config);
  return withEngine(attached, async (engine) => {
    const vault = await openVault(attached, engine);
    const deps = { vault, newId: createIdMaker(Date.now), publicUrl: attached.http.publicUrl };
    const { row, lines = [], more = {} } = await take(engine, { deps, verb, slug, values });
    const shown = { ...summarizeTenant(row), ...more };
    print(values.json === true ? JSON.stringify(shown) : [...inWords(shown), ...lines].join("\n"));
    return 0;
  });
}

type Step = {
  deps: Parameters<typeof closeTenant>[0];
  values: { reason?: string; confirm?: string; "erase-after"?: string };
};
type Taken = { row: TenantRow; lines?: string[]; more?: Record<string, unknown> };

async function take(
  engine: Database,
  { verb, slug, ...step }: Step & { verb: Verb; slug: string },
): Promise<Taken> {
  try {
    return await engine.transaction(async (tx) => {
      const [tenant] = await readTenantBySlug(tx, [slug]);
      if (tenant === undefined) {
        throw new Refusal(`There is no tenant "${slug}"; \`waypost tenants list\` shows them.`);
      }
      const taken = await steps[verb](step, tx, tenant);
      const target = { kind: "tenant", id: presentId("ten", tenant.id) };
      if (verb !== "show") await recordAct(tx, { tenantId: tenant.id, action: actions[verb], target });
      return taken;
    });
  } catch (error) {
    if (error instanceof AppError) throw new Refusal(error.message);
    throw error;
  }
}

const actions: Record<Exclude<Verb, "show">, string> = {
  suspend: "tenant.suspended",
  activate: "tenant.activated",
  close: "tenant.closed",
  erase: "tenant.erasure_asked",
};

const steps: Record<Verb, (step: Step, tx: Tx, tenant: TenantRow) => Promise<Taken>> = {
  show: async (_step, _tx, row) => ({ row }),
  suspend: ({ values }, tx, { id }) => change(tx, id, "suspend", requireReason(values)),
  activate: ({ values }, tx, { id }) => change(tx, id, "activate", values.reason ?? null),
  close: async ({ deps, values }, tx, { id: tenantId }) => {
    const closing = {
      tenantId,
      by: "platform",
      confirm: values.confirm ?? "",
      reason: requireReason(values),
      eraseAfterDays: readDays(values["erase-after"]),
    } as const;
    const { row, access } = await closeTenant(deps, tx, closing, new Date());
    if (access === null) return { row };
    const { url, passphrase, valid_days: days } = access;
    const lines = [
      "",
      `Its export will be at ${url} soon, for ${days} days; it opens with`,
      `  ${passphrase}`,
      "Neither is shown again.",
    ];
    return { row, lines, more: { export: access } };
  },
  erase: async ({ values }, tx, { id: tenantId }) => ({
    row: await eraseSoon(tx, { tenantId, confirm: values.confirm ?? "" }, new Date()),
    lines: ["", "It is erased within a minute or two; a tombstone with its id stays."],
  }),
};

async function change(
  tx: Tx,
  tenantId: string,
  step: "suspend" | "activate",
  reason: string | null,
): Promise<Taken> {
  return { row: await changeState(tx, tenantId, { step, by: "platform", reason }, new Date()) };
}

function requireReason({ reason }: Step["values"]): string {
  if (reason === undefined) throw new Refusal('Say why: --reason "unpaid since May". The tenant reads it.');
  return reason;
}

function readDays(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const days = /^(\d{1,3})d$/.exec(text)?.[1];
  if (days === undefined || Number(days) > 365) throw new Refusal("--erase-after takes 0d to 365d.");
  return Number(days);
}

function inWords(shown: ReturnType<typeof summarizeTenant>): string[] {
  const since = `since ${shown.state_since.slice(0, 10)}`;
  const why = shown.state_reason === null ? "" : `: ${shown.state_reason}`;
  return [
    `${shown.id}  ${shown.slug}  ${shown.name}`,
    `${shown.state} ${since}${why}`,
    ...(shown.trial_ends_at === null ? [] : [`trial ends ${shown.trial_ends_at}`]),
    ...(shown.erase_after === null ? [] : [`erased after ${shown.erase_after}`]),
    `${shown.time_zone}, ${shown.locale}`,
  ];
}
