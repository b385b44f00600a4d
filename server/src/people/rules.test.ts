// The room's pure rules: passwords that are too common, waits, places, roles, codes.

import * as fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { scopes } from "../kernel/route.ts";
import { isGuessable } from "./guessable-password.ts";
import { createPasswords } from "./password.ts";
import { impersonationScopes, mayGive, scopesOf } from "./role.ts";
import { clearCookie, cookieFor, setCookie } from "./session-life.ts";
import { accountPace, addressPace, placeOf, waitAfter } from "./throttle.ts";
import { hashRecoveryCode, isRecoveryCode, newRecoveryCodes } from "./token.ts";

describe("a password", () => {
  test.each([
    "password1234",
    "Password123456!",
    "P@ssw0rd2026",
    "qwertyuiop123",
    "1qaz2wsx3edc",
    "111111111111",
    "abcabcabcabc",
    "123456789012",
    "210987654321",
    "abcdefghijkl",
    "iloveyou12345",
    "welcome-2026!",
    "admin_admin_99",
    "correcthorsebatterystaple",
    "Lovelace-1815",
    "ada.lovelace!1",
    "LovelacePassword1",
  ])("%s is refused to Ada Lovelace", (password) => {
    expect(isGuessable(password, ["Ada Lovelace", "ada@example.com"])).toBe(true);
  });

  test.each([
    "quiet-ladder-blossom-47",
    "the dragon ate my homework in march",
    "7hY!kq0Zp#mW",
    "пароль из шести слов",
    "Sommerabend am Kanal 3",
  ])("%s is not", (password) => {
    expect(isGuessable(password, ["Ada Lovelace", "ada@example.com"])).toBe(false);
  });

  it("is judged without failing, whatever it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 12 }), fc.string(), (password, own) => {
        isGuessable(password, [own]);
      }),
    );
  });

  it("is hashed one way only, and equal letters of different code points are equal", async () => {
    const passwords = createPasswords();
    const kept = await passwords.hash("Caf\u00e9 am Kanal 3");
    expect(await passwords.hash("Caf\u00e9 am Kanal 3")).not.toBe(kept);
    expect(await passwords.check("Cafe\u0301 am Kanal 3", kept)).toEqual({ right: true, outdated: false });
    expect((await passwords.check("Cafe am Kanal 3", kept)).right).toBe(false);
    expect((await passwords.check("Cafe am Kanal 3", null)).right).toBe(false);
  });

  it("waits its turn to be hashed, and is turned away when too many do", async () => {
    const passwords = createPasswords();
    const settled = await Promise.allSettled(Array.from({ length: 60 }, () => passwords.hash("a b c d e f")));
    const refused = settled.filter(({ status }) => status === "rejected");
    // Two at work, thirty-two waiting.
    expect(refused).toHaveLength(26);
    expect(refused[0]).toMatchObject({ reason: { code: "overloaded", headers: { "retry-after": "2" } } });
    expect((await passwords.check("a b c d e f", null)).right).toBe(false);
  });
});

describe("a wait", () => {
  it("begins after the free tries, doubles, and is bounded", () => {
    expect([1, 4, 5, 6, 7].map((failures) => waitAfter(failures, accountPace))).toEqual([
      0, 0, 2_000, 4_000, 8_000,
    ]);
    expect(waitAfter(1_000_000, accountPace)).toBe(15 * 60_000);
    expect(waitAfter(29, addressPace)).toBe(0);
  });

  test.each([
    ["203.0.113.7", "203.0.113.7"],
    ["::ffff:203.0.113.7", "203.0.113.7"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2"],
    ["2001:0db8:1:2::9", "2001:db8:1:2"],
    ["2001:db8::1", "2001:db8:0:0"],
    ["::1", "0:0:0:0"],
    ["fe80::1%eth0", "fe80:0:0:0"],
  ])("of %s is that of %s", (ip, place) => {
    expect(placeOf(ip)).toBe(place);
  });
});

describe("a role", () => {
  it("owner has every right, and nobody gives more than they have", () => {
    expect(scopesOf.owner).toEqual(scopes);
    expect(mayGive(new Set(scopesOf.admin), scopesOf.owner)).toBe(false);
    expect(mayGive(new Set(scopesOf.owner), scopesOf.owner)).toBe(true);
    expect(mayGive(new Set(["messages:read"]), ["messages:metadata"])).toBe(true);
    expect(mayGive(new Set(["messages:metadata"]), ["messages:read"])).toBe(false);
  });

  it("auditor reads and writes nothing, and no words; staff on a visit gives no rights away", () => {
    expect(
      scopesOf.auditor.filter((scope) => /:write|:export|messages:read|media|contacts/.test(scope)),
    ).toEqual([]);
    const withheld =
      /^(keys:write|people:write|privacy:.*|sessions:export|templates:approve|webhooks:write)$/;
    expect(impersonationScopes.filter((scope) => withheld.test(scope))).toEqual([]);
    expect(scopesOf.admin.filter((scope) => !impersonationScopes.includes(scope))).toHaveLength(6);
  });
});

describe("a cookie", () => {
  it("is this host's alone over TLS; over plain http it has another name", () => {
    expect(setCookie(cookieFor("https://waypost.example"), "t")["set-cookie"]).toBe(
      "__Host-waypost=t; Path=/; HttpOnly; SameSite=Strict; Secure",
    );
    expect(setCookie(cookieFor("http://192.168.1.4:8484"), "t")["set-cookie"]).toBe(
      "waypost=t; Path=/; HttpOnly; SameSite=Strict",
    );
    expect(clearCookie(cookieFor("http://localhost:8484"))["set-cookie"]).toMatch(/^waypost=; .*Max-Age=0$/);
  });
});

describe("recovery codes", () => {
  it("are ten of eighty bits, read however they were written down", () => {
    const codes = newRecoveryCodes();
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) {
      expect(code).toMatch(/^([0-9a-hjkmnp-tv-z]{4}-){3}[0-9a-hjkmnp-tv-z]{4}$/);
      expect(hashRecoveryCode(` ${code.toUpperCase().replaceAll("-", " ")}`)).toEqual(hashRecoveryCode(code));
    }
    expect(isRecoveryCode("123456")).toBe(false);
  });
});
