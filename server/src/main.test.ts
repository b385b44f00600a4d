// Checks the command line from outside: help, mistakes, and that a failure is a sentence and an exit code.
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { COMMANDS } from "./commands/table.ts";

test("help names every command in a line, and each explains itself", async () => {
  const { output, code } = await waypost(["help"]);
  expect(code).toBe(0);
  for (const [name, load] of Object.entries(COMMANDS)) {
    const { summary, usage } = await load();
    expect(output.split("\n")).toContain(`  ${name.padEnd(14)}${summary}`);
    expect(usage).toMatch(new RegExp(`^waypost ${name}\\b`));
    expect(usage.split("\n").filter((line) => line.length > 100)).toEqual([]);
  }
  expect(await waypost(["doctor", "--help"])).toEqual(await waypost(["help", "doctor"]));
});

test("docs/cli.md lists exactly these commands, each with an example that its help explains", async () => {
  const chapter = readFileSync(new URL("../../docs/cli.md", import.meta.url), "utf8");
  const row = /^\| `waypost ([a-z-]+)` +\|.*\| `waypost ([a-z-]+)([^`]*)` +\|$/gm;
  const listed = [...chapter.matchAll(row)].map(([, name = "", shown, rest = ""]) => ({ name, shown, rest }));
  expect(listed.map(({ name }) => name).toSorted()).toEqual(Object.keys(COMMANDS).toSorted());
  for (const { name, shown, rest } of listed) {
    const { usage } = (await COMMANDS[name]?.()) ?? { usage: "" };
    const [verb = ""] = /^ [a-z]+(-[a-z]+)*(?= |$)/.exec(rest) ?? [];
    expect(shown).toBe(name);
    for (const word of [`waypost ${name}${verb}`, ...(rest.match(/--[a-z-]+/g) ?? [])])
      expect(usage, `waypost ${name}${rest}`).toContain(word);
  }
});

test.each([
  [["strat"], 'there is no command "strat"; did you mean start?'],
  [["toString"], 'there is no command "toString"'],
  [["help", "everything"], 'there is no command "everything"'],
])("%j is refused with exit code 2", async (args, sentence) => {
  const { output, code } = await waypost(args);
  expect(output).toContain(sentence);
  expect(code).toBe(2);
});

test("a wrong variable is refused before anything is done", async () => {
  const { output, code } = await waypost(["migrate"], { WAYPOST_PROT: "1" });
  expect(output).toBe("waypost: WAYPOST_PROT is not a variable Waypost knows: did you mean WAYPOST_PORT?\n");
  expect(code).toBe(2);
});

test("before the first start there is nothing to migrate, and the doctor finds nothing wrong", async () => {
  const directory = mkdtempSync(join(tmpdir(), "waypost-main-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const env = { WAYPOST_DATA_DIR: join(directory, "data") };
  const refused = await waypost(["migrate"], env);
  expect(refused.output).toBe(
    `waypost: There is no database in ${env.WAYPOST_DATA_DIR}: ` +
      "run `npm start` first, or set DATABASE_URL.\n",
  );
  expect(refused.code).toBe(1);

  const checked = await waypost(["doctor"], env);
  expect(checked.output).toContain("Database: the embedded one will be made by the first start.");
  const unreachable = { ...env, DATABASE_URL: "postgresql://waypost:hunter2@127.0.0.1:1/waypost" };
  const wrong = await waypost(["doctor"], unreachable);
  expect(wrong.output).toMatch(
    /^WRONG The database at 127\.0\.0\.1:1\/waypost cannot be used: connect ECONNREFUSED/m,
  );
  expect(wrong.code).toBe(1);
});

function waypost(
  args: string[],
  env: Record<string, string> = {},
): Promise<{ output: string; code: unknown }> {
  const main = fileURLToPath(new URL("main.ts", import.meta.url));
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [main, ...args],
      { env: { ...process.env, ...env } },
      (error, said, complained) => resolve({ output: said + complained, code: error?.code ?? 0 }),
    );
  });
}
