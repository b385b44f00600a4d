// Installs the packages of the lockfile, when they are not there or not the ones it names.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { withInstallLock } from "./install-lock.js";
import { npmInstall } from "./npm.js";

export const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** `tools` are the development dependencies, which running Waypost can do without. */
export async function ensurePackages({ tools }) {
  if (isInstalled(ROOT, { tools })) return;
  await withInstallLock(async () => {
    // Another launch may have done it while we waited.
    if (isInstalled(ROOT, { tools })) return;
    console.error("waypost: installing packages (once, about half a minute) …");
    await npmInstall(ROOT);
  });
}

/**
 * npm writes down what it installed as the last thing it does, so that record is complete or absent. It is
 * compared with the lockfile rather than with a note of our own: what a person installed with `npm ci`
 * counts as well.
 */
export function isInstalled(directory, { tools }) {
  const record = join(directory, "node_modules", ".package-lock.json");
  if (!existsSync(record)) return false;
  const wanted = packagesOf(join(directory, "package-lock.json"));
  const found = packagesOf(record);
  return Object.entries(wanted).every(([path, { version, integrity, dev, optional, devOptional }]) => {
    const here = found[path];
    if (here) return here.version === version && here.integrity === integrity;
    // Those of other platforms stay away; the clone's own workspaces ("server") are no packages to install.
    return optional || devOptional || (dev && !tools) || !path.includes("node_modules/");
  });
}

function packagesOf(file) {
  return JSON.parse(readFileSync(file, "utf8")).packages;
}
