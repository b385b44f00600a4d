// Rules about the shape of files: how long, how wide, how named, and that each says first what it is for.

import { isCode, type Rule, sample, type SourceFile } from "./rule.ts";

const fileLinesMax = 400;
const lineWidthMax = 120;
const blobBytesMax = 200_000;

const isText = (path: string): boolean => isCode(path) || path.endsWith(".sql");

const length: Rule = {
  name: `a file has at most ${fileLinesMax} lines`,
  remedy: "find the second topic in it and give it a file",
  find: (files) =>
    files
      .filter(({ path }) => isText(path))
      .map(({ path, text }) => ({ path, lines: text.split("\n").length - 1 }))
      .filter(({ lines }) => lines > fileLinesMax)
      .map(({ path, lines }) => ({ path, line: fileLinesMax + 1, what: `${lines} lines` })),
  bad: [sample({ "server/src/a.ts": "a();\n".repeat(fileLinesMax + 1) })],
};

const width: Rule = {
  name: `a line has at most ${lineWidthMax} columns`,
  remedy: "let oxfmt break it; break words and comments by hand",
  find: (files) =>
    files
      .filter(({ path }) => isText(path))
      .flatMap(({ path, text }) =>
        text.split("\n").flatMap((line, index) => {
          const columns = line.length;
          return columns > lineWidthMax ? [{ path, line: index + 1, what: `${columns} columns` }] : [];
        }),
      ),
  bad: [sample({ "server/src/a.ts": `// ${"word ".repeat(30)}\n` })],
};

const ourPlaces =
  /^(bench|bin|contract|deploy|docs|e2e|examples|prove|scripts|sdk|server|simulator|tidy|web)\//;
const kebab = /^(\.[a-z]+|[a-z0-9]+(-[a-z0-9]+)*)(\.[a-z]+(-[a-z]+)*){0,2}$/;
const migration = /\/migrations\/\d{4}_[a-z0-9]+(_[a-z0-9]+)*\.sql$/;
const emptyWords = /(^|[-/.])(utils?|commons?|helpers?|managers?|services?|base|misc|shared-code)([-/.]|$)/;

const names: Rule = {
  name: "a file is named for its topic, in kebab-case",
  remedy:
    "name it by the noun it rules or the verb it does; not by util, common, helper, manager, service, base",
  find: (files) =>
    files
      .filter(
        ({ path }) =>
          ourPlaces.test(path) &&
          !migration.test(path) &&
          !/(README|CHANGELOG)\.md$|\/(Dockerfile|Caddyfile)/.test(path),
      )
      .filter(({ path }) => !kebab.test(path.split("/").at(-1) ?? "") || emptyWords.test(path))
      .map(({ path }) => ({ path, line: 1, what: "its name" })),
  bad: [
    sample({ "server/src/sendMessage.ts": "" }),
    sample({ "server/src/kernel/string-utils.ts": "" }),
    sample({ "server/src/common/a.ts": "" }),
  ],
};

const opening: Rule = {
  name: "a file opens with a sentence that says what it is for",
  remedy: "begin with one comment: a capital letter, a full stop",
  find: (files) =>
    files
      .filter((file) => isText(file.path) && !opensWithSentence(file))
      .map(({ path }) => ({ path, line: 1, what: "no opening sentence" })),
  bad: [
    sample({ "server/src/a.ts": 'import { a } from "./b.ts";\n' }),
    sample({ "server/src/a.ts": "// stuff\n" }),
    sample({ "bin/a.js": "#!/usr/bin/env node\nrun();\n" }),
  ],
};

function opensWithSentence({ path, text }: SourceFile): boolean {
  const mark = path.endsWith(".sql") ? "--" : "//";
  const lines = text.split("\n");
  if (text.startsWith("#!")) lines.shift();
  const rest = lines.findIndex((line) => !line.startsWith(mark));
  const words = lines.slice(0, rest).map((line) => line.slice(mark.length).trim());
  return /^["`A-Z0-9][^]*[.!?`:"]$/.test(words.join(" ").trim());
}

const blobs: Rule = {
  name: `no file is larger than ${blobBytesMax / 1000} kB`,
  remedy: "generate it, fetch it, or make it smaller",
  find: (files) =>
    files
      .filter(({ bytes, path }) => bytes > blobBytesMax && !path.endsWith("package-lock.json"))
      .map(({ path, bytes }) => ({ path, line: 1, what: `${bytes} bytes` })),
  bad: [[{ path: "docs/screen.png", text: "", bytes: blobBytesMax + 1 }]],
};

const migrations: Rule = {
  name: "migrations are numbered without a gap",
  remedy: "give it the next number; a released migration is never changed or taken away",
  find: (files) =>
    files
      .filter(({ path }) => path.startsWith("server/src/kernel/migrations/"))
      .map(({ path }) => ({ path, number: Number(path.split("/").at(-1)?.slice(0, 4)) }))
      .toSorted((a, b) => a.number - b.number)
      .filter(({ number }, index) => number !== index + 1)
      .map(({ path, number }) => ({ path, line: 1, what: `number ${number}` })),
  bad: [
    sample({
      "server/src/kernel/migrations/0001_a.sql": "",
      "server/src/kernel/migrations/0003_b.sql": "",
    }),
  ],
};

export const shapeRules = [length, width, names, opening, blobs, migrations];
