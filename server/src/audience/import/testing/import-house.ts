// What tests of imports stand on: their routes over HTTP, a worker that runs when a test says so, and a look
// at what is stored.

import { createHarness, type Harness, newId } from "../../../http/harness.ts";
import { createAddressHash } from "../../address.ts";
import type { ImportDeps } from "../deps.ts";
import { importRoutes } from "../routes.ts";
import { claimImport } from "../store/import.ts";
import { workImport } from "../run/work-import.ts";

export type Shown = Record<string, unknown> & {
  id: string;
  state: string;
  rows: number;
  created: number;
  updated: number;
  unchanged: number;
  duplicates: number;
  rejected: number;
};

export type ImportHouse = {
  harness: Harness;
  deps: ImportDeps;
  /** What the plan has room for; null for everything. */
  room: { left: number | null };
  /** Numbers whose waiting messages were skipped. */
  skipped: string[];
  tenant(): Promise<TenantSide>;
  /** One import, as far as it goes; `interrupt` is called before each of its batches. */
  workOne(interrupt?: () => void): Promise<boolean>;
};

export type TenantSide = {
  id: string;
  key: string;
  send(file: Buffer | string, query?: Record<string, string>, path?: string): Promise<Response>;
  /** Sent, worked to its end, and shown. */
  import(file: Buffer | string, query?: Record<string, string>, path?: string): Promise<Shown>;
  show(id: string): Promise<Shown>;
  ask(line: string): Promise<Response>;
  rejects(id: string): Promise<string>;
  rows<Row extends Record<string, unknown>>(query: string, values?: unknown[]): Promise<Row[]>;
};

export async function createImportHouse(): Promise<ImportHouse> {
  const room: ImportHouse["room"] = { left: null };
  const skipped: string[] = [];
  const made: { deps?: ImportDeps } = {};
  const harness = await createHarness(({ app, engine, vault }) => {
    made.deps = {
      app,
      engine,
      people: { newId, hash: createAddressHash(vault.derive("suppression")) },
      now: () => new Date(),
      defaultCountry: () => Promise.resolve("IN"),
      skipWaiting: async (_tx, people) => void skipped.push(...people.map(({ recipient }) => recipient)),
      placesLeft: () => Promise.resolve(room.left),
      onError: (error) => {
        throw error;
      },
    };
    return importRoutes(made.deps);
  });
  const { deps } = made;
  if (deps === undefined) throw new Error("routes are made when the server is");
  const workOne: ImportHouse["workOne"] = async (interrupt = () => undefined) => {
    const [row] = await claimImport(harness.engine, []);
    if (row === undefined) return false;
    const shouldRest = async (): Promise<boolean> => {
      interrupt();
      return false;
    };
    await workImport({ deps, row, isStopping: () => false, shouldRest });
    return true;
  };
  return { harness, deps, room, skipped, workOne, tenant: () => sideOf(harness, workOne) };
}

async function sideOf(harness: Harness, workOne: ImportHouse["workOne"]): Promise<TenantSide> {
  const tenant = await harness.tenant();
  const { text: key } = await tenant.key("test");
  const headers = { authorization: `Bearer ${key}` };
  const ask: TenantSide["ask"] = (line) => {
    const [method = "GET", path = "/"] = line.split(" ");
    return fetch(harness.url + path, { method, headers });
  };
  const show: TenantSide["show"] = async (id) =>
    (await (await ask(`GET /v1/contacts/import/${id}`)).json()) as Shown;
  const send: TenantSide["send"] = (file, query = {}, path = "/v1/contacts/import") => {
    const search = new URLSearchParams({ mode: "commit", ...query });
    const body = typeof file === "string" ? Buffer.from(file) : file;
    return fetch(`${harness.url}${path}?${search.toString()}`, {
      method: "POST",
      headers: { ...headers, "content-type": "text/csv" },
      body,
    });
  };
  return {
    id: tenant.id,
    key,
    ask,
    show,
    send,
    import: async (file, query, path) => {
      const response = await send(file, query, path);
      if (response.status !== 202) throw new Error(`${response.status} ${await response.text()}`);
      const { id } = (await response.json()) as Shown;
      while (await workOne()) continue;
      return show(id);
    },
    rejects: async (id) => (await ask(`GET /v1/contacts/import/${id}/rejects`)).text(),
    rows: <Row extends Record<string, unknown>>(query: string, values: unknown[] = []) =>
      harness.app.asTenants([tenant.id], async (tx) => {
        await tx.query("select 1");
        return (await tx.query<Row>(query, values)).rows;
      }),
  };
}
