// `deploy/up.sh`, with a `docker` that only writes down what it is told.

import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { repository } from "./compose-file.ts";

let clone: string;
beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), "waypost-up-"));
  onTestFinished(() => rmSync(clone, { recursive: true }));
  for (const file of ["up.sh", "secrets.sh", ".env.example"]) {
    cpSync(join(repository, "deploy", file), join(clone, "deploy", file));
  }
});

function up(
  args: string[],
  docker: { volumeExists: boolean } | null,
): Promise<{ code: number; output: string }> {
  const bin = join(clone, "bin");
  mkdirSync(bin, { recursive: true });
  const inspect = docker?.volumeExists === true ? 0 : 1;
  const script = `#!/bin/sh\necho "docker $*"\nif [ "$1" = volume ]; then exit ${inspect}; fi\n`;
  writeFileSync(join(bin, "docker"), docker === null ? "#!/bin/sh\nexit 1\n" : script, { mode: 0o755 });
  const env = { PATH: `${bin}:${process.env["PATH"]}` };
  return new Promise((resolve) => {
    execFile("sh", [join(clone, "deploy/up.sh"), ...args], { env }, (error, output, complaints) =>
      resolve({ code: Number(error?.code ?? 0), output: output + complaints }),
    );
  });
}

test("the first start is told a name and an address, and writes them down for the next ones", async () => {
  expect(await up([], { volumeExists: false })).toMatchObject({ code: 2 });
  const first = await up(["waypost.example.org", "me@example.org"], { volumeExists: false });
  expect(first).toMatchObject({
    code: 0,
    output: expect.stringContaining("docker compose up --detach --build"),
  });
  const settings = readFileSync(join(clone, "deploy/.env"), "utf8");
  expect(settings).toMatch(/^DOMAIN=waypost\.example\.org$[^]*^ACME_EMAIL=me@example\.org$/m);
  const key = readFileSync(join(clone, "deploy/secrets/master_key"), "utf8");
  expect(await up([], { volumeExists: true })).toMatchObject({ code: 0 });
  expect(readFileSync(join(clone, "deploy/secrets/master_key"), "utf8")).toBe(key);
  expect(readFileSync(join(clone, "deploy/.env"), "utf8")).toBe(settings);
});

test("it makes no new key beside a database that another one sealed", async () => {
  const { code, output } = await up(["waypost.example.org", "me@example.org"], { volumeExists: true });
  expect([code, output]).toEqual([1, expect.stringContaining("restore deploy/secrets from your backup")]);
  expect(existsSync(join(clone, "deploy/secrets"))).toBe(false);
  expect(output).not.toContain("compose up");
});

test("without Docker it says what is needed", async () => {
  const { code, output } = await up(["waypost.example.org", "me@example.org"], null);
  expect([code, output]).toEqual([1, expect.stringContaining("https://docs.docker.com")]);
});
