// Takes away one of the two guards between tenants, so that a test sees what the other holds alone.

import type { Database, Tx } from "../../kernel/db.ts";

export type Guard = (app: Database) => Database;

/** How many statements handlers have asked for so far. */
export type Count = { statements: number };

export function counting(count: Count): Guard {
  return (app) =>
    onEachStatement(app, (given) => {
      count.statements += 1;
      return given;
    });
}

/**
 * The application's care is off: wherever a handler names its caller's tenant, the statement names the other one. The
 * transaction still belongs to the caller, so row-level security alone decides what comes of it.
 */
export function rlsOnly(ours: string, theirs: string): Guard {
  return (app) => onEachStatement(app, (given) => given.map((each) => renamed(each, ours, theirs)));
}

/** Row-level security is off: what a handler's conditions let through is what comes. */
export function applicationOnly(role: string): Guard {
  const unbound = (tx: Tx): Promise<unknown> => tx.query(`set local role ${role}`);
  return (app) => ({
    ...app,
    query: asQuery((given) =>
      app.transaction(async (tx) => {
        await unbound(tx);
        return Reflect.apply(tx.query, tx, given);
      }),
    ),
    transaction: (work) =>
      app.transaction(async (tx) => {
        await unbound(tx);
        return work(tx);
      }),
    asTenants: (tenants, work) =>
      app.asTenants(tenants, async (tx) => {
        await unbound(tx);
        return work(tx);
      }),
  });
}

/** A role like the application's that no policy binds; an owner makes it, once for the whole Postgres. */
export const unboundRole = "test_waypost_unbound";
export const makeUnboundRole = `
  do $$ begin
    create role ${unboundRole} bypassrls in role waypost_app;
  exception when duplicate_object or unique_violation then null;
  end $$`;

type Given = readonly unknown[];

function onEachStatement(app: Database, change: (given: Given) => Given): Database {
  const watched = (tx: Tx): Tx => ({ query: asQuery((given) => Reflect.apply(tx.query, tx, change(given))) });
  return {
    ...app,
    query: asQuery((given) => Reflect.apply(app.query, app, change(given))),
    transaction: (work) => app.transaction((tx) => work(watched(tx))),
    asTenants: (tenants, work) => app.asTenants(tenants, (tx) => work(watched(tx))),
  };
}

function asQuery(run: (given: Given) => Promise<unknown>): Tx["query"] {
  return ((...given: unknown[]) => run(given)) as Tx["query"];
}

/** Values may be texts, lists of them, or documents that hold the tenant somewhere inside. */
function renamed(given: unknown, ours: string, theirs: string): unknown {
  if (typeof given === "string") return given.replaceAll(ours, theirs);
  if (Array.isArray(given)) return given.map((each) => renamed(each, ours, theirs));
  if (typeof given !== "object" || given === null || Buffer.isBuffer(given) || given instanceof Date)
    return given;
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, renamed(value, ours, theirs)]),
  );
}
