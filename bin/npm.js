// Finds npm and lets it install exactly what a directory's lockfile names.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

export async function npmInstall(directory) {
  // Tools are needed for `npm test` whatever NODE_ENV says; no package runs a script of its own; audits and
  // advertisements are noise here.
  const args = ["ci", "--include=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const { file, prefix, shell } = npmCommand();
  const output = [];
  const code = await new Promise((resolve, reject) => {
    const child = spawn(file, [...prefix, ...args], {
      cwd: directory,
      shell,
      stdio: ["ignore", "pipe", "pipe"],
    });
    child.stdout.on("data", (chunk) => output.push(chunk));
    child.stderr.on("data", (chunk) => output.push(chunk));
    child.once("error", () =>
      reject(new Error("npm was not found: install it (it comes with Node) and try again.")),
    );
    child.once("close", resolve);
  });
  if (code === 0) return;
  // npm ends with a page of its own usage; what went wrong stands above it.
  const said = Buffer.concat(output).toString().trim().split("\n").slice(0, 15).join("\n");
  throw new Error(`npm could not install the packages of ${directory}:\n${said}`);
}

/** The npm that called us, else the one beside this Node, else the one on the PATH. */
function npmCommand() {
  const beside = join(dirname(process.execPath), "../lib/node_modules/npm/bin/npm-cli.js");
  const script = [process.env.npm_execpath, beside].find(
    (path) => path?.endsWith("npm-cli.js") && existsSync(path),
  );
  if (script) return { file: process.execPath, prefix: [script], shell: false };
  // On Windows npm is a batch file, which only a shell can start.
  return { file: "npm", prefix: [], shell: process.platform === "win32" };
}
