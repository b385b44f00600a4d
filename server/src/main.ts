// The `waypost` command line: finds the command, reads the configuration, and turns how it ended into an
// exit code.
import { readFileSync } from "node:fs";
import type { Command } from "./commands/command.ts";
import { COMMANDS } from "./commands/table.ts";
import { readConfig } from "./config.ts";
import { nearest } from "./kernel/spelling.ts";
import { Refusal } from "./kernel/refusal.ts";
import { endWithParent } from "./supervisor/end-with-parent.ts";

const BAD_USAGE = 2;

process.exitCode = await main(process.argv.slice(2));
// The channel to a parent must not keep a finished command alive.
process.channel?.unref();

async function main([name = "help", ...args]: string[]): Promise<number> {
  if (["--version", "-v", "version"].includes(name)) return say(version());
  if (["--help", "-h", "help"].includes(name)) return help(args[0]);
  const load = commandNamed(name);
  if (!load) return unknownCommand(name);
  if (args.includes("--help") || args.includes("-h")) return help(name);
  return runCommand(name, args, load);
}

async function runCommand(name: string, args: string[], load: () => Promise<Command>): Promise<number> {
  const config = readConfig();
  if ("problems" in config) {
    for (const problem of config.problems) console.error(`waypost: ${problem}`);
    return BAD_USAGE;
  }
  // The supervisor alone outlives its parent for a moment, to stop everything in order.
  if (name !== "start") endWithParent();
  try {
    return (await (await load()).run(args, config)) ?? 0;
  } catch (error) {
    console.error(config.logLevel === "debug" ? error : failure(name, error));
    // At once: what a role had opened before it failed would keep the process alive, doing nothing.
    return process.exit(1);
  }
}

/** One sentence: a refusal's own, or what else went wrong and how to see where. */
function failure(name: string, error: unknown): string {
  if (error instanceof Refusal) return `waypost: ${error.message}`;
  const reason = error instanceof Error && error.message ? error.message : String(error);
  return `waypost ${name} failed: ${reason} (WAYPOST_LOG_LEVEL=debug shows where.)`;
}

async function help(name?: string): Promise<number> {
  const load = name === undefined ? undefined : commandNamed(name);
  if (load) return say((await load()).usage);
  if (name !== undefined) return unknownCommand(name);
  const lines = await Promise.all(
    Object.entries(COMMANDS).map(async ([each, open]) => `  ${each.padEnd(14)}${(await open()).summary}`),
  );
  return say(["Usage: waypost <command>", "", ...lines, "", "waypost help <command> tells more."].join("\n"));
}

function commandNamed(name: string): (() => Promise<Command>) | undefined {
  return Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
}

function unknownCommand(name: string): number {
  const meant = nearest(name, Object.keys(COMMANDS));
  console.error(
    `waypost: there is no command "${name}"${meant ? `; did you mean ${meant}?` : "."} ` +
      "`waypost help` lists them.",
  );
  return BAD_USAGE;
}

function version(): string {
  const { version: own } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  return `waypost ${own} on Node ${process.versions.node}`;
}

function say(text: string): number {
  console.log(text);
  return 0;
}
