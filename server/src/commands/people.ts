// `waypost people`: who can sign in, for the operator of the machine: links for those who cannot, and an end to those
// who should not.
import { parseArgs } from "node:util";
import { attach } from "../attach.ts";
import type { AttachedConfig, Config } from "../config.ts";
import { roomForSeat, setupLink } from "../control/people.ts";
import type { Database } from "../kernel/db.ts";
import { AppError } from "../kernel/errors.ts";
import { createIdMaker, presentId } from "../kernel/ids.ts";
import { Refusal } from "../kernel/refusal.ts";
import {
  createMailer,
  disablePerson,
  endSignInsOf,
  findRole,
  listPeople,
  makeInvitation,
  makeResetLink,
  readPersonByEmail,
  spellEmail,
} from "../people/index.ts";
import { readTenantBySlug } from "../tenancy/index.ts";
import { recordAct } from "./record-act.ts";
import { print, withEngine } from "./with-engine.ts";

export const summary = "list, invite, reset, disable and sign out people";

export const usage = `waypost people list [--json]
waypost people setup
waypost people invite --email <address> --tenant <slug> --role <role>
waypost people reset --email <address>
waypost people disable --email <address> [--undo]
waypost people sign-out --email <address>

setup prints a link that makes the first person, as the first start does; an older one is dead then.
invite prints a link that works once, for seven days; with WAYPOST_SMTP_URL it is mailed as well.
<role> is owner, admin, marketer, agent, developer, auditor, or the id of one of the tenant's own.
reset prints a link to a new password that works once, for an hour.
disable ends every session within four seconds, and lets nobody sign in as them.`;

const verbs: Readonly<Record<string, (config: Config, values: Values) => Promise<number>>> = {
  list,
  setup,
  invite,
  reset,
  disable,
  "sign-out": signOut,
};

const options = {
  email: { type: "string" },
  tenant: { type: "string" },
  role: { type: "string" },
  undo: { type: "boolean" },
  json: { type: "boolean" },
} as const;

type Values = { email?: string; tenant?: string; role?: string; undo?: boolean; json?: boolean };

export async function run(args: string[], config: Config): Promise<number> {
  const [name = "", ...rest] = args;
  const verb = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
  if (verb === undefined) {
    throw new Refusal(`Say what to do: \`waypost people ${Object.keys(verbs).join("`, `")}\`.`);
  }
  return verb(config, parseArgs({ args: rest, options }).values);
}

async function list(config: Config, { json }: Values): Promise<number> {
  return withEngine(attach(config), async (engine) => {
    const people = (await listPeople(engine, [])).map((row) => ({
      id: presentId("usr", row.id),
      email: row.email,
      name: row.name,
      platform: row.platform,
      two_factor: row.totp_since !== null,
      disabled: row.disabled_at !== null,
      tenants: row.tenants,
    }));
    if (json === true) print(JSON.stringify({ data: people }));
    else for (const person of people) print(lineOf(person));
    return 0;
  });
}

type Shown = { id: string; email: string; platform: boolean; disabled: boolean; tenants: string[] };

function lineOf({ id, email, platform, disabled, tenants }: Shown): string {
  const marks = [...(platform ? ["platform"] : []), ...(disabled ? ["disabled"] : [])];
  return [id, email, tenants.join(",") || "-", ...marks].join("  ");
}

async function setup(config: Config): Promise<number> {
  const link = await setupLink(attach(config));
  if (link === null) throw new Refusal("There is somebody already: `waypost people list` shows who.");
  print(link);
  return 0;
}

async function invite(config: Config, values: Values): Promise<number> {
  const { tenant: slug, role: roleName } = values;
  const email = requireEmail(values);
  if (slug === undefined || roleName === undefined) {
    throw new Refusal("Say where and as what: --tenant default --role agent.");
  }
  const attached = attach(config);
  return withEngine(attached, async (engine) => {
    const [tenant] = await readTenantBySlug(engine, [slug]);
    if (tenant === undefined) {
      throw new Refusal(`There is no tenant "${slug}"; \`waypost tenants list\` shows them.`);
    }
    const { link, mailed } = await engine.transaction(async (tx) => {
      const role = await findRole(tx, tenant.id, roleName).catch(inWords);
      const wanted = { tenantId: tenant.id, email, role, by: "operator" };
      const invited = await makeInvitation(partsOf(attached), tx, wanted);
      const target = { kind: "invitation", id: presentId("inv", invited.row.id) };
      await recordAct(tx, { tenantId: tenant.id, action: "person.invited", target });
      return invited;
    });
    print(mailed ? `${link}\n\nIt is on its way by mail as well.` : link);
    return 0;
  });
}

function inWords(error: unknown): never {
  throw error instanceof AppError ? new Refusal(error.message) : error;
}

function partsOf(config: AttachedConfig) {
  const onError = (error: Error): void => console.error(`waypost: ${error.message}`);
  return {
    newId: createIdMaker(Date.now),
    now: () => new Date(),
    publicUrl: config.http.publicUrl,
    mailer: createMailer({ ...config.mail, onError }),
    roomForSeat,
  };
}

async function reset(config: Config, values: Values): Promise<number> {
  return withPerson(config, values, async (engine, id) => {
    const { publicUrl } = config.http;
    print(await makeResetLink({ engine, publicUrl, now: () => new Date() }, id));
    await recordAct(engine, { action: "person.reset_link_made", target: named(id) });
  });
}

async function disable(config: Config, values: Values): Promise<number> {
  const email = requireEmail(values);
  const undo = values.undo === true;
  return withPerson(config, values, async (engine, id) => {
    await disablePerson(engine, [email, !undo]);
    if (!undo) await endSignInsOf(engine, [id, null]);
    await recordAct(engine, { action: undo ? "person.enabled" : "person.disabled", target: named(id) });
    print(
      undo ? `${email} may sign in again.` : `${email} is disabled; every session ends within four seconds.`,
    );
  });
}

async function signOut(config: Config, values: Values): Promise<number> {
  return withPerson(config, values, async (engine, id) => {
    const ended = await endSignInsOf(engine, [id, null]);
    await recordAct(engine, { action: "person.signed_out", target: named(id) });
    print(`${ended.length} ${ended.length === 1 ? "session ends" : "sessions end"} within four seconds.`);
  });
}

function named(id: string): { kind: string; id: string } {
  return { kind: "person", id: presentId("usr", id) };
}

async function withPerson(
  config: Config,
  values: Values,
  work: (engine: Database, id: string) => Promise<void>,
): Promise<number> {
  const email = requireEmail(values);
  return withEngine(attach(config), async (engine) => {
    const [person] = await readPersonByEmail(engine, [email]);
    if (person === undefined) throw new Refusal(`There is nobody with the address ${email}.`);
    await work(engine, person.id);
    return 0;
  });
}

function requireEmail({ email }: Values): string {
  if (email === undefined || !/^[^@\s]+@[^@\s]+$/.test(email)) {
    throw new Refusal("Name the person by their address: --email who@example.com.");
  }
  return spellEmail(email);
}
