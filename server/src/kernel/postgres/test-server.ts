// One throw-away Postgres for a whole test run (Vitest's globalSetup), holding a migrated template to clone.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { migrate } from "../migrate.ts";
import { startEmbeddedPostgres } from "./index.ts";
import { TEMPLATE } from "./test-database.ts";

/**
 * As durable as in production; only the room for connections is wider, since every test file has its own
 * pools.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), "waypost-test-"));
  const server = await startEmbeddedPostgres({ dataDir, settings: { max_connections: "300" } });
  const end = async (): Promise<void> => {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    await prepareTemplate(server.url);
  } catch (error) {
    await end();
    throw error;
  }
  project.provide("postgresUrl", server.url);
  return end;
}

async function prepareTemplate(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`create database ${TEMPLATE}`);
    const template = new URL(url);
    template.pathname = TEMPLATE;
    await migrate(template.href);
    // A test that connected to the template by mistake would block every clone: it cannot.
    await client.query(`alter database ${TEMPLATE} allow_connections false is_template true`);
  } finally {
    await client.end();
  }
}
