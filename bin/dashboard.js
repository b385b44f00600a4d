// Builds the dashboard, when it is not there or older than its sources.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withInstallLock } from "./install-lock.js";
import { ROOT } from "./packages.js";

/** What goes into it; the lockfile stands for the packages. */
const SOURCES = ["web", "sdk/src", "package-lock.json"];
const LEFT_OUT = /(^|\/)(node_modules|dist|dist-[^/]*|testing)(\/|$)|\.test\.tsx?$/;

/** Resolves when it is up to date, or cannot be made here: the API works without. */
export async function ensureDashboard(node, root = ROOT) {
  if (!existsSync(join(root, "web", "build.ts"))) return;
  if (isBuilt(root)) return;
  if (!existsSync(join(root, "node_modules", "vite"))) {
    console.error(
      "waypost: the dashboard is not built, as its tools are not installed: `npm ci` brings them.",
    );
    return;
  }
  await withInstallLock(async () => {
    // Another launch may have done it while we waited.
    if (isBuilt(root)) return;
    console.error("waypost: building the dashboard (once, some seconds) …");
    const made = sourcesOf(root);
    const said = await build(node, root);
    if (said === null) writeFileSync(stampOf(root), made);
    else console.error(`waypost: the dashboard could not be built, going on without it:\n${said}`);
  });
}

export function isBuilt(root = ROOT) {
  const stamp = stampOf(root);
  return existsSync(stamp) && readFileSync(stamp, "utf8") === sourcesOf(root);
}

/** Which sources a build was made of; it stands beside its files. */
function stampOf(root) {
  return join(root, "web", "dist", ".sources");
}

function sourcesOf(root) {
  const hash = createHash("sha256");
  for (const file of SOURCES.flatMap((path) => filesIn(root, path))) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update("\0");
  }
  return hash.digest("hex");
}

function filesIn(root, path) {
  if (LEFT_OUT.test(path)) return [];
  const entries = path.endsWith(".json") ? null : readdirSync(join(root, path), { withFileTypes: true });
  if (entries === null) return [path];
  return entries
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const inside = `${path}/${entry.name}`;
      if (entry.isDirectory()) return filesIn(root, inside);
      return LEFT_OUT.test(inside) ? [] : [inside];
    });
}

/** Null when it went well, else what was said. */
function build(node, root) {
  return new Promise((resolve) => {
    const output = [];
    // Whoever starts it may be a test, whose environment would make a slow and large React of it.
    const env = { ...process.env, NODE_ENV: "production" };
    const stdio = ["ignore", "pipe", "pipe"];
    const child = spawn(node, [join(root, "web", "build.ts")], { cwd: root, env, stdio });
    child.stdout.on("data", (chunk) => output.push(chunk));
    child.stderr.on("data", (chunk) => output.push(chunk));
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code) => resolve(code === 0 ? null : Buffer.concat(output).toString().trim()));
  });
}
