// Rules about words that do not stand in this repository, each with what to write in their place.

import { isCode, isTestCode, linesWith, type Rule, sample } from "./rule.ts";

type Ban = {
  name: string;
  words: RegExp;
  in(path: string): boolean;
  instead: string;
  bad: Record<string, string>;
};

const inCode = (path: string): boolean => isCode(path);
const inTests = (path: string): boolean => isTestCode(path) && isCode(path) && !/^(bench|prove)\//.test(path);

/** Pure rules: what they need to know of time and chance is an argument. */
const pureFiles = [
  /^contract\/src\//,
  /^server\/src\/kernel\/(phone|fingerprint|route)\.ts$/,
  /^server\/src\/messaging\/(lifecycle|pacing|lane|prepare-message|present-message)\.ts$/,
  /^server\/src\/tenancy\/(tenant-life|networks|keys\/rights)\.ts$/,
  /^server\/src\/people\/(role|session-life|throttle)\.ts$/,
  /^server\/src\/plans\/(caps|window)\.ts$/,
  /^server\/src\/compliance\/audit\/chain\.ts$/,
  /^server\/src\/sessions\/session\.ts$/,
  /^server\/src\/transports\/[^/]+\/error-(map|rows)\.ts$/,
];

/** The terminal is theirs; everything else logs. */
const speakers =
  /^(server\/src\/(main\.ts|commands\/|supervisor\/)|simulator\/src\/main\.ts|bin\/|scripts\/)/;

const bans: readonly Ban[] = [
  {
    name: "work left for later",
    words: /\b(TODO|FIXME|XXX|HACK)\b/,
    in: () => true,
    instead: "do it, or leave it out",
    bad: { "docs/a.md": "TODO: write this\n" },
  },
  {
    name: "a cast that hides the type",
    words: /\bas unknown as\b/,
    in: inCode,
    instead: "check the value, or give it its type where it comes in",
    bad: { "server/src/a.ts": "const row = value as unknown as Row;\n" },
  },
  {
    name: "a switched-off type check",
    words: /@ts-(ignore|nocheck|expect-error)/,
    in: inCode,
    instead: "make the types tell the truth",
    bad: { "server/src/a.ts": "// @ts-ignore\n" },
  },
  {
    name: "the console",
    words: /\bconsole\.\w+\(/,
    in: (path) => /^(server|simulator|contract)\//.test(path) && !speakers.test(path) && !isTestCode(path),
    instead: "take a log or `onError` as an argument",
    bad: { "server/src/messaging/a.ts": 'console.log("sent");\n' },
  },
  {
    name: "time and chance in a pure rule",
    words: /\bMath\.random\b|\bDate\.now\b|\bnew Date\(\)|\bperformance\.now\b|\bawait\b/,
    in: (path) => pureFiles.some((place) => place.test(path)) && !isTestCode(path),
    instead: "take time and chance as arguments; this file is pure",
    bad: { "server/src/messaging/lifecycle.ts": "const now = new Date();\n" },
  },
  {
    name: "types that run",
    words: /\b(enum|namespace) [A-Z]\w* \{|^\s*@[A-Z]\w+\(|\bdeclare global\b/,
    in: inCode,
    instead: "use a union, a module, a function",
    bad: { "server/src/a.ts": "enum Color {\n" },
  },
  {
    name: "a sleep in a test",
    words: /\bsetTimeout\(|\btimers\/promises\b|\bsleep\(/,
    in: inTests,
    instead: "wait for what you want to see: `vi.waitFor`, `expect.poll`, a named event",
    bad: { "server/src/a.test.ts": "await new Promise((go) => setTimeout(go, 500));\n" },
  },
  {
    name: "a test that does not run",
    words: /\b(test|it|describe)(\.\w+)*\.(only|skip|todo)\(/,
    in: inTests,
    instead: "run it; `skipIf` names what a machine lacks",
    bad: { "server/src/a.test.ts": 'test.only("sends", () => {});\n' },
  },
  {
    name: "a switched-off check without its reason",
    words: /\boxlint-disable\b(?!.* -- \S)|\b(oxfmt|prettier)-ignore\b/,
    in: inCode,
    instead: "change the code, or say why not: `// oxlint-disable-next-line rule -- the reason`",
    bad: { "server/src/a.ts": "// oxlint-disable-next-line no-await-in-loop\n" },
  },
  {
    name: "where and how this was made",
    words: /(^|[\s"'`(])\/(work|home|Users)\/\w|\bsub-?agents?\b|\blanguage models?\b|\bissue #\d+/i,
    in: () => true,
    instead: "speak of the product, not of how and where it was made",
    bad: { "README.md": "See /home/someone/plan.md for the plan.\n" },
  },
];

/** In SQL, and in TypeScript only where the line is not a comment. */
const shouting =
  /\b(SELECT|INSERT INTO|UPDATE \w+ SET|DELETE FROM|WHERE|JOIN \w+|CREATE|ALTER TABLE|ORDER BY|RETURNING)\b/;

const lowerCaseSql: Rule = {
  name: "SQL is written in lower case",
  remedy: "write keywords small, as the rest does",
  find: (files) =>
    files
      .filter(({ path }) => path.endsWith(".sql") || (/^(server|bench)\//.test(path) && isCode(path)))
      .flatMap((file) => linesWith(withoutComments(file), shouting)),
  bad: [
    sample({ "server/src/kernel/migrations/0001_a.sql": "CREATE TABLE a (id uuid);\n" }),
    sample({ "server/src/senders/store.ts": '  "SELECT id from sender",\n' }),
  ],
};

function withoutComments<File extends { text: string }>(file: File): File {
  return { ...file, text: file.text.replaceAll(/^\s*(--|\/\/|\/?\*).*$/gm, "") };
}

/** Files that must be able to name what they forbid. */
const listsThemselves = /^tidy\//;

export const wordRules: Rule[] = [
  ...bans.map(
    ({ name, words, in: isIn, instead, bad }) =>
      ({
        name: `not written here: ${name}`,
        remedy: instead,
        find: (files) =>
          files
            .filter(
              ({ path }) => isIn(path) && !listsThemselves.test(path) && !path.endsWith("package-lock.json"),
            )
            .flatMap((file) => linesWith(file, words)),
        bad: [sample(bad)],
      }) satisfies Rule,
  ),
  lowerCaseSql,
];
