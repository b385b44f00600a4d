// Checks the table of environment variables: what is accepted, what is refused in words, and that its page
// is current.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type Config, type Environment, readConfig } from "./config.ts";
import { configPage } from "./config/page.ts";
import { VARIABLES } from "./config/variables.ts";

test("an empty environment is a complete configuration", () => {
  const config = accepted({});
  expect(config.http).toEqual({
    host: "127.0.0.1",
    port: 8484,
    publicUrl: "http://localhost:8484",
    trustedProxies: ["127.0.0.0/8", "::1/128"],
  });
  expect(config.simulator).toEqual({
    enabled: true,
    port: 8485,
    url: "http://127.0.0.1:8485",
    webhookUrl: "http://127.0.0.1:8484/hooks/cloud-api",
  });
  expect(config.dataDir).toMatch(/\/data$/);
  expect(config.databaseUrl).toBeUndefined();
});

test("addresses follow the port that was asked for", () => {
  const config = accepted({ WAYPOST_PORT: "9000", WAYPOST_DATA_DIR: "/srv/waypost" });
  expect(config.http.publicUrl).toBe("http://localhost:9000");
  expect(config.simulator.webhookUrl).toBe("http://127.0.0.1:9000/hooks/cloud-api");
  expect(config.dataDir).toBe("/srv/waypost");
});

test("an empty value counts as none", () => {
  expect(accepted({ WAYPOST_PORT: "", DATABASE_URL: "" }).http.port).toBe(8484);
});

test.each<[Environment, string]>([
  [{ WAYPOST_PORT: "0" }, 'WAYPOST_PORT must be a port number from 1 to 65535, not "0".'],
  [{ WAYPOST_PORT: "80a" }, 'WAYPOST_PORT must be a port number from 1 to 65535, not "80a".'],
  [{ WAYPOST_PORT: "8485" }, "WAYPOST_PORT and WAYPOST_SIMULATOR_PORT must differ."],
  [{ WAYPOST_SANDBOX: "no" }, 'WAYPOST_SANDBOX must be on, off, not "no".'],
  [
    { WAYPOST_HOST: "everywhere" },
    'WAYPOST_HOST must be an IP address such as 127.0.0.1 or 0.0.0.0, not "everywhere".',
  ],
  [{ WAYPOST_PRIVATE_NETWORKS: "10.0.0.0/33" }, "WAYPOST_PRIVATE_NETWORKS must be networks such as"],
  [
    { WAYPOST_SMTP_URL: "smtp://mail.example" },
    "WAYPOST_SMTP_URL needs WAYPOST_MAIL_FROM, the address its mails come from.",
  ],
  [{ WAYPOST_PROT: "1" }, "WAYPOST_PROT is not a variable Waypost knows: did you mean WAYPOST_PORT?"],
  [{ WAYPOST_WORLD_PEACE: "1" }, "WAYPOST_WORLD_PEACE is not a variable Waypost knows."],
  [
    { WAYPOST_PORT_FILE: "/x" },
    "WAYPOST_PORT_FILE is not a variable Waypost knows: did you mean WAYPOST_PORT?",
  ],
  [
    { WAYPOST_ADMIN_EMAIL: "a@b.example" },
    "WAYPOST_ADMIN_EMAIL and WAYPOST_ADMIN_PASSWORD must be set together.",
  ],
  [{ DATABASE_URL_FILE: "/nowhere/x" }, "DATABASE_URL_FILE names /nowhere/x, which cannot be read."],
])("%j is refused in words", (env, sentence) => {
  const result = readConfig(env);
  expect("problems" in result && result.problems.join("\n")).toContain(sentence);
});

test("all problems are named at once", () => {
  const result = readConfig({ WAYPOST_PORT: "x", WAYPOST_HOST: "y", WAYPOST_Z: "z" });
  expect("problems" in result && result.problems).toHaveLength(3);
});

test("a refused secret is not repeated", () => {
  const result = readConfig({
    DATABASE_URL: "mysql://root:hunter2@db/x",
    WAYPOST_MASTER_KEY: "hunter2",
  });
  expect("problems" in result && result.problems).toHaveLength(2);
  expect(JSON.stringify(result)).not.toContain("hunter2");
});

test("a secret can live in a file, but not in two places", () => {
  const directory = mkdtempSync(join(tmpdir(), "waypost-config-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const file = join(directory, "key");
  const key = Buffer.alloc(32, 7);
  writeFileSync(file, `${key.toString("base64")}\n`);
  expect(accepted({ WAYPOST_MASTER_KEY_FILE: file }).masterKey).toEqual(key);
  expect(accepted({ WAYPOST_MASTER_KEY: key.toString("hex") }).masterKey).toEqual(key);
  const both = readConfig({ WAYPOST_MASTER_KEY_FILE: file, WAYPOST_MASTER_KEY: "x" });
  expect("problems" in both && both.problems).toEqual([
    "WAYPOST_MASTER_KEY and WAYPOST_MASTER_KEY_FILE are both set: keep one.",
  ]);
});

test("there are at most 25 variables, and docs/config.md describes them as they are", () => {
  expect(Object.keys(VARIABLES).length).toBeLessThanOrEqual(25);
  expect(readFileSync(new URL("../../docs/config.md", import.meta.url), "utf8")).toBe(configPage());
});

function accepted(env: Environment): Config {
  const result = readConfig(env);
  if ("problems" in result) throw new Error(result.problems.join("\n"));
  return result;
}
