// Tries every route with what belongs to somebody else, and tells what came through.

import type { Route } from "../../kernel/route.ts";
import { type Kind, kindsByPath, type Making, makers, modeless, type Side } from "./belongings.ts";
import { type Asking, bodiesOf, queryOf, tell, type Told } from "./requests.ts";
import type { Count } from "./guards.ts";
import { propertiesOf, isSchema } from "./schema-sample.ts";
import { changedTables, type Reader } from "./table-digest.ts";

export type Finding = { route: string; cell: string; what: string };

/** Keys of ours that open nothing, or less than everything. */
export type Keys = Readonly<Record<"expired" | "revoked" | "otherMode" | "scopeless" | "forgedMode", string>>;

export type Sweep = {
  url: string;
  routes: readonly Route[];
  ours: Side;
  theirs: Side;
  reader: Reader;
  /** With both guards up all cells are tried and compared; with one, only whether anything comes through. */
  whole: { keys: Keys; count: Count; making: Making } | null;
};

export type Swept = { findings: Finding[]; requests: number };

export async function sweep(on: Sweep): Promise<Swept> {
  const findings: Finding[] = [];
  let requests = 0;
  let before = await on.reader.digest([on.theirs.tenantId]);
  for (const route of on.routes) {
    const name = `${route.method} ${route.path}`;
    const trial: Trial = {
      on,
      route,
      kind: kindOf(route.path),
      note: (cell, what) => void findings.push({ route: name, cell, what }),
      ask: async (cell, key, asking) => {
        requests += 1;
        const told = await tell(on.url, key, asking);
        for (const leak of leaksIn(told, asking, on.theirs))
          findings.push({ route: name, cell, what: `tells ${leak}` });
        return told;
      },
    };
    await tryRoute(trial);
    const after = await on.reader.digest([on.theirs.tenantId]);
    for (const table of changedTables(before, after)) trial.note("writes", `changed their rows in ${table}`);
    before = after;
  }
  return { findings, requests };
}

type Trial = {
  on: Sweep;
  route: Route;
  /** What the path's place names; null when it names nothing. */
  kind: Kind | null;
  note(cell: string, what: string): void;
  ask(cell: string, key: string | null, asking: Asking): Promise<Told>;
};

export function kindOf(path: string): Kind | null {
  if (!path.includes(":")) return null;
  const beginnings = Object.keys(kindsByPath).filter((each) => path === each || path.startsWith(`${each}/`));
  const longest = beginnings.toSorted((a, b) => b.length - a.length)[0];
  const kind = longest === undefined ? undefined : kindsByPath[longest];
  if (kind === undefined)
    throw new Error(
      `${path} has a place for an id: name what stands there in kindsByPath, and how one is made`,
    );
  return kind;
}

async function tryRoute(trial: Trial): Promise<void> {
  const { on, route, kind } = trial;
  const { whole, ours, theirs } = on;
  for (const [index, theirBody] of bodiesOf(route, theirs).entries()) {
    const ourBody = bodiesOf(route, ours)[index];
    // Ids of theirs in our path, in our body, and in both: each beside the same with ids that nobody has.
    if (kind !== null) await compare(trial, "path", { path: theirs.ids[kind], body: ourBody });
    if (hasIds(theirBody))
      await compare(trial, "body", { path: kind === null ? null : ours.ids[kind], body: theirBody });
  }
  if (route.method === "GET") await tryQueries(trial);
  if (whole !== null) {
    await tryKeys(trial, whole.keys);
    await tryOwn(trial, whole.making);
  }
}

type Foreign = { path: string | null; body: unknown; query?: string };

async function compare(trial: Trial, cell: string, foreign: Foreign): Promise<void> {
  const { on } = trial;
  const absent = JSON.parse(absentIn(JSON.stringify(foreign), on)) as Foreign;
  for (let round = 1; round <= 3; round++) {
    const [a, b] = [await counted(trial, `${cell}, absent`, absent), await counted(trial, cell, foreign)];
    const differences = [
      ...(plain(a.told) === plain(b.told) ? [] : [`answers ${plain(b.told)} and not ${plain(a.told)}`]),
      ...(a.statements === b.statements ? [] : [`asks ${b.statements} statements and not ${a.statements}`]),
    ];
    // What is remembered for seconds may have been looked up for one of the two; it is not again and again.
    if (differences.length === 0) return;
    if (round === 3) for (const what of differences) trial.note(cell, what);
  }
}

async function counted(trial: Trial, cell: string, foreign: Foreign) {
  const { on, route } = trial;
  const before = on.whole?.count.statements ?? 0;
  const told = await trial.ask(cell, on.ours.key, askingOf(route, foreign));
  return { told, statements: (on.whole?.count.statements ?? 0) - before };
}

function askingOf({ method, path, schema }: Route, { path: id, body, query }: Foreign): Asking {
  const at = id === null ? path : path.replace(/:\w+/, id);
  const asked = query ?? queryOf(schema.query);
  return { method, path: `${at}${asked}`, ...(body === undefined ? {} : { body: revived(body) }) };
}

/** A file's bytes come back from JSON as what Node writes of them. */
function revived(body: unknown): unknown {
  return isSchema(body) && body["type"] === "Buffer" ? Buffer.from(body["data"] as number[]) : body;
}

function hasIds(body: unknown): boolean {
  return /[a-z]{3,4}_[0-9a-f]{32}/.test(JSON.stringify(body) ?? "");
}

/**
 * The same, naming what nobody has: made in the same moment, because an id in a cursor is a moment first and whose it
 * is does not matter.
 */
function absentIn(text: string, { theirs }: Pick<Sweep, "theirs">): string {
  return text.replaceAll(/\b[a-z]{3,4}_[0-9a-f]{32}\b/g, (id) =>
    Object.values(theirs.ids).includes(id) ? `${id.slice(0, -12)}eeeeeeeeeeee` : id,
  );
}

/** What an answer says, without what is new in every one. */
function plain({ status, headers, text }: Told): string {
  const told = [...headers].filter(([name]) => !/^(date|request-id|ratelimit|content-length)/.test(name));
  const body = text.replaceAll(/"request_id":"[^"]*"/g, "").replaceAll(/[0-9a-f]{32}/g, "ID");
  return `${status} ${body} ${JSON.stringify(told)}`;
}

/** Filters and cursors: each takes what is theirs as it takes what nobody has. */
async function tryQueries(trial: Trial): Promise<void> {
  const { on, route, kind } = trial;
  const { query } = route.schema;
  if (query === undefined || !isSchema(query)) return;
  const path = kind === null ? null : on.ours.ids[kind];
  for (const [name, { type, enum: listed }] of propertiesOf(query)) {
    if (type !== "string" || listed !== undefined) continue;
    for (const id of Object.values(on.theirs.ids)) {
      // A number is no id: it is tried below, as a person's.
      if (id === on.theirs.phone) continue;
      const foreign = { path, body: undefined, query: `?${name}=${id}` };
      if (on.whole === null) await trial.ask(`?${name}`, on.ours.key, askingOf(route, foreign));
      else await compare(trial, `?${name}`, foreign);
    }
    for (const value of [on.theirs.word, on.theirs.phone]) {
      const asking = askingOf(route, {
        path,
        body: undefined,
        query: `?${name}=${encodeURIComponent(value)}`,
      });
      await trial.ask(`?${name}`, on.ours.key, asking);
    }
  }
}

async function tryKeys(trial: Trial, keys: Keys): Promise<void> {
  const { on, route, kind } = trial;
  const asking = askingOf(route, {
    path: kind === null ? null : on.ours.ids[kind],
    body: bodiesOf(route, on.ours)[0],
  });
  const wanted: [string, string | null, number][] = [
    ["no key", null, 401],
    ["expired", keys.expired, 401],
    ["revoked", keys.revoked, 401],
    ["a test key called live", keys.forgedMode, 401],
    ["no scope", keys.scopeless, 403],
  ];
  for (const [cell, key, status] of wanted) {
    const told = await trial.ask(cell, key, asking);
    if (told.status !== status) trial.note(cell, `answers ${told.status} and not ${status}`);
  }
  if (kind === null || modeless.has(kind)) return;
  const told = await trial.ask("wrong mode", keys.otherMode, asking);
  if (told.status !== 404) trial.note("wrong mode", `answers ${told.status} and not 404`);
}

/** With something of one's own, made for this: otherwise a route that refuses everybody would look safe. */
async function tryOwn(trial: Trial, making: Making): Promise<void> {
  const { on, route, kind } = trial;
  const path = kind === null ? null : await makers[kind](making, on.ours);
  for (const body of bodiesOf(route, on.ours)) {
    const told = await trial.ask("own", on.ours.key, askingOf(route, { path, body }));
    if (![400, 401, 403, 404].includes(told.status)) continue;
    if (refusedToAll[`${route.method} ${route.path}`] !== true)
      trial.note("own", `is refused: ${plain(told)}`);
  }
}

/**
 * Nobody works requests off here, so that there is no archive; a tenant is closed with a live key only; nobody approves
 * what they wrote, while `reject` goes the same way to the same draft; and a socket takes a request that is none of
 * HTTP's, while `GET /v1/events` tells the same.
 */
const refusedToAll: Readonly<Record<string, true>> = {
  "GET /v1/privacy/requests/:id/archive": true,
  "POST /v1/tenant/close": true,
  "POST /v1/templates/:id/approve": true,
  "GET /v1/events/socket": true,
};

function leaksIn({ headers, text }: Told, asking: Asking, theirs: Side): string[] {
  const told = `${text}\n${JSON.stringify([...headers])}`;
  const asked = `${asking.path} ${Buffer.isBuffer(asking.body) ? "" : JSON.stringify(asking.body)}`;
  const marks = [
    theirs.word,
    theirs.word.toLowerCase(),
    theirs.phone,
    theirs.tenantId,
    ...Object.values(theirs.ids).flatMap((id) => [id, id.slice(-32)]),
  ];
  return marks.filter(
    (mark) => told.includes(mark) && !asked.includes(mark) && !decoded(asked).includes(mark),
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
