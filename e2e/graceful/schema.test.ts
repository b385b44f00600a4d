// An upgrade migrates first: what runs goes on with the newer schema, and stops where that would not be safe.

import { expect, test, vi } from "vitest";
import { knownLevel } from "../../server/src/kernel/migration-files.ts";
import { migrate } from "../../server/src/kernel/migrate.ts";
import { messageIn } from "../outcome.ts";
import { type Stack, startStack } from "../stack.ts";
import { runCommand } from "./command.ts";
import { databaseUrl } from "./database.ts";
import { type NextMigration, nextRelease } from "./next-release.ts";

/** What an expanding migration may do: add to tables in use, make new ones, index beside the work. */
const expand: NextMigration[] = [
  {
    compatible: true,
    sql: `create table color (tenant_id uuid, id uuid, name text not null, primary key (tenant_id, id));
          alter table message add column color_id uuid;
          alter table sender add column tint text not null default 'none';
          alter table attempt add constraint tried check (number > 0) not valid;`,
  },
  {
    compatible: true,
    sql: `-- transaction: none
create index concurrently sender_by_tint on sender (tenant_id, tint);`,
  },
];
/** Harmless as it is, so that what goes on running can be seen to; it is its word that counts. */
const contract: NextMigration = { compatible: false, sql: "drop table color;" };

test(
  "today's code on the schema of the next release, and of one it cannot use",
  { timeout: 180_000 },
  async () => {
    const stack = await startStack();
    try {
      const known = await knownLevel();
      const url = databaseUrl(stack);
      // Statements are prepared on the connections before: a changed table must not break them.
      await sendsAndHears(stack, "+14155558300");
      expect(await migrate(url, { directory: await nextRelease(expand) })).toEqual({
        version: known + 2,
        applied: 2,
      });
      await sendsAndHears(stack, "+14155558301");

      // Not only what was running: what is started on it, too.
      expect(await runCommand(stack.env, "restart")).toMatchObject({ code: 0 });
      await said(stack, "waypost: transport was replaced");
      await sendsAndHears(stack, "+14155558302");

      // A contracting one waits for the upgrade of all; where it did not, new processes refuse and old ones go on.
      await migrate(url, { directory: await nextRelease([...expand, contract]) });
      const newest = known + 3;
      const sentence = `The database has schema version ${newest}, which only releases that know ${newest} can use`;
      const refused = await runCommand(stack.env, "restart");
      expect(refused.code).toBe(1);
      expect(refused.output).toContain(sentence);
      process.kill(stack.processes().supervisor, "SIGUSR2");
      await said(stack, `waypost: ${sentence}`);
      await said(stack, "The one that runs goes on.");
      await sendsAndHears(stack, "+14155558303");
    } finally {
      await stack.stop();
    }
  },
);

async function sendsAndHears(stack: Stack, to: string): Promise<void> {
  const { status, body } = await stack.request("POST", "/v1/messages", { to, text: { body: "Hello" } });
  expect(status).toBe(202);
  await messageIn(stack, body["id"], "read");
}

async function said(stack: Stack, sentence: string): Promise<void> {
  await vi.waitFor(() => expect(stack.output()).toContain(sentence), { timeout: 60_000, interval: 100 });
}
