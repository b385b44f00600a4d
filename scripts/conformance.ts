// Runs the suite every transport passes against one of them: `npm run conformance -- waha`.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = "server/src/transports";

/** Those that say of themselves that they conform. */
const transports = readdirSync(`${root}/${folder}`).filter((name) =>
  existsSync(`${root}/${folder}/${name}/conformance.test.ts`),
);
const [name = ""] = process.argv.slice(2);

if (transports.includes(name)) {
  const reporters = ["--reporter=verbose", "--reporter=./scripts/closing-line-reporter.ts"];
  const vitest = ["node_modules/vitest/vitest.mjs", "run", "--project", "rooms", ...reporters];
  const run = spawnSync(process.execPath, [...vitest, `${folder}/${name}/`, "-t", "as a transport"], {
    cwd: root,
    stdio: "inherit",
  });
  process.exitCode = run.status ?? 1;
} else {
  console.error(`Usage: npm run conformance -- ${transports.join(" | ")}`);
  process.exitCode = 2;
}
