// What tests about people stand on: the room over real HTTP and Postgres, a clock to turn, browsers that keep cookies.

import { createMailer, createPasswords, createPeople, ensureFirstPerson, type People } from "../index.ts";
import { makeInvitation } from "../invitations.ts";
import { findRole } from "../role-reference.ts";
import { Type } from "typebox";
import { createHarness, type Harness, newId, origin, type Tenant } from "../../http/harness.ts";
import type { Caller, Route } from "../../kernel/route.ts";

export type Town = {
  house: Harness;
  /** Turns the clock of sessions, links and lockout; a second proof is judged by the wall's. */
  wait(ms: number): void;
  now(): number;
  browser(): Browser;
  /** A member of a tenant, signed in; `proved` by their password, so that what needs a second proof is open. */
  member(tenant: Tenant, role: string, how?: { proved?: boolean; name?: string }): Promise<Member>;
  link(tenant: Tenant, email: string, role: string): Promise<string>;
  failures: Error[];
  close(): Promise<void>;
};

/** Read as a foreign client reads it: JSON that may hold anything. */
// oxlint-disable-next-line typescript/no-explicit-any -- a test reads any field of any answer
export type Answer = { status: number; body: Record<string, any>; headers: Headers };

export type Browser = {
  /** `POST /v1/auth/sign-in`, as a page of ours asks. */
  ask(line: string, init?: { body?: unknown; headers?: Record<string, string | null> }): Promise<Answer>;
  cookie: string | null;
};

export type Member = { browser: Browser; email: string; id: string };

export const goodPassword = "quiet-ladder-blossom-47";
export const staffEmail = "ada@waypost.test";

/** Shows who called. */
const probe = (method: "GET" | "POST", path: string, more: Partial<Route>): Route => ({
  method,
  path,
  scope: "messages:read",
  summary: "Who asks",
  schema: { response: { 200: Type.Unknown() } },
  handler: { kind: "own", handle: async ({ caller }) => ({ status: 200, body: shown(caller) }) },
  ...more,
});

function shown({ tenantId, mode, actor, halted }: Caller): unknown {
  return { tenantId, mode, actor, halted: halted ?? null };
}

const probes = [
  probe("GET", "/v1/probe", {}),
  probe("POST", "/v1/probe", {}),
  probe("POST", "/v1/probe/keys", { scope: "keys:write" }),
  probe("POST", "/v1/probe/export", { scope: "sessions:export", stepUp: true }),
  probe("GET", "/v1/probe/text", {
    withoutContent: () => ({ redacted: true }),
    handler: { kind: "own", handle: async () => ({ status: 200, body: { text: "secret words" } }) },
  }),
];

export async function layTown(options: { smtpUrl?: string } = {}): Promise<Town> {
  let ahead = 0;
  const now = (): Date => new Date(Date.now() + ahead);
  const failures: Error[] = [];
  const onError = (error: Error): void => void failures.push(error);
  const passwords = createPasswords();
  const mailer = createMailer({ smtpUrl: options.smtpUrl ?? null, from: "waypost@waypost.test", onError });
  let people: People | undefined;
  const peopleOf = (parts: Pick<Harness, "engine" | "vault">): People =>
    (people ??= createPeople({ ...parts, passwords, mailer, publicUrl: origin, newId, now, onError }));
  const house = await createHarness((parts) => [...probes, ...peopleOf(parts).routes], {
    gates: (parts) => peopleOf(parts).gates,
    people: peopleOf,
  });
  await ensureFirstPerson({ ...house, passwords, newId }, { email: staffEmail, password: goodPassword });
  const link = async (tenant: Tenant, email: string, role: string): Promise<string> => {
    const parts = { newId, now, mailer: null, publicUrl: origin };
    const made = await house.engine.transaction(async (tx) =>
      makeInvitation(parts, tx, {
        tenantId: tenant.id,
        email,
        role: await findRole(tx, tenant.id, role),
        by: "operator",
      }),
    );
    return made.link.split("#")[1] ?? "";
  };
  return {
    house,
    link,
    failures,
    now: () => now().getTime(),
    wait: (ms) => {
      ahead += ms;
    },
    browser: () => openBrowser(house.url),
    member: async (tenant, role, { proved = true, name = "Grace" } = {}) => {
      const email = `${role.slice(0, 20)}-${newId()}@waypost.test`;
      const browser = openBrowser(house.url);
      const body = { token: await link(tenant, email, role), name, password: goodPassword };
      const accepted = await browser.ask("POST /v1/auth/invitation/accept", { body });
      if (accepted.status !== 200) throw new Error(JSON.stringify(accepted.body));
      if (proved) await browser.ask("POST /v1/auth/prove", { body: { password: goodPassword } });
      return { browser, email, id: accepted.body["id"] as string };
    },
    close: house.close,
  };
}

export function openBrowser(url: string): Browser {
  const browser: Browser = {
    cookie: null,
    ask: async (line, { body, headers = {} } = {}) => {
      const [method = "GET", path = "/"] = line.split(" ");
      const sent: Record<string, string | null> = {
        origin: method === "GET" ? null : origin,
        "content-type": body === undefined ? null : "application/json",
        cookie: browser.cookie,
        ...headers,
      };
      const response = await fetch(url + path, {
        method,
        headers: Object.fromEntries(
          Object.entries(sent).flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
        ),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const [set] = response.headers.getSetCookie();
      if (set !== undefined) browser.cookie = /Max-Age=0/.test(set) ? null : (set.split(";")[0] ?? null);
      const text = await response.text();
      return {
        status: response.status,
        body: text === "" ? {} : (JSON.parse(text) as Record<string, unknown>),
        headers: response.headers,
      };
    },
  };
  return browser;
}
