// A folder as a reader of the documentation has it: the SDK installed, the page's examples typed in beside it.

import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { repository } from "../deploy/compose-file.ts";
import type { Example } from "./code-blocks.ts";

const run = promisify(execFile);

export type Workshop = {
  /** Compiles the TypeScript files that lie in a folder, or in all; throws what the compiler says of them. */
  compile(folder?: string): Promise<void>;
  write(file: string, text: string): Promise<void>;
  /** What a compiled file prints; throws when it fails. */
  run(file: string, env?: Record<string, string>): Promise<string>;
  close(): Promise<void>;
};

/** The Node that a reader may have, in place of the one the tests run on: `node` of the path, from 20 on. */
export const readersNode = "node";

export async function openWorkshop(examples: readonly Example[] = []): Promise<Workshop> {
  const directory = await mkdtemp(join(tmpdir(), "waypost-workshop-"));
  const write = async (file: string, text: string): Promise<void> => {
    await mkdir(dirname(join(directory, file)), { recursive: true });
    await writeFile(join(directory, file), text);
  };
  await installSdk(join(directory, "node_modules/@waypost/sdk"));
  for (const name of ["@types", "openapi-fetch", "openapi-typescript-helpers"])
    await symlink(join(repository, "node_modules", name), join(directory, "node_modules", name));
  await write("package.json", JSON.stringify({ type: "module" }));
  await write("tsconfig.json", JSON.stringify(settings));
  for (const { file, code } of examples) await write(file, code);
  return {
    write,
    compile: (folder = ".") => compile(join(directory, folder)),
    run: async (file, env = {}) => {
      const options = { cwd: directory, env: { ...process.env, ...env }, timeout: 60_000 };
      const { stdout } = await run(readersNode, [file.replace(/\.ts$/, ".js")], options);
      return stdout;
    },
    close: () => rm(directory, { recursive: true, force: true }),
  };
}

/** What `npm pack` would put into the package. */
async function installSdk(place: string): Promise<void> {
  await mkdir(place, { recursive: true });
  const project = join(repository, "sdk/tsconfig.build.json");
  const compiler = join(repository, "node_modules/typescript/bin/tsc");
  await run(process.execPath, [compiler, "-p", project, "--outDir", join(place, "dist")]);
  await cp(join(repository, "sdk/package.json"), join(place, "package.json"));
}

/** As careful as a careful reader's. */
const settings = {
  compilerOptions: {
    target: "es2022",
    module: "nodenext",
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    types: ["node"],
    // Node's own types are large, and nobody here doubts them.
    skipLibCheck: true,
  },
};

/** With the compiler most readers have, which is older than the repository's own. */
async function compile(directory: string): Promise<void> {
  const compiler = join(repository, "sdk/node_modules/typescript/bin/tsc");
  await run(process.execPath, [compiler, "-p", directory]).catch((error: { stdout?: string }) => {
    throw new Error(error.stdout, { cause: error });
  });
}
