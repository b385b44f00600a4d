// The only reader of the environment: checks it against the table of variables and gives it the shape the
// rest uses.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Kind } from "./config/kinds.ts";
import { nearest } from "./kernel/spelling.ts";
import { type Variable, VARIABLES } from "./config/variables.ts";

export type Config = {
  dataDir: string;
  http: { host: string; port: number; publicUrl: string; trustedProxies: readonly string[] };
  /** Nothing means the embedded Postgres of the data directory (`attach` finds it). */
  databaseUrl: string | undefined;
  redisUrl: string | undefined;
  masterKey: Buffer | undefined;
  /** They open and do not encrypt: of before a rotation, or of after it. */
  otherMasterKeys: readonly Buffer[];
  /** Who the first administrator shall be. */
  admin: { email: string; password: string } | undefined;
  mail: { smtpUrl: string | null; from: string };
  simulator: { enabled: boolean; port: number; url: string; webhookUrl: string };
  /** Where files are kept: a `file:` or `s3:` address; null for the data directory. */
  media: string | null;
  /** CIDRs that webhooks and media may reach although they are private. */
  privateNetworks: readonly string[];
  logLevel: "debug" | "info" | "warn" | "error" | "silent";
};

/** What every role needs: the same configuration with its database and key found. */
export type AttachedConfig = Config & {
  databaseUrl: string;
  masterKey: Buffer;
  /** It was found in the data directory, where a rotation may put another while we run. */
  masterKeyInFile?: boolean;
};

export type Environment = Readonly<Record<string, string | undefined>>;

export function readConfig(env: Environment = process.env): Config | { problems: string[] } {
  const { values, problems } = readValues(env);
  problems.push(...unknownNames(env), ...contradictions(values));
  return problems.length > 0 ? { problems } : shape(values);
}

/**
 * The simulator reads an environment of its own; this is how it learns what our configuration says about
 * it.
 */
export function exportSimulatorEnvironment(config: Config): void {
  process.env["WAYPOST_SIMULATOR_PORT"] = String(config.simulator.port);
  process.env["WAYPOST_SIMULATOR_WEBHOOK_URL"] = config.simulator.webhookUrl;
  process.env["WAYPOST_SIMULATOR_URL"] = config.simulator.url;
  // It hands out its credentials to whoever asks: only one that was given a name listens beyond loopback.
  const isHere = new URL(config.simulator.url).hostname === "127.0.0.1";
  process.env["WAYPOST_SIMULATOR_HOST"] = isHere ? "127.0.0.1" : config.http.host;
  // Its phones keep their links over a restart, like real ones.
  process.env["WAYPOST_SIMULATOR_LINKS_FILE"] = join(config.dataDir, "sandbox-links.json");
}

type Values = {
  [Name in keyof typeof VARIABLES]: (typeof VARIABLES)[Name]["kind"] extends Kind<infer T>
    ? T | undefined
    : never;
};

function readValues(env: Environment): { values: Values; problems: string[] } {
  const problems: string[] = [];
  const variables: [string, Variable<unknown>][] = Object.entries(VARIABLES);
  const entries = variables.map(([name, variable]) => {
    const found = readText(env, name, variable);
    if ("problem" in found) {
      problems.push(found.problem);
      return [name, undefined];
    }
    const value = found.text === undefined ? undefined : variable.kind.parse(found.text);
    if (found.text !== undefined && value === undefined) {
      const shown = variable.secret ? "" : `, not "${found.text}"`;
      problems.push(`${name} must be ${variable.kind.expected}${shown}.`);
    }
    return [name, value];
  });
  // The keys are the table's own and each value came from its kind's parser.
  return { values: Object.fromEntries(entries) as Values, problems };
}

/** An empty value counts as none: Compose files pass `NAME=` for what their user left out. */
function readText(
  env: Environment,
  name: string,
  { secret, fallback }: Variable<unknown>,
): { text: string | undefined } | { problem: string } {
  const file = secret ? env[`${name}_FILE`] || undefined : undefined;
  const text = env[name] || undefined;
  if (file === undefined) return { text: text ?? fallback };
  if (text !== undefined) return { problem: `${name} and ${name}_FILE are both set: keep one.` };
  try {
    return { text: readFileSync(file, "utf8").trim() };
  } catch {
    return { problem: `${name}_FILE names ${file}, which cannot be read.` };
  }
}

function unknownNames(env: Environment): string[] {
  const variables: [string, Variable<unknown>][] = Object.entries(VARIABLES);
  const known = variables.flatMap(([name, { secret }]) => (secret ? [name, `${name}_FILE`] : [name]));
  return Object.keys(env)
    .filter((name) => name.startsWith("WAYPOST_") && !known.includes(name))
    .map((name) => {
      const meant = nearest(name, known);
      return `${name} is not a variable Waypost knows${meant ? `: did you mean ${meant}?` : "."}`;
    });
}

function contradictions(values: Values): string[] {
  const problems: string[] = [];
  if (values.WAYPOST_SANDBOX === "on" && values.WAYPOST_PORT === values.WAYPOST_SIMULATOR_PORT) {
    problems.push("WAYPOST_PORT and WAYPOST_SIMULATOR_PORT must differ.");
  }
  if ((values.WAYPOST_ADMIN_EMAIL === undefined) !== (values.WAYPOST_ADMIN_PASSWORD === undefined)) {
    problems.push("WAYPOST_ADMIN_EMAIL and WAYPOST_ADMIN_PASSWORD must be set together.");
  }
  if (values.WAYPOST_SMTP_URL !== undefined && values.WAYPOST_MAIL_FROM === undefined) {
    problems.push("WAYPOST_SMTP_URL needs WAYPOST_MAIL_FROM, the address its mails come from.");
  }
  return problems;
}

function shape(values: Values): Config {
  const port = required(values.WAYPOST_PORT);
  const { WAYPOST_ADMIN_EMAIL: email, WAYPOST_ADMIN_PASSWORD: password } = values;
  return {
    // Not relative to the working directory: `waypost keys …` must find the same data from anywhere.
    dataDir: values.WAYPOST_DATA_DIR ?? fileURLToPath(new URL("../../data", import.meta.url)),
    http: {
      host: required(values.WAYPOST_HOST),
      port,
      publicUrl: (values.WAYPOST_PUBLIC_URL ?? `http://localhost:${port}`).replace(/\/+$/, ""),
      trustedProxies: required(values.WAYPOST_TRUSTED_PROXIES),
    },
    databaseUrl: values.DATABASE_URL,
    redisUrl: values.REDIS_URL,
    masterKey: values.WAYPOST_MASTER_KEY,
    otherMasterKeys: values.WAYPOST_MASTER_KEY_RETIRED ?? [],
    admin: email === undefined || password === undefined ? undefined : { email, password },
    mail: { smtpUrl: values.WAYPOST_SMTP_URL ?? null, from: values.WAYPOST_MAIL_FROM ?? "" },
    simulator: {
      enabled: values.WAYPOST_SANDBOX === "on",
      port: required(values.WAYPOST_SIMULATOR_PORT),
      url: (
        values.WAYPOST_SIMULATOR_URL ?? `http://127.0.0.1:${required(values.WAYPOST_SIMULATOR_PORT)}`
      ).replace(/\/+$/, ""),
      webhookUrl: values.WAYPOST_SIMULATOR_WEBHOOK_URL ?? `http://127.0.0.1:${port}/hooks/cloud-api`,
    },
    media: values.WAYPOST_MEDIA ?? null,
    privateNetworks: values.WAYPOST_PRIVATE_NETWORKS ?? [],
    logLevel: required(values.WAYPOST_LOG_LEVEL),
  };
}

/** A variable with a fallback has a value once there were no problems. */
function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("a variable with a fallback came out empty");
  return value;
}
