// Holds every package.json and lockfile to what may come in, and tries each rule on something that must not.

import { execFileSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it, test } from "vitest";
import {
  type Lock,
  lockProblems,
  type Manifest,
  manifestProblems,
  whatsappLibraries,
} from "./supply-chain.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const read = (file: string): unknown => JSON.parse(readFileSync(`${root}/${file}`, "utf8"));

const manifests = globSync(["package.json", "*/package.json"], { cwd: root, exclude: ["node_modules/**"] });

it.each(manifests)("%s names exact versions of the registry's", (file) => {
  expect(manifestProblems(read(file) as Manifest)).toEqual([]);
});

it.each(["package-lock.json", "runtime/package-lock.json"])("%s brings in nothing else", (file) => {
  expect(lockProblems(read(file) as Lock)).toEqual([]);
});

test("there is no package that runs its own script when it is installed", () => {
  expect(readFileSync(`${root}/.npmrc`, "utf8")).toContain("ignore-scripts=true");
  expect(readFileSync(`${root}/bin/npm.js`, "utf8")).toContain('"--ignore-scripts"');
  expect(readFileSync(`${root}/deploy/Dockerfile`, "utf8")).toMatch(/npm ci .*--ignore-scripts/);
});

test("the list of what is inside can be written, without the network", () => {
  const npm = ["sbom", "--sbom-format=cyclonedx", "--package-lock-only", "--offline"];
  const bill = JSON.parse(
    execFileSync("npm", npm, {
      cwd: root,
      maxBuffer: 64 * 1024 * 1024,
      stdio: ["ignore", "pipe", "ignore"],
    }).toString(),
  ) as { bomFormat: string; components: { name: string; version: string }[] };
  expect(bill.bomFormat).toBe("CycloneDX");
  expect(bill.components).toContainEqual(expect.objectContaining({ name: "baileys", version: "7.0.0-rc14" }));
}, 60_000);

describe("a package.json is refused", () => {
  it.each([
    ["a range", { dependencies: { pg: "^8.0.0" } }],
    ["a tag", { dependencies: { pg: "latest" } }],
    ["anything at all", { devDependencies: { pg: "*" } }],
    ["a repository", { dependencies: { pg: "github:brianc/node-postgres" } }],
    ["a git address", { dependencies: { pg: "git+https://github.com/brianc/node-postgres.git" } }],
    ["a tarball", { optionalDependencies: { pg: "https://example.com/pg.tgz" } }],
    ["an alias", { dependencies: { pg: "npm:@evil/pg@8.0.0" } }],
    ["a directory", { dependencies: { pg: "file:../pg" } }],
    ["an override", { overrides: { libsignal: "npm:@evil/libsignal-node@1.0.0" } }],
    ["a look-alike", { dependencies: { "@someone/baileys": "1.0.0" } }],
    ["a look-alike that begins alike", { dependencies: { "baileys-pro": "1.0.0" } }],
    ["a look-alike of the other", { dependencies: { "libsignal-node-fork": "1.0.0" } }],
    ["a script at installation", { scripts: { postinstall: "node x.js" } }],
  ])("for %s", (_, manifest) => expect(manifestProblems(manifest)).toHaveLength(1));
});

describe("a lockfile is refused", () => {
  const good = { version: "1.0.0", integrity: "sha512-a" };
  it.each([
    ["no hash", { "node_modules/a": { version: "1.0.0" } }],
    ["an old hash", { "node_modules/a": { ...good, integrity: "sha1-a" } }],
    [
      "an optional package without a hash and a platform",
      { "node_modules/a": { version: "1.0.0", optional: true } },
    ],
    ["a git address", { "node_modules/a": { ...good, resolved: "git+ssh://git@github.com/a/a.git#1" } }],
    [
      "a tarball of somebody's",
      { "node_modules/a": { ...good, resolved: "https://example.com/a-1.0.0.tgz" } },
    ],
    ["plain http", { "node_modules/a": { ...good, resolved: "http://registry.npmjs.org/a/-/a-1.0.0.tgz" } }],
    ["an alias", { "node_modules/a": { ...good, name: "b" } }],
    ["an alias further down", { "node_modules/a": { ...good, dependencies: { b: "npm:c@1.0.0" } } }],
    ["a repository further down", { "node_modules/a": { ...good, dependencies: { b: "someone/b#main" } } }],
    ["a version that is none", { "node_modules/a": { ...good, version: "github:a/a" } }],
    ["a look-alike", { "node_modules/sea-baileys": good }],
    ["a look-alike inside another", { "node_modules/a/node_modules/@x/libsignal": good }],
    ["another content under the known name", { "node_modules/baileys": { ...good } }],
  ])("for %s", (_, packages) => expect(lockProblems({ packages })).toHaveLength(1));

  it("and not for what is agreed", () => {
    const baileys = { version: "7.0.0-rc14", integrity: whatsappLibraries["baileys"] ?? "" };
    const windows = { version: "1.0.0", optional: true, os: ["win32"], cpu: ["x64"] };
    const packages = { "": {}, server: {}, "node_modules/baileys": baileys, "node_modules/a": good };
    const more = {
      "node_modules/@waypost/server": { resolved: "server", link: true },
      "node_modules/b": windows,
    };
    expect(lockProblems({ packages: { ...packages, ...more } })).toEqual([]);
  });
});
