// What stops a lane and what sets it free again, word by word of Meta's.

import { describe, expect, test } from "vitest";
import type { FactName } from "../transports/cloud-api/index.ts";
import { type Pause, ruleOn, stopsOf } from "./breaker.ts";
import type { Facts } from "./standing.ts";

const now = new Date("2026-11-20T12:00:00Z");
const minutesAgo = (minutes: number): Date => new Date(now.getTime() - minutes * 60_000);

function known(values: Record<string, unknown>, at = minutesAgo(1)): Facts {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, { value, at, seenAt: at }]),
  ) as Facts;
}

const changed = (...names: FactName[]) => ({ changed: new Set(names), observed: new Set(names) });
const observed = (...names: FactName[]) => ({ changed: new Set<FactName>(), observed: new Set(names) });
const pausedFor = (reason: string, minutes = 60): Pause => ({ at: minutesAgo(minutes), reason });

const goodToken = {
  valid: true,
  expiresAt: null,
  appId: "1",
  scopes: ["whatsapp_business_management", "whatsapp_business_messaging"],
  problem: null,
};

describe("a lane is stopped", () => {
  const soon = new Date(now.getTime() + 3_600_000).toISOString();
  test.each<[string, Record<string, unknown>, string]>([
    ["by a ban", { ban: { state: "DISABLE", day: null } }, "account_restricted"],
    ["by red quality", { quality: "RED" }, "sender_quality_restricted"],
    ["by a flag", { flagged: true }, "sender_quality_restricted"],
    ["by the status banned", { status: "BANNED" }, "account_restricted"],
    ["by the status pending", { status: "PENDING" }, "sender_not_registered"],
    [
      "by blocked health",
      { health: { canSend: "BLOCKED", portfolioId: null, problems: [] } },
      "account_restricted",
    ],
    ["by a rejected review", { review: "REJECTED" }, "account_restricted"],
    ["by the end of the account", { membership: "offboarded" }, "account_restricted"],
    ["by a token that is no good", { token: { ...goodToken, valid: false } }, "provider_auth_failed"],
    [
      "by a token that has expired",
      { token: { ...goodToken, expiresAt: minutesAgo(5).toISOString() } },
      "provider_auth_failed",
    ],
    [
      "by a token that may not send",
      { token: { ...goodToken, scopes: ["whatsapp_business_management"] } },
      "provider_permission_missing",
    ],
    [
      "by a restriction of what it begins",
      { restrictions: [{ type: "RESTRICTED_BIZ_INITIATED_MESSAGING", until: soon }] },
      "account_restricted",
    ],
  ])("%s", (_, facts, code) => {
    const told = changed(...(Object.keys(facts) as FactName[]));
    expect(ruleOn(known(facts), told, null, now)).toMatchObject({ kind: "stop", stop: { code } });
  });

  test("until the restriction ends, when nothing else holds it longer", () => {
    const restrictions = [{ type: "RESTRICTED_BIZ_INITIATED_MESSAGING", until: soon }];
    const one = ruleOn(known({ restrictions }), changed("restrictions"), null, now);
    expect(one).toMatchObject({ stop: { until: new Date(soon) } });
    const both = ruleOn(
      known({ restrictions, quality: "RED" }),
      changed("restrictions", "quality"),
      null,
      now,
    );
    expect(both).toMatchObject({ stop: { code: "sender_quality_restricted", until: null } });
  });

  test.each<[string, Record<string, unknown>]>([
    [
      "a restriction that is over",
      { restrictions: [{ type: "RESTRICTED_BIZ_INITIATED_MESSAGING", until: minutesAgo(1).toISOString() }] },
    ],
    [
      "a restriction of new numbers",
      { restrictions: [{ type: "RESTRICTED_ADD_PHONE_NUMBER_ACTION", until: null }] },
    ],
    ["a ban yet to come", { ban: { state: "SCHEDULE_FOR_DISABLE", day: "April 17, 2027" } }],
    ["yellow quality", { quality: "YELLOW" }],
    ["limited health", { health: { canSend: "LIMITED", portfolioId: null, problems: [] } }],
    ["a token whose scopes Meta does not name", { token: { ...goodToken, scopes: [] } }],
  ])("not by %s", (_, facts) => {
    expect(stopsOf(known(facts), now)).toEqual([]);
  });
});

describe("a lane is set free", () => {
  test("by reinstatement, after a ban", () => {
    const facts = known({ ban: { state: "REINSTATE", day: null } });
    expect(ruleOn(facts, changed("ban"), pausedFor("account_restricted"), now)).toEqual({ kind: "lift" });
  });

  test("by a good token, also when nobody had called the old one bad", () => {
    const told = observed("token");
    expect(ruleOn(known({ token: goodToken }), told, pausedFor("provider_auth_failed"), now)).toEqual({
      kind: "lift",
    });
  });

  test("by a registration that is there again", () => {
    const facts = known({ status: "CONNECTED" });
    expect(ruleOn(facts, observed("status"), pausedFor("sender_not_registered"), now)).toEqual({
      kind: "lift",
    });
  });

  test("not by evidence from before it was stopped", () => {
    const facts = known({ token: goodToken }, minutesAgo(90));
    expect(ruleOn(facts, observed("token"), pausedFor("provider_auth_failed"), now)).toBeNull();
  });

  test("not by quality that was said to be good all along: Meta stopped it for spam meanwhile", () => {
    const facts = known({ quality: "GREEN" });
    expect(ruleOn(facts, observed("quality"), pausedFor("sender_quality_restricted"), now)).toBeNull();
  });

  test("not while another reason has come", () => {
    const facts = {
      ...known({ ban: { state: "REINSTATE", day: null } }),
      ...known({ review: "REJECTED" }, minutesAgo(30)),
    };
    const ruling = ruleOn(facts, changed("ban"), pausedFor("account_restricted"), now);
    expect(ruling).toMatchObject({ kind: "stop", stop: { fact: "review" } });
  });

  test("not by a good word about something else", () => {
    const facts = known({ token: goodToken });
    expect(ruleOn(facts, observed("token"), pausedFor("payment_required_by_provider"), now)).toBeNull();
  });
});

describe("a person's decision stands", () => {
  test("a pause of theirs is neither lifted nor overwritten", () => {
    const pause = pausedFor("paused by a person");
    expect(ruleOn(known({ quality: "RED" }), changed("quality"), pause, now)).toBeNull();
    expect(ruleOn(known({ token: goodToken }), changed("token"), pause, now)).toBeNull();
  });

  test("what they have lifted is not stopped again by the same old word", () => {
    expect(ruleOn(known({ quality: "RED" }), observed("quality"), null, now)).toBeNull();
  });
});
