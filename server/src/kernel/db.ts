// The door to Postgres: pools that act under one role, transactions that see named tenants only, named statements.

import pg from "pg";
import { createLines, type Lines } from "./dead-lines.ts";

/** What a store function needs of a connection; always a transaction's own connection or a pool. */
export type Tx = Pick<pg.ClientBase, "query">;

export type Role = "waypost_app" | "waypost_engine";

export type Database = {
  /** One statement on any free connection, its own transaction. Sees no tenant's rows under waypost_app. */
  query: Tx["query"];
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** A transaction whose row-level security admits exactly these tenants. */
  asTenants<T>(tenantIds: readonly string[], work: (tx: Tx) => Promise<T>): Promise<T>;
  close(): Promise<void>;
};

export type DatabaseOptions = {
  url: string;
  role: Role;
  connectionsMax: number;
  /** The longest a statement may take; leases need a short one, because a late answer is worse than none. */
  patienceMs?: number;
  /**
   * Rows are found by an index and nothing else. For processes that live on kept statements: one that was planned while
   * its table had a page reads all of it, and a lane has a hundred thousand rows before Postgres counts them again
   * (measured: claims of 30 s, for a minute).
   */
  byIndex?: boolean;
  /**
   * The longest a transaction may wait for this process, after which the server ends the connection: a process that is
   * frozen in the middle of one keeps its locks until then, and whoever takes its work over waits for them.
   */
  idleInTransactionMs?: number;
  onError(error: Error): void;
};

export function createDatabase(options: DatabaseOptions): Database {
  const patienceMs = options.patienceMs ?? 30_000;
  const settings = connectionOptions(options.url, options.role);
  const pool = new pg.Pool({
    ...settings,
    options: options.byIndex === true ? `${settings.options} ${byIndex}` : settings.options,
    statement_timeout: patienceMs,
    query_timeout: patienceMs + 500,
    idle_in_transaction_session_timeout: options.idleInTransactionMs ?? 0,
    max: options.connectionsMax,
    // Statements hold a connection for milliseconds; waiting longer means the database is gone or overrun.
    connectionTimeoutMillis: Math.min(5_000, patienceMs),
    idleTimeoutMillis: 60_000,
    pipeline: true,
  });
  const lines = createLines({
    url: options.url,
    silenceMs: Math.min(silenceMs, patienceMs / 3),
    onError: options.onError,
  });
  pool.on("error", options.onError).on("connect", lines.add).on("remove", lines.remove);
  const house: House = { pool, lines };
  const query = (...given: unknown[]): Promise<unknown> =>
    borrow(house, (tx) => Reflect.apply(tx.query, tx, given));
  return {
    query: query as Tx["query"],
    transaction: (work) =>
      runTransaction(house, async (tx) => {
        await tx.query("begin");
        return work(tx);
      }),
    asTenants: (tenantIds, work) => runTransaction(house, (tx) => workAsTenants(tx, tenantIds, work)),
    close: () => pool.end(),
  };
}

type House = { pool: pg.Pool; lines: Lines };

/** Nearly every statement has its answer by then; a renewal of the lease that waits longer would come too late. */
const silenceMs = 2_000;

/** The other way round: what a machine that was cut off has locked is free within half a minute. */
const serverKeepAlive = "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3";

/** Not forbidden, only never preferred: what has no index for its question is still read through. */
const byIndex = "-c enable_seqscan=off -c enable_bitmapscan=off";

/** Connection settings for one role. `role` is set at connect, so no statement ever runs as the owner. */
export function connectionOptions(
  url: string,
  role: Role,
): pg.ClientConfig & { connectionString: string; options: string } {
  return {
    connectionString: url,
    options: `-c role=${role} ${serverKeepAlive}`,
    keepAlive: true,
    // A host that is gone is noticed on lines that rest, within half a minute instead of two hours.
    keepAliveInitialDelayMillis: 10_000,
    application_name: "waypost",
  };
}

/** A statement prepared once per connection under its name, with typed rows. */
export function statement<Row extends pg.QueryResultRow>(
  name: string,
  text: string,
): (tx: Tx, values: readonly unknown[]) => Promise<Row[]> {
  return async (tx, values) => (await tx.query<Row>({ name, text, values: [...values] })).rows;
}

/**
 * A statement planned anew at every call. For joins of a document with a table: a kept plan may be from when the
 * table was small, and reads all of it once it has grown (measured: 12 ms for one key among 100,000, instead of
 * 0.1). Planning costs half a millisecond, which a batch shares.
 */
export function freshStatement<Row extends pg.QueryResultRow>(
  text: string,
): (tx: Tx, values: readonly unknown[]) => Promise<Row[]> {
  return async (tx, values) => (await tx.query<Row>({ text, values: [...values] })).rows;
}

function runTransaction<T>(house: House, work: (tx: Tx) => Promise<T>): Promise<T> {
  return borrow(house, async (tx) => {
    try {
      const result = await work(tx);
      await tx.query("commit");
      return result;
    } catch (error) {
      // What broke the connection has been noted, and its failure is told.
      await tx.query("rollback").catch(() => undefined);
      throw error;
    }
  });
}

/** A connection for `work` alone; one that failed otherwise than by the server's own word is not used again. */
async function borrow<T>({ pool, lines }: House, work: (tx: Tx) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  const giveBack = lines.lend(client);
  let broken: Error | undefined;
  // A connection that breaks fails the statement on it; it also tells itself, and unheard that would end the process.
  const onBroken = (error: Error): void => {
    broken = error;
  };
  client.on("error", onBroken);
  const query = async (...given: unknown[]): Promise<unknown> => {
    try {
      return await lines.during(client, () => Reflect.apply(client.query, client, given));
    } catch (error) {
      if (!isServersWord(error)) onBroken(error instanceof Error ? error : new Error(String(error)));
      throw error;
    }
  };
  try {
    return await work({ query: query as Tx["query"] });
  } finally {
    client.off("error", onBroken);
    giveBack();
    client.release(broken);
  }
}

/** It has refused the statement and is ready for the next. */
function isServersWord(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.severity === "ERROR";
}

/**
 * Begin, tenant and the work's first statement travel together: a round trip less for every request. A statement that
 * ran without its begin would see no tenant's rows and write none, so nothing can come of it.
 */
async function workAsTenants<T>(
  tx: Tx,
  tenantIds: readonly string[],
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  const [begun, worked] = await Promise.allSettled([tx.query(beginAsTenants(tenantIds)), work(tx)]);
  if (begun.status === "rejected") throw begun.reason;
  if (worked.status === "rejected") throw worked.reason;
  return worked.value;
}

/** The ids are our own uuids; the check keeps anything else out of the text. */
function beginAsTenants(tenantIds: readonly string[]): string {
  for (const id of tenantIds) {
    if (!/^[0-9a-f-]{36}$/.test(id)) throw new Error(`not a tenant id: ${id}`);
  }
  return `begin; select set_config('app.tenants', '${tenantIds.join(",")}', true)`;
}
