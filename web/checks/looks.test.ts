// What the policy of the page and right-to-left writing ask of every component, and that the page stays light.
import { execFileSync } from "node:child_process";
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { firstLoad } from "./first-load.ts";
import { readSources, type Source, src } from "./sources.ts";

const sources = readSources();
const root = fileURLToPath(new URL("../../", import.meta.url));

/** They write styles into the page at run time, which the policy stops: use a stylesheet of your own. */
const writesStyles = ["AppShell", "Grid", "SimpleGrid", "ColorSchemeScript", "InlineStyles"];

function forbidden({ path, text }: Source): string[] {
  return [
    ...componentsIn(text).filter((name) => writesStyles.includes(name)),
    ...[...text.matchAll(/=\{\{ *(base|xs|sm|md|lg|xl):/g)].map((match) => match[0]),
    ...[...text.matchAll(/\bdangerouslySetInnerHTML\b|\binnerHTML\b/g)].map((match) => match[0]),
  ].map((what) => `${path}: ${what}`);
}

function componentsIn(text: string): string[] {
  return [...text.matchAll(/^import \{([^}]*)\} from "@mantine\/core"/gm)]
    .flatMap((match) => (match[1] ?? "").split(","))
    .map((name) => name.trim())
    .filter((name) => name !== "" && !name.startsWith("type "));
}

test("no component writes styles or HTML into the page", () => {
  expect(sources.flatMap(forbidden)).toEqual([]);
  expect(forbidden({ path: "a.tsx", text: 'import { Grid, Text } from "@mantine/core";' })).toEqual([
    "a.tsx: Grid",
  ]);
  expect(forbidden({ path: "a.tsx", text: "<Flex gap={{ base: 1, sm: 2 }} />" })).toHaveLength(1);
  expect(forbidden({ path: "a.tsx", text: "<b dangerouslySetInnerHTML={x} />" })).toHaveLength(1);
});

test("every part of the library that is used has its stylesheet in theme/styles.ts", () => {
  const styles = readFileSync(join(src, "theme/styles.ts"), "utf8");
  const used = new Set(sources.flatMap(({ text }) => componentsIn(text)));
  const missing = [...used].filter(
    (name) =>
      existsSync(join(root, `node_modules/@mantine/core/styles/${name}.css`)) &&
      !styles.includes(`/${name}.layer.css"`),
  );
  expect(missing).toEqual([]);
});

/** `left` and `right` are the wrong way round for half of the readers. */
const physical =
  /(^|[\s;{-])(left|right)\b(?=\s*:|-)|text-align:\s*(left|right)|\b(width|height|top|bottom):/m;

test("stylesheets name sides by the direction of writing", () => {
  const sheets = globSync("**/*.css", { cwd: src });
  expect(sheets.length).toBeGreaterThan(5);
  const found = sheets.filter((path) => physical.test(withoutMedia(readFileSync(join(src, path), "utf8"))));
  expect(found).toEqual([]);
  expect(physical.test("a {\n  margin-left: 1px;\n}")).toBe(true);
  expect(physical.test("a {\n  left: 0;\n}")).toBe(true);
  expect(physical.test("a {\n  margin-inline-start: 1px;\n}")).toBe(false);
});

function withoutMedia(css: string): string {
  return css.replaceAll(/@media[^{]*/g, "");
}

test("the first page is there after 250 kB", () => {
  execFileSync(process.execPath, [join(root, "bin/build-dashboard.js")]);
  const texts = ["shell", "parts", "home", "messages"].map((area) => `src/locales/en/${area}.json`);
  const { script, style } = firstLoad("src/pages/home/home-page.tsx", texts);
  expect(script).toBeLessThan(250_000);
  expect(style).toBeLessThan(30_000);
  // Less than this would not be all of it.
  expect(script).toBeGreaterThan(100_000);
}, 60_000);
