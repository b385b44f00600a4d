// Rules about dangerous things: each has one owner, and stands nowhere else.

import { whatsappLibraries } from "./directions.ts";
import { importsOf } from "./imports.ts";
import { isCode, isTestCode, linesWith, type Rule, sample, type SourceFile } from "./rule.ts";

const postgres: Rule = {
  name: "the Postgres driver lives in the kernel",
  remedy: "use `Database` and `Tx` of kernel/db.ts; a store may import types",
  find: (files) =>
    outside(files, /^server\/src\/kernel\//).flatMap((file) =>
      importsOf(file)
        .filter(({ name, typeOnly }) => name === "pg" && !(typeOnly && isStore(file.path)))
        .map(({ line }) => ({ path: file.path, line, what: "imports pg" })),
    ),
  bad: [
    sample({ "server/src/messaging/store/a.ts": 'import pg from "pg";\n' }),
    sample({ "server/src/messaging/a.ts": 'import type pg from "pg";\n' }),
  ],
};

const sql: Rule = {
  name: "SQL lives in stores",
  remedy: "give the statement a function of its own in the room's store.ts",
  find: (files) =>
    outside(files, /^server\/src\/kernel\//)
      .filter(({ path }) => path.startsWith("server/") && !isStore(path))
      .flatMap((file) =>
        linesWith(file, /\bstatement(<.*>)?\(|\.query(<.*>)?\(/, "a statement outside a store"),
      ),
  bad: [
    sample({ "server/src/control.ts": 'const ready = statement<{ a: 1 }>("ready", "select 1");\n' }),
    sample({ "server/src/senders/a.ts": 'await tx.query("select 1");\n' }),
  ],
};

const environment: Rule = {
  name: "one reader of the environment",
  remedy: "add it to server/src/config/variables.ts and take it from the configuration",
  find: (files) =>
    outside(files, /^(server\/src\/config\.ts$|simulator\/src\/(config|main)\.ts$|bin\/)/).flatMap((file) =>
      linesWith(file, /\bprocess\.env\b/),
    ),
  bad: [sample({ "server/src/kernel/a.ts": 'const port = process.env["PORT"];\n' })],
};

/**
 * Strangers are reached by transports, by the command line's client, by the courier of webhooks, and by the
 * simulator's webhooks; the supervisor, the doctor and the sandbox only ask our own processes on this machine.
 */
const callers = [
  // The dashboard asks the server it came from, and its policy lets it ask nobody else.
  /^web\/src\/api\/reach\.ts$/,
  /^server\/src\/(transports|client|commands|supervisor|doctor)\//,
  /^server\/src\/webhooks\/delivery\/(courier|exchange)\.ts$/,
  /^server\/src\/sandbox-numbers\.ts$/,
  /^simulator\/src\/(webhooks\/|graph-api\/callbacks\.ts$)/,
];
const isCaller = (path: string): boolean => callers.some((place) => place.test(path));

/** By `fetch`, by Node's own clients in any spelling, by undici, or by a socket. */
const callingOut = new RegExp(
  [
    String.raw`(^|[^.\w])fetch\(`,
    String.raw`^import \{[^}]*\b(request|get)\b.* from "node:https?"`,
    String.raw`^import \{[^}]*\b(connect|createConnection)\b.* from "node:(net|tls|http2)"`,
    String.raw`\b(https?|http2|net|tls)\.(request|get|connect|createConnection)\(`,
    String.raw`from "(undici|socks|axios|got|node-fetch)"`,
    String.raw`\bnew (WebSocket|EventSource)\(`,
  ].join("|"),
);

const network: Rule = {
  name: "few may call out",
  remedy: "let a transport make the call, or take it as an argument",
  find: (files) =>
    outside(files, /^bin\//)
      .filter(({ path }) => !isCaller(path))
      .flatMap((file) => linesWith(file, callingOut)),
  bad: [
    sample({ "server/src/senders/a.ts": "const answer = await fetch(url);\n" }),
    sample({ "server/src/http/a.ts": 'import { request } from "undici";\n' }),
    sample({ "server/src/media/a.ts": 'import { type Socket, connect } from "node:net";\n' }),
    sample({ "server/src/media/a.ts": "const asked = https.request(url);\n" }),
    sample({ "server/src/people/a.ts": 'const socket = new WebSocket("wss://example.com");\n' }),
  ],
};

const library: Rule = {
  name: "a WhatsApp library stays in its transport",
  remedy: "speak to it through the port; let none of its types out",
  find: (files) =>
    files
      .filter(
        ({ path }) => isCode(path) && !/^(server\/src\/transports|simulator\/src)\/whatsapp-web\//.test(path),
      )
      .flatMap(importsOf)
      .filter(({ name }) => whatsappLibraries.test(name))
      .map(({ from, line, name }) => ({ path: from, line, what: `imports ${name}` })),
  bad: [sample({ "server/src/senders/a.ts": 'import type { WASocket } from "baileys";\n' })],
};

function isStore(path: string): boolean {
  return /\/(store\.ts|store\/[^/]+\.ts|[^/]+-store\.ts)$/.test(path);
}

function outside(files: readonly SourceFile[], owner: RegExp): SourceFile[] {
  return files.filter(({ path }) => isCode(path) && !owner.test(path) && !isTestCode(path));
}

export const ownerRules = [postgres, sql, environment, network, library];
