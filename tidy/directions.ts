// Rules about who may import whom: rooms look down, and enter each other through the door.

import { type Import, importsOf } from "./imports.ts";
import { isCode, isTestCode, type Rule, sample, type SourceFile, type Violation } from "./rule.ts";

/**
 * The rooms of the server, and what each may import besides itself and the contract. What stands in no room (files in
 * `server/src`, `control/`, `transport/`, `commands/`, `supervisor/`, `doctor/`, `config/`) composes the rooms, and no
 * room imports it.
 */
const rooms: Readonly<Record<string, readonly string[]>> = {
  kernel: [],
  transports: [],
  client: [],
  tenancy: ["kernel"],
  secrets: ["kernel", "tenancy"],
  people: ["kernel", "tenancy"],
  plans: ["kernel", "tenancy"],
  senders: ["kernel", "tenancy"],
  audience: ["kernel", "tenancy", "senders"],
  templates: ["kernel", "senders", "transports"],
  messaging: ["kernel", "tenancy", "senders", "audience", "transports"],
  intake: ["kernel", "tenancy", "senders", "audience", "messaging", "media", "transports"],
  campaigns: ["kernel", "audience", "templates", "messaging"],
  sessions: ["kernel", "tenancy", "senders", "transports"],
  routing: ["kernel", "senders", "messaging"],
  media: ["kernel", "transports"],
  operations: ["kernel"],
  events: ["kernel"],
  compliance: ["kernel", "tenancy", "senders", "audience", "messaging", "media"],
  webhooks: ["kernel", "events"],
  http: ["kernel", "tenancy"],
  doors: ["kernel"],
  accounts: ["kernel", "tenancy", "senders", "transports"],
  "csv-send": ["kernel", "client"],
};

const composition = new Set(["", "control", "transport", "commands", "supervisor", "doctor", "config"]);

function roomOf(path: string): string | null {
  const match = /^server\/src\/(?:([^/]+)\/)?[^/]/.exec(path);
  return match === null ? null : (match[1] ?? "");
}

function eachImport(files: readonly SourceFile[], judge: (found: Import) => string | null): Violation[] {
  return files
    .filter((file) => isCode(file.path))
    .flatMap(importsOf)
    .flatMap((found) => {
      const what = judge(found);
      return what === null ? [] : [{ path: found.from, line: found.line, what }];
    });
}

const direction: Rule = {
  name: "rooms look down",
  remedy:
    "take it as a member of `Deps`, which the composition fills in; or tidy/directions.ts is to say why not",
  find: (files) => [
    ...files
      .filter(({ path }) => isCode(path) && !knows(roomOf(path)))
      .map(({ path }) => ({ path, line: 1, what: `the room ${roomOf(path)} is not in tidy/directions.ts` })),
    ...eachImport(files, ({ from, file }) => {
      const [here, there] = [roomOf(from), roomOf(file ?? "")];
      if (here === null || there === null || here === there || composition.has(here)) return null;
      // A test may set up its room with the help of others, but only through what they offer tests.
      if (isTestCode(from) && isTestCode(file ?? "")) return null;
      return (rooms[here] ?? []).includes(there) ? null : `${here} imports ${there || "the composition"}`;
    }),
  ],
  bad: [
    sample({ "server/src/kernel/a.ts": 'import { send } from "../messaging/index.ts";\n' }),
    sample({ "server/src/messaging/a.ts": 'import {\n  start,\n} from "../http/index.ts";\n' }),
    sample({ "server/src/transports/memory/a.ts": 'export { a } from "../../kernel/ids.ts";\n' }),
    sample({ "server/src/senders/a.ts": 'const config = await import("../config.ts");\n' }),
    sample({ "server/src/gossip/a.ts": "" }),
  ],
};

function knows(room: string | null): boolean {
  return room === null || composition.has(room) || Object.hasOwn(rooms, room);
}

const door: Rule = {
  name: "a room is entered through its index.ts",
  remedy: "import from the room's index.ts; export it there if the room means to offer it",
  find: (files) =>
    eachImport(files, ({ from, file }) => {
      if (file === null || isOpen(from, file)) return null;
      const there = roomOf(file);
      if (there === null || there === roomOf(from) || composition.has(there)) return null;
      return `goes past the door: ${file}`;
    }),
  bad: [
    sample({ "server/src/intake/a.ts": 'import { accept } from "../messaging/accept-message.ts";\n' }),
    sample({ "server/src/app.ts": 'import { a } from "./transports/cloud-api/session.ts";\n' }),
    sample({ "server/src/http/a.test.ts": 'import { rows } from "../senders/store.ts";\n' }),
  ],
};

/** Kernel is words for all; of transports one enters the port or a driver; tests have their own doors. */
function isOpen(from: string, file: string): boolean {
  // A proof runs the parts of a room in a world of its own.
  if (from.startsWith("prove/")) return true;
  if (
    /^server\/src\/(kernel\/|transports\/(transport|template-sync)\.ts$|transports\/[^/]+\/index\.ts$)/.test(
      file,
    )
  )
    return true;
  if (/^server\/src\/[^/]+\/index\.ts$/.test(file)) return !file.startsWith("server/src/transports/");
  return isTestCode(from) && isTestCode(file);
}

const port: Rule = {
  name: "messaging knows the port, not the drivers",
  remedy: "put what is needed into the port, `transports/transport.ts`",
  find: (files) =>
    eachImport(files, ({ from, file }) =>
      /^server\/src\/(messaging|tenancy|senders)\//.test(from) &&
      file?.startsWith("server/src/transports/") === true &&
      file !== "server/src/transports/transport.ts" &&
      !isTestCode(from)
        ? `names a driver: ${file}`
        : null,
    ),
  bad: [
    sample({ "server/src/messaging/a.ts": 'import { open } from "../transports/cloud-api/index.ts";\n' }),
  ],
};

const workspaces: Rule = {
  name: "workspaces are apart",
  remedy:
    "import a workspace by its package name; the simulator, the contract and the SDK import nothing of ours, " +
    "the dashboard the SDK and the contract's types",
  find: (files) =>
    eachImport(files, ({ from, file, name, typeOnly }) => {
      const [here, there] = [workspaceOf(from), workspaceOf(file ?? "")];
      if (here === null || there === null || here === there) return null;
      // A page is built from the client, and from the contract's types: what the schemas run on stays away.
      if (here === "web" && name.startsWith("@waypost/"))
        return there === "sdk" || (there === "contract" && typeOnly) ? null : `${here} loads ${there}`;
      if (here !== "server") return `${here} imports ${there}`;
      if (name.startsWith(".")) return `reaches into ${there} by a path`;
      const startsIt = from === "server/src/commands/simulator.ts";
      return there === "simulator" && !startsIt && !isTestCode(from)
        ? "the server is built on the simulator"
        : null;
    }),
  bad: [
    sample({ "simulator/src/a.ts": 'import type { Outcome } from "@waypost/server";\n' }),
    sample({ "simulator/src/a.ts": 'import { messageTypes } from "../../contract/src/index.ts";\n' }),
    sample({ "contract/src/a.ts": 'import { start } from "@waypost/simulator";\n' }),
    sample({ "sdk/src/a.ts": 'import { errorDictionary } from "@waypost/contract";\n' }),
    sample({ "server/src/a.ts": 'import { start } from "@waypost/simulator";\n' }),
    sample({ "web/src/a.tsx": 'import { errorDictionary } from "@waypost/contract";\n' }),
    sample({ "web/src/a.ts": 'import type { Route } from "@waypost/server";\n' }),
    sample({ "web/src/a.ts": 'import { createList } from "../../sdk/src/list.ts";\n' }),
    sample({ "server/src/a.ts": 'import { theme } from "../../web/src/theme/theme.ts";\n' }),
    sample({ "server/src/a.ts": 'import { field } from "../../contract/src/field-error.ts";\n' }),
  ],
};

function workspaceOf(path: string): string | null {
  return /^(contract|sdk|server|simulator|web)\//.exec(path)?.[1] ?? null;
}

const controlWithoutLibrary: Rule = {
  name: "control never loads a WhatsApp library",
  remedy: "break the chain: what control needs of a session goes through the database",
  find: (files) => {
    const chain = chainToLibrary(files, "server/src/control.ts");
    return chain === null ? [] : [{ path: "server/src/control.ts", line: 1, what: chain.join(" → ") }];
  },
  bad: [
    sample({
      "server/src/control.ts": 'import { a } from "./lanes.ts";\n',
      "server/src/lanes.ts": 'import { open } from "./transports/whatsapp-web/index.ts";\n',
      "server/src/transports/whatsapp-web/index.ts": "export const open = 1;\n",
    }),
    sample({ "server/src/control.ts": 'import { proto } from "baileys";\n' }),
  ],
};

export const whatsappLibraries = /^(baileys|@whiskeysockets\/.+|libsignal|whatsapp-web\.js)(\/|$)/;

function chainToLibrary(files: readonly SourceFile[], start: string): string[] | null {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const chains = [[start]];
  const seen = new Set([start]);
  for (const chain of chains) {
    const file = byPath.get(chain.at(-1) ?? "");
    for (const found of file === undefined ? [] : importsOf(file)) {
      if (found.typeOnly || seen.has(found.file ?? "")) continue;
      const longer = [...chain, found.file ?? found.name];
      if (whatsappLibraries.test(found.name) || /\/transports\/whatsapp-web\//.test(found.file ?? ""))
        return longer;
      if (found.file === null) continue;
      seen.add(found.file);
      chains.push(longer);
    }
  }
  return null;
}

export const directionRules = [direction, door, port, workspaces, controlWithoutLibrary];
