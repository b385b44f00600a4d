// Signing in over HTTP: who gets in, what nobody learns, what a session is and how it ends.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hash } from "node:crypto";
import { TOTP } from "otpauth";
import type { Tenant } from "../http/harness.ts";
import { readCookie } from "./session-life.ts";
import { goodPassword, layTown, staffEmail, type Town } from "./testing/town.ts";

let town: Town;
let tenant: Tenant;

beforeAll(async () => {
  town = await layTown();
  tenant = await town.house.tenant();
});
afterAll(() => town.close());

const minute = 60_000;
const hour = 60 * minute;

async function signedIn(email = staffEmail) {
  const browser = town.browser();
  const answer = await browser.ask("POST /v1/auth/sign-in", { body: { email, password: goodPassword } });
  return { browser, answer };
}

describe("signing in", () => {
  it("answers who one is, and a cookie no script and no other host gets", async () => {
    const { answer, browser } = await signedIn(" ADA@waypost.test ".trim());
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ email: staffEmail, platform: true, tenant: { slug: "default" } });
    expect(answer.headers.get("set-cookie")).toMatch(
      /^__Host-waypost=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Secure$/,
    );
    expect((await browser.ask("GET /v1/probe")).body).toMatchObject({
      mode: "live",
      actor: { kind: "person", platform: true, provedAt: null },
    });
    expect((await browser.ask("GET /v1/probe", { headers: { "waypost-mode": "test" } })).body["mode"]).toBe(
      "test",
    );
    expect((await browser.ask("GET /v1/probe", { headers: { "waypost-mode": "x" } })).status).toBe(400);
  });

  it("answers alike for an unknown person, a wrong password and a disabled account", async () => {
    const gone = await town.member(tenant, "agent");
    await town.house.engine.query("update person set disabled_at = now() where email = $1", [gone.email]);
    const tries = [
      { email: "nobody@waypost.test", password: goodPassword },
      { email: gone.email, password: goodPassword },
      { email: (await town.member(tenant, "agent")).email, password: "not-the-password-1" },
    ];
    const answers = await Promise.all(
      tries.map((body) => town.browser().ask("POST /v1/auth/sign-in", { body })),
    );
    const shapes = answers.map(({ status, body, headers }) => {
      const { request_id: _id, ...problem } = body;
      return { status, problem, cookie: headers.get("set-cookie"), wait: headers.get("retry-after") };
    });
    expect(shapes[0]).toMatchObject({ status: 401, problem: { code: "invalid_credentials" }, cookie: null });
    expect(shapes).toEqual([shapes[0], shapes[0], shapes[0]]);
  });

  it("holds up nobody for a clock that is behind the one somebody at the same address signed in by", async () => {
    expect((await signedIn()).answer.status).toBe(200);
    town.wait(-10_000);
    expect((await signedIn()).answer.status).toBe(200);
    town.wait(10_000);
  });

  it("takes nothing a body slips in", async () => {
    const body = { email: staffEmail, password: goodPassword, platform: true };
    const answer = await town.browser().ask("POST /v1/auth/sign-in", { body });
    expect(answer.status).toBe(400);
    expect(answer.body["errors"]).toEqual([{ path: "/platform", message: "is not a field known here" }]);
    const { browser } = await signedIn();
    const changed = await browser.ask("PATCH /v1/me", { body: { name: "Ada", platform: false } });
    expect(changed.status).toBe(400);
  });

  it("does not take over a cookie that was there before", async () => {
    const browser = town.browser();
    browser.cookie = `__Host-waypost=${"a".repeat(43)}`;
    await browser.ask("POST /v1/auth/sign-in", { body: { email: staffEmail, password: goodPassword } });
    expect(browser.cookie).not.toContain("aaaa");
    expect((await browser.ask("GET /v1/me")).status).toBe(200);
  });

  it("keeps of a session's secret a hash only, and the password as argon2id", async () => {
    const { browser } = await signedIn();
    const token = browser.cookie?.split("=")[1] ?? "";
    const { rows } = await town.house.engine.query("select to_jsonb(s)::text as row from sign_in s");
    expect(rows.filter(({ row }) => row.includes(token))).toEqual([]);
    expect(rows.some(({ row }) => row.includes(hash("sha256", token, "hex")))).toBe(true);
    const { rows: people } = await town.house.engine.query("select password_hash from person");
    expect(people.every((row) => row.password_hash.startsWith("$argon2id$v=19$m=19456,t=2,p=1$"))).toBe(true);
  });

  it("makes an outdated hash anew", async () => {
    const member = await town.member(tenant, "agent");
    // argon2id of the password with one pass, as an older release might have made it.
    const { argon2Sync, randomBytes } = await import("node:crypto");
    const nonce = randomBytes(16);
    const cost = { memory: 8_192, passes: 1, parallelism: 1, tagLength: 32 };
    const tag = argon2Sync("argon2id", { ...cost, message: goodPassword, nonce });
    const bare = (bytes: Buffer): string => bytes.toString("base64").replaceAll("=", "");
    const kept = `$argon2id$v=19$m=8192,t=1,p=1$${bare(nonce)}$${bare(tag)}`;
    await town.house.engine.query("update person set password_hash = $2 where email = $1", [
      member.email,
      kept,
    ]);
    expect((await signedIn(member.email)).answer.status).toBe(200);
    const { rows } = await town.house.engine.query("select password_hash from person where email = $1", [
      member.email,
    ]);
    expect(rows[0]?.password_hash).toMatch(/m=19456,t=2,p=1/);
    expect((await signedIn(member.email)).answer.status).toBe(200);
  });
});

describe("a guesser", () => {
  const guess = (email: string, ip: string, password = "not-the-password-1") =>
    town.browser().ask("POST /v1/auth/sign-in", {
      body: { email, password },
      headers: { "x-forwarded-for": ip },
    });

  it("is shut out of an account after five tries, from wherever, and so is who knows the password", async () => {
    const { email } = await town.member(tenant, "agent");
    for (let n = 1; n <= 5; n++) expect((await guess(email, `198.51.100.${n}`)).status).toBe(401);
    const shut = await guess(email, "198.51.100.77", goodPassword);
    expect(shut).toMatchObject({ status: 401, body: { code: "invalid_credentials" } });
    expect(Number(shut.headers.get("retry-after"))).toBeGreaterThan(0);
    town.wait(2_000);
    expect((await guess(email, "198.51.100.78", goodPassword)).status).toBe(200);
    // What failed before is forgotten.
    expect((await guess(email, "198.51.100.79")).headers.get("retry-after")).toBeNull();
  });

  it("is shut out as fast of an account that does not exist", async () => {
    const email = "ghost@waypost.test";
    for (let n = 1; n <= 5; n++) await guess(email, `198.51.101.${n}`);
    expect(Number((await guess(email, "198.51.101.9")).headers.get("retry-after"))).toBeGreaterThan(0);
  });

  it("gains nothing by asking all at once", async () => {
    const { email } = await town.member(tenant, "agent");
    const answers = await Promise.all(Array.from({ length: 12 }, (_, n) => guess(email, `198.51.102.${n}`)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 401));
    const { rows } = await town.house.engine.query("select max(failures) as most from sign_in_failure");
    // Five were looked at; the others were turned away before anything was hashed.
    expect(rows[0]?.most).toBe(5);
  });

  it("is stopped at an address that tries many accounts, counted by /64", async () => {
    for (let n = 0; n < 30; n++) await guess(`many-${n}@waypost.test`, `2001:db8:7::${n.toString(16)}`);
    const shut = await guess("other@waypost.test", "2001:db8:7::ffff");
    expect(Number(shut.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await guess("other@waypost.test", "2001:db8:8::1")).headers.get("retry-after")).toBeNull();
  });

  it("cannot name the address it comes from, unless a proxy of ours is in front", async () => {
    const other = await town.house.engine.query("select ip from sign_in order by id desc limit 1");
    expect(other.rows[0]?.ip).toBe("127.0.0.1");
    const garbage = await town.browser().ask("POST /v1/auth/sign-in", {
      body: { email: staffEmail, password: goodPassword },
      headers: { "x-forwarded-for": "<script>" },
    });
    expect(garbage.status).toBe(200);
    const { rows } = await town.house.engine.query("select ip from sign_in order by id desc limit 1");
    expect(rows[0]?.ip).toBe("127.0.0.1");
  });
});

describe("a session", () => {
  it("ends for everybody within four seconds of being revoked, and here at once", async () => {
    const member = await town.member(tenant, "agent");
    const { browser: other } = await signedIn(member.email);
    const list = await member.browser.ask("GET /v1/me/sessions");
    expect(list.body["data"]).toHaveLength(2);
    const theirs = list.body["data"].find((one: { current: boolean }) => !one.current);
    expect((await other.ask("GET /v1/me")).status).toBe(200);
    expect((await member.browser.ask(`DELETE /v1/me/sessions/${theirs.id}`)).status).toBe(204);
    expect((await other.ask("GET /v1/me")).status).toBe(401);
    // As another process would find out: by the clock.
    await member.browser.ask("GET /v1/probe");
    await town.house.engine.query("delete from sign_in");
    town.wait(4_000);
    expect((await member.browser.ask("GET /v1/probe")).status).toBe(401);
  });

  it("is nobody else's to end", async () => {
    const [one, two] = [await town.member(tenant, "agent"), await town.member(tenant, "agent")];
    const [theirs] = (await two.browser.ask("GET /v1/me/sessions")).body["data"];
    expect((await one.browser.ask(`DELETE /v1/me/sessions/${theirs.id}`)).status).toBe(404);
    expect((await two.browser.ask("GET /v1/me")).status).toBe(200);
  });

  it("ends with sign-out, whose cookie is taken back", async () => {
    const { browser } = await signedIn();
    const { cookie } = browser;
    const out = await browser.ask("POST /v1/auth/sign-out");
    expect(out.headers.get("set-cookie")).toMatch(/^__Host-waypost=; .*Max-Age=0$/);
    browser.cookie = cookie;
    expect((await browser.ask("GET /v1/me")).status).toBe(401);
  });

  it("ends after eight hours without a request, and after a day in any case", async () => {
    const { browser } = await town.member(tenant, "agent");
    town.wait(7 * hour);
    expect((await browser.ask("GET /v1/me")).status).toBe(200);
    town.wait(7 * hour);
    expect((await browser.ask("GET /v1/me")).status).toBe(200);
    town.wait(8 * hour);
    expect((await browser.ask("GET /v1/me")).status).toBe(401);
    const day = await town.member(tenant, "agent");
    for (let n = 0; n < 3; n++) {
      town.wait(7 * hour);
      expect((await day.browser.ask("GET /v1/me")).status).toBe(200);
    }
    town.wait(3 * hour);
    expect((await day.browser.ask("GET /v1/me")).status).toBe(401);
  });

  it("of the platform's staff ends after half an hour without a request", async () => {
    const { browser } = await signedIn();
    town.wait(31 * minute);
    expect((await browser.ask("GET /v1/me")).status).toBe(401);
  });

  it("writes down that it was used once a minute at most", async () => {
    const { browser, id } = await town.member(tenant, "agent");
    const seen = async (): Promise<Date> => {
      const { rows } = await town.house.engine.query("select seen_at from sign_in where person_id = $1", [
        id.slice(4).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-"),
      ]);
      return rows[0]?.seen_at;
    };
    const first = await seen();
    town.wait(30_000);
    await browser.ask("GET /v1/probe");
    expect(await seen()).toEqual(first);
    town.wait(31_000);
    await browser.ask("GET /v1/probe");
    expect((await seen()).getTime()).toBeGreaterThan(first.getTime());
  });

  it("is told from a key, which decides when both come", async () => {
    const { browser } = await town.member(tenant, "agent");
    const key = await tenant.key("test", { scopes: ["messages:read"] });
    const both = await browser.ask("GET /v1/probe", { headers: { authorization: `Bearer ${key.text}` } });
    expect(both.body["actor"]).toEqual({ kind: "key", id: key.id });
    const wrong = await browser.ask("GET /v1/probe", { headers: { authorization: "Bearer wp_live_no" } });
    expect(wrong.status).toBe(401);
    const gate = await browser.ask("GET /v1/me", { headers: { authorization: `Bearer ${key.text}` } });
    expect(gate.status).toBe(401);
  });

  it("is not read from a cookie of another name, or one that comes twice", () => {
    const cookie = { name: "__Host-waypost", secure: true };
    const token = "b".repeat(43);
    expect(readCookie(cookie, `a=1; __Host-waypost=${token}; c=2`)).toBe(token);
    expect(readCookie(cookie, `waypost=${token}`)).toBeNull();
    expect(readCookie(cookie, `__Host-waypost=${token}; __Host-waypost=${token}`)).toBeNull();
    expect(readCookie(cookie, "__Host-waypost=short")).toBeNull();
  });
});

describe("a password", () => {
  it("that is changed ends the other sessions and renews this one", async () => {
    const member = await town.member(tenant, "agent");
    const { browser: other } = await signedIn(member.email);
    const former = member.browser.cookie;
    const body = { current: goodPassword, password: "amber-tunnel-violin-93" };
    expect((await member.browser.ask("POST /v1/me/password", { body })).status).toBe(200);
    expect(member.browser.cookie).not.toBe(former);
    expect((await member.browser.ask("GET /v1/me")).status).toBe(200);
    expect((await other.ask("GET /v1/me")).status).toBe(401);
    expect((await signedIn(member.email)).answer.status).toBe(401);
  });

  it("is refused when it is common, and not changed without the one before", async () => {
    const { browser } = await town.member(tenant, "agent", { name: "Grace Hopper" });
    for (const password of ["password1234", "qwertyuiop12", "111111111111", "GraceHopper1906"]) {
      const answer = await browser.ask("POST /v1/me/password", { body: { current: goodPassword, password } });
      expect(answer.body["code"]).toBe("weak_password");
    }
    const body = { current: "something-else-entirely", password: "amber-tunnel-violin-93" };
    expect((await browser.ask("POST /v1/me/password", { body })).body["code"]).toBe("invalid_credentials");
    const short = { current: goodPassword, password: "a2!vq-9" };
    expect((await browser.ask("POST /v1/me/password", { body: short })).body["code"]).toBe("invalid_request");
  });
});

describe("an authenticator", () => {
  async function enrolled() {
    const member = await town.member(tenant, "agent");
    const begun = await member.browser.ask("POST /v1/me/totp");
    const totp = new TOTP({ secret: begun.body["secret"] as string });
    const code = (): string => totp.generate({ timestamp: town.now() });
    const confirmed = await member.browser.ask("POST /v1/me/totp/confirm", { body: { code: code() } });
    return { ...member, begun, code, codes: confirmed.body["recovery_codes"] as string[] };
  }
  const enter = (email: string, code?: string) =>
    town.browser().ask("POST /v1/auth/sign-in", {
      body: { email, password: goodPassword, ...(code === undefined ? {} : { code }) },
    });

  it("is asked for from its first code on, and each code works once", async () => {
    const { email, code, begun, codes } = await enrolled();
    expect(begun.body).toMatchObject({
      qr_svg: expect.stringContaining("<svg"),
      url: expect.stringMatching(/^otpauth:/),
    });
    expect(codes).toHaveLength(10);
    expect((await enter(email)).body["code"]).toBe("code_required");
    // The one it was confirmed with is used up.
    expect((await enter(email, code())).body["code"]).toBe("invalid_credentials");
    town.wait(30_000);
    const next = code();
    const entered = await enter(email, next);
    expect(entered.status).toBe(200);
    expect(entered.body["proved_until"]).not.toBeNull();
    expect((await enter(email, next)).status).toBe(401);
    // Nor one from before it.
    town.wait(60_000);
    const older = code();
    town.wait(30_000);
    expect((await enter(email, code())).status).toBe(200);
    expect((await enter(email, older)).status).toBe(401);
  });

  it("takes the code before and after, for clocks that are off, and none beyond", async () => {
    const { email, code } = await enrolled();
    town.wait(120_000);
    const late = code();
    town.wait(60_000);
    expect((await enter(email, late)).status).toBe(401);
    const before = code();
    town.wait(30_000);
    expect((await enter(email, before)).status).toBe(200);
  });

  it("is stood for by a recovery code, once", async () => {
    const { email, codes } = await enrolled();
    const [first = ""] = codes;
    expect((await enter(email, first.toUpperCase())).status).toBe(200);
    expect((await enter(email, first)).status).toBe(401);
    const { rows } = await town.house.engine.query(
      "select encode(code_hash, 'escape') as hash from recovery_code",
    );
    expect(rows.some(({ hash: kept }) => codes.includes(kept))).toBe(false);
  });

  it("proves, where there is one, and the password does not", async () => {
    const { browser, code } = await enrolled();
    const byPassword = await browser.ask("POST /v1/auth/prove", { body: { password: goodPassword } });
    expect(byPassword.body["code"]).toBe("code_required");
    town.wait(30_000);
    const former = browser.cookie;
    expect((await browser.ask("POST /v1/auth/prove", { body: { code: code() } })).status).toBe(200);
    expect(browser.cookie).not.toBe(former);
  });

  it("is sealed in the database, and gone when it is removed", async () => {
    const { browser, email, begun } = await enrolled();
    const { rows } = await town.house.engine.query(
      "select encode(totp_secret, 'escape') as kept from person",
    );
    expect(rows.some(({ kept }) => String(kept).includes(begun.body["secret"]))).toBe(false);
    expect((await browser.ask("DELETE /v1/me/totp")).body["two_factor"]).toBe(false);
    expect((await enter(email)).status).toBe(200);
  });

  it("is guessed at no more often than a password", async () => {
    const { email } = await enrolled();
    for (let n = 0; n < 5; n++) await enter(email, `00000${n}`);
    expect(Number((await enter(email, "000009")).headers.get("retry-after"))).toBeGreaterThan(0);
  });
});

describe("a second proof", () => {
  it("opens what asks for it, for ten minutes", async () => {
    const { browser } = await town.member(tenant, "owner", { proved: false });
    const refused = await browser.ask("POST /v1/probe/export");
    expect(refused).toMatchObject({ status: 403, body: { code: "second_proof_required" } });
    expect(
      (await browser.ask("POST /v1/auth/prove", { body: { password: "wrong-password-1" } })).status,
    ).toBe(401);
    const former = browser.cookie;
    const proved = await browser.ask("POST /v1/auth/prove", { body: { password: goodPassword } });
    expect(proved.body["proved_until"]).not.toBeNull();
    expect(browser.cookie).not.toBe(former);
    expect((await browser.ask("POST /v1/probe/export")).status).toBe(200);
    await town.house.engine.query("update sign_in set proved_at = now() - interval '10 minutes'");
    town.wait(4_000);
    expect((await browser.ask("POST /v1/probe/export")).status).toBe(403);
  });
});
