// Writes docs/config.md from the table of variables.
import { type Variable, VARIABLES } from "./variables.ts";

export function configPage(): string {
  const variables: [string, Variable<unknown>][] = Object.entries(VARIABLES);
  return [
    "# Configuration",
    "",
    "Waypost reads these environment variables and no others; everything else is set in the dashboard.",
    "A name that begins with `WAYPOST_` and is not listed stops the start, so a typing error cannot hide.",
    "A secret can also be put in a file: `WAYPOST_MASTER_KEY_FILE=/run/secrets/master-key`.",
    "",
    ...variables.flatMap(([name, variable]) => [
      `## ${name}`,
      "",
      variable.about,
      "",
      facts(name, variable),
      "",
    ]),
    "This page is written from `server/src/config/variables.ts`: `npm run docs:config`.",
    "",
  ].join("\n");
}

function facts(name: string, { kind, fallback, secret }: Variable<unknown>): string {
  const preset = fallback === undefined ? "Not set by default." : `Default: \`${fallback}\`.`;
  return `Takes ${kind.expected}. ${preset}${secret ? ` Secret: \`${name}_FILE\` works too.` : ""}`;
}
