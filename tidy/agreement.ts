// Rules about things that are said in several places: the places must agree.

import { renderErrorDocs } from "@waypost/contract";
import { configPage } from "../server/src/config/page.ts";
import { type Rule, sample, type SourceFile, type Violation } from "./rule.ts";

/** Where the statuses of a message are listed, and how to read them there. */
const statusLists: Readonly<Record<string, RegExp>> = {
  "server/src/messaging/lifecycle.ts": /export const statuses = \[([^\]]*)\]/,
  "contract/src/resources/message.ts": /export const messageStatuses = \[([^\]]*)\]/,
  "server/src/kernel/migrations/": /table message\b[^;]*?check \(status in \(([^)]*)\)/,
  "ARCHITECTURE.md": /^## The statuses\n([^]*?)\n## /m,
};

const statuses: Rule = {
  name: "one list of statuses",
  remedy: "make the lists the same: lifecycle.ts, the contract, the migrations' check, ARCHITECTURE.md",
  find: (files) => {
    const lists = Object.entries(statusLists).map(([path, pattern]) => {
      // A later migration replaces the list of an earlier one.
      const texts = files
        .filter((file) => file.path.startsWith(path))
        .map((file) => pattern.exec(file.text)?.[1]);
      return { path, words: wordsOf(texts.findLast((text) => text !== undefined) ?? "") };
    });
    return lists
      .filter(({ words }) => words === "" || words !== lists[0]?.words)
      .map(({ path, words }) => ({ path, line: 1, what: words || "no list of statuses" }));
  },
  bad: [
    sample({
      "server/src/messaging/lifecycle.ts": 'export const statuses = [\n  "queued",\n  "sent",\n] as const;\n',
      "contract/src/resources/message.ts": 'export const messageStatuses = ["queued", "sent"] as const;\n',
      "server/src/kernel/migrations/0001_a.sql":
        "create table message (status text check (status in ('queued')));\n",
      "ARCHITECTURE.md": "## The statuses\n| `queued` | |\n| `sent` | |\n## Next\n",
    }),
    sample({ "server/src/messaging/lifecycle.ts": 'export const statuses = ["queued"] as const;\n' }),
  ],
};

/** What stands in quotes of any kind; in a table of a page, what stands first in its row. */
function wordsOf(list: string): string {
  const rows = [...list.matchAll(/^\| `(\w+)`/gm)];
  const quoted = [...list.matchAll(/["'](\w+)["']/g)];
  return (rows.length > 0 ? rows : quoted).map((match) => match[1]).join(" ");
}

const pages: Rule = {
  name: "a generated page is what its source says",
  remedy: "write it anew: `npm run docs:config`, `node bin/run.js contract/src/errors/write-docs.ts`",
  find: (files) => [
    ...compare(files, "docs/config.md", configPage()),
    ...compare(files, "docs/errors.md", renderErrorDocs()),
  ],
  bad: [
    sample({ "docs/config.md": `${configPage()}\n## WAYPOST_COLOR\n`, "docs/errors.md": renderErrorDocs() }),
    sample({
      "docs/config.md": configPage(),
      "docs/errors.md": renderErrorDocs().replace("### ", "### not_"),
    }),
  ],
};

function compare(files: readonly SourceFile[], path: string, rendered: string): Violation[] {
  const page = files.find((file) => file.path === path)?.text.split("\n") ?? [];
  const line = rendered.split("\n").findIndex((text, index) => text !== page[index]);
  if (line !== -1) return [{ path, line: line + 1, what: "differs from its source" }];
  return page.length > rendered.split("\n").length
    ? [{ path, line: rendered.split("\n").length, what: "says more than its source" }]
    : [];
}

const links: Rule = {
  name: "a link in a page leads somewhere",
  remedy: "correct the path",
  find: (files) => {
    const paths = new Set(files.flatMap(({ path }) => [path, ...parentsOf(path)]));
    return files.filter(({ path }) => path.endsWith(".md")).flatMap((file) => deadLinks(file, paths));
  },
  bad: [sample({ "docs/README.md": "Read [the map](../MAP.md).\n" })],
};

function parentsOf(path: string): string[] {
  const parts = path.split("/");
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join("/"));
}

function deadLinks(file: SourceFile, paths: ReadonlySet<string>): Violation[] {
  return file.text.split("\n").flatMap((text, index) =>
    [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
      .map((match) => match[1] ?? "")
      .filter((target) => !/^[a-z]+:/.test(target))
      .filter((target) => !paths.has(resolvePath(file.path, target)))
      .map((target) => ({ path: file.path, line: index + 1, what: target })),
  );
}

function resolvePath(from: string, target: string): string {
  return new URL(target, `file:///${from}`).pathname.replace(/^\/|\/$/g, "");
}

export const agreementRules = [statuses, pages, links];
