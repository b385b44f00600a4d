// Who is what in a tenant, over HTTP: invited once, given no more than the giver has, never without an owner.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId, type Tenant } from "../http/harness.ts";
import { presentId } from "../kernel/ids.ts";
import { goodPassword, layTown, type Member, staffEmail, type Town } from "./testing/town.ts";
import { type MailServer, startMailServer } from "./testing/mail-server.ts";

let town: Town;
let mail: MailServer;
let tenant: Tenant;
let owner: Member;

beforeAll(async () => {
  mail = await startMailServer();
  town = await layTown({ smtpUrl: mail.url });
  tenant = await town.house.tenant();
  owner = await town.member(tenant, "owner");
});
afterAll(async () => {
  await town.close();
  await mail.close();
});

const accept = (token: string, name = "Grace") =>
  town.browser().ask("POST /v1/auth/invitation/accept", { body: { token, name, password: goodPassword } });
const tokenIn = (text: string): string => /#([\w-]{43})/.exec(text.replaceAll("=\n", ""))?.[1] ?? "";

describe("an invitation", () => {
  it("is mailed, looked at, accepted once, and makes a member", async () => {
    const email = `new-${newId()}@waypost.test`;
    const made = await owner.browser.ask("POST /v1/invitations", {
      body: { email: email.toUpperCase(), role: "agent" },
    });
    expect(made).toMatchObject({ status: 201, body: { email, role: "agent", mailed: true } });
    await expect.poll(() => mail.mails.find((text) => text.includes(email))).toBeDefined();
    const token = tokenIn(mail.mails.find((text) => text.includes(email)) ?? "");
    expect(made.body["link"]).toContain(token);
    const look = await town.browser().ask("POST /v1/auth/invitation", { body: { token } });
    expect(look.body).toMatchObject({ email, tenant: "Marigold", role_name: "agent", has_account: false });
    const accepted = await accept(token);
    expect(accepted).toMatchObject({
      status: 200,
      body: { email, tenants: [{ role: "agent" }], platform: false },
    });
    expect(await accept(token)).toMatchObject({ status: 404, body: { code: "invalid_link" } });
    const { body } = await owner.browser.ask("GET /v1/people");
    expect(body["data"]).toContainEqual(expect.objectContaining({ email, role: "agent", two_factor: false }));
  });

  it("works for one of two who accept at once", async () => {
    const token = await town.link(tenant, `race-${newId()}@waypost.test`, "agent");
    const answers = await Promise.all([accept(token), accept(token), accept(token)]);
    expect(answers.map(({ status }) => String(status)).toSorted()).toEqual(["200", "404", "404"]);
  });

  it("dies by being revoked, replaced, or seven days old, and is kept as a hash", async () => {
    const email = `late-${newId()}@waypost.test`;
    const invite = (role: string) => owner.browser.ask("POST /v1/invitations", { body: { email, role } });
    const first = await invite("agent");
    const second = await invite("marketer");
    expect((await accept(tokenIn(first.body["link"]))).status).toBe(404);
    const { rows } = await town.house.engine.query("select to_jsonb(i)::text as row from invitation i");
    expect(rows.filter(({ row }) => row.includes(tokenIn(second.body["link"])))).toEqual([]);
    expect((await owner.browser.ask(`DELETE /v1/invitations/${second.body["id"]}`)).status).toBe(204);
    expect((await accept(tokenIn(second.body["link"]))).status).toBe(404);
    const old = await town.link(tenant, email, "agent");
    town.wait(7 * 24 * 60 * 60_000);
    expect((await accept(old)).status).toBe(404);
    owner = await town.member(tenant, "owner");
  });

  it("to somebody with an account is accepted by them, and by nobody else", async () => {
    const other = await town.house.tenant();
    const member = await town.member(tenant, "agent");
    const token = await town.link(other, member.email, "developer");
    expect(
      (await town.browser().ask("POST /v1/auth/invitation", { body: { token } })).body["has_account"],
    ).toBe(true);
    expect((await accept(token)).body["code"]).toBe("conflict");
    expect((await owner.browser.ask("POST /v1/me/invitation", { body: { token } })).body["code"]).toBe(
      "invalid_link",
    );
    const accepted = await member.browser.ask("POST /v1/me/invitation", { body: { token } });
    expect(accepted.body).toMatchObject({ tenant: { id: presentId("ten", other.id) }, tenants: [{}, {}] });
    expect((await member.browser.ask("GET /v1/probe")).body["tenantId"]).toBe(other.id);
    const back = { tenant: presentId("ten", tenant.id) };
    expect((await member.browser.ask("PUT /v1/me/tenant", { body: back })).status).toBe(200);
    expect((await member.browser.ask("GET /v1/probe")).body["tenantId"]).toBe(tenant.id);
    const strange = await town.house.tenant();
    expect(
      (await member.browser.ask("PUT /v1/me/tenant", { body: { tenant: presentId("ten", strange.id) } }))
        .status,
    ).toBe(404);
  });

  it("that cannot be mailed fails in the log, without the address", async () => {
    mail.refuse(true);
    const email = `refused-${newId()}@waypost.test`;
    expect((await owner.browser.ask("POST /v1/invitations", { body: { email, role: "agent" } })).status).toBe(
      201,
    );
    await expect.poll(() => town.failures.length).toBe(1);
    expect(town.failures[0]?.message).toMatch(/^a mail could not be sent: EENVELOPE 550$/);
    mail.refuse(false);
  });
});

describe("rights", () => {
  it("are not given by who lacks them", async () => {
    const admin = await town.member(tenant, "admin");
    const invite = (role: string) =>
      admin.browser.ask("POST /v1/invitations", { body: { email: `x-${newId()}@waypost.test`, role } });
    expect((await invite("admin")).status).toBe(201);
    expect(await invite("owner")).toMatchObject({ status: 403, body: { code: "insufficient_scope" } });
    const promote = (id: string, role: string) =>
      admin.browser.ask(`PATCH /v1/people/${id}`, { body: { role } });
    expect((await promote(admin.id, "owner")).status).toBe(403);
    expect((await promote(owner.id, "agent")).status).toBe(403);
    expect((await admin.browser.ask(`DELETE /v1/people/${owner.id}`)).status).toBe(403);
    const agent = await town.member(tenant, "agent");
    expect((await promote(agent.id, "developer")).body).toMatchObject({ role: "developer" });
    const role = { name: "Exporter", scopes: ["sessions:export"] };
    expect((await admin.browser.ask("POST /v1/roles", { body: role })).status).toBe(403);
    const roleKey = await tenant.key("live", { scopes: ["people:write", "people:read"] });
    const byKey = { authorization: `Bearer ${roleKey.text}` };
    const wide = await town
      .browser()
      .ask("POST /v1/roles", { body: { name: "K", scopes: ["keys:write"] }, headers: byKey });
    expect(wide.status).toBe(403);
  });

  it("change within four seconds for who is signed in", async () => {
    const agent = await town.member(tenant, "agent");
    expect((await agent.browser.ask("POST /v1/probe/keys")).body["code"]).toBe("insufficient_scope");
    await owner.browser.ask(`PATCH /v1/people/${agent.id}`, { body: { role: "developer" } });
    town.wait(4_000);
    expect((await agent.browser.ask("POST /v1/probe/keys")).status).toBe(200);
    await owner.browser.ask(`DELETE /v1/people/${agent.id}`);
    town.wait(4_000);
    expect((await agent.browser.ask("GET /v1/probe")).body["code"]).toBe("no_tenant");
    expect((await agent.browser.ask("GET /v1/me")).body).toMatchObject({ tenant: null, scopes: [] });
  });

  it("need a second proof to be changed", async () => {
    const fresh = await town.member(tenant, "owner", { proved: false });
    for (const line of [
      "PATCH /v1/people/usr_0",
      "DELETE /v1/people/usr_0",
      "POST /v1/roles",
      "POST /v1/invitations",
    ]) {
      expect((await fresh.browser.ask(line, { body: {} })).body["code"]).toBe("second_proof_required");
    }
  });

  it("stay in their tenant: another's people, roles and invitations are not there", async () => {
    const stranger = await town.member(await town.house.tenant(), "owner");
    const role = await owner.browser.ask("POST /v1/roles", {
      body: { name: "Desk", scopes: ["messages:read"] },
    });
    const invited = await owner.browser.ask("POST /v1/invitations", {
      body: { email: `s-${newId()}@waypost.test`, role: "agent" },
    });
    const lines = [
      `DELETE /v1/people/${owner.id}`,
      `DELETE /v1/roles/${role.body["id"]}`,
      `DELETE /v1/invitations/${invited.body["id"]}`,
    ];
    for (const line of lines) expect((await stranger.browser.ask(line)).status).toBe(404);
    const borrowed = await stranger.browser.ask("POST /v1/invitations", {
      body: { email: `t-${newId()}@waypost.test`, role: role.body["id"] },
    });
    expect(borrowed.status).toBe(400);
    expect((await stranger.browser.ask("GET /v1/people")).body["data"]).toHaveLength(1);
  });
});

describe("the last owner", () => {
  it("cannot leave or be demoted, not even two at once", async () => {
    const house = await town.house.tenant();
    const [one, two] = [await town.member(house, "owner"), await town.member(house, "owner")];
    const leave = (member: Member) => member.browser.ask(`DELETE /v1/people/${member.id}`);
    const answers = await Promise.all([leave(one), leave(two)]);
    expect(answers.map(({ status }) => String(status)).toSorted()).toEqual(["204", "409"]);
    const last = answers[0]?.status === 409 ? one : two;
    const demoted = await last.browser.ask(`PATCH /v1/people/${last.id}`, { body: { role: "admin" } });
    expect(demoted).toMatchObject({ status: 409, body: { code: "last_owner" } });
  });
});

describe("a role of the tenant's own", () => {
  it("gives what it says, to whom it is given, and stays while somebody has it", async () => {
    const made = await owner.browser.ask("POST /v1/roles", {
      body: { name: "Keys", scopes: ["keys:write"] },
    });
    const id = made.body["id"] as string;
    const member = await town.member(tenant, id);
    expect((await member.browser.ask("POST /v1/probe/keys")).status).toBe(200);
    expect((await member.browser.ask("GET /v1/probe")).status).toBe(403);
    expect((await member.browser.ask("GET /v1/me")).body["tenants"]).toMatchObject([
      { role: id, role_name: "Keys" },
    ]);
    expect((await owner.browser.ask(`DELETE /v1/roles/${id}`)).body["code"]).toBe("conflict");
    await owner.browser.ask(`PUT /v1/roles/${id}`, { body: { name: "Readers", scopes: ["messages:read"] } });
    town.wait(4_000);
    expect((await member.browser.ask("POST /v1/probe/keys")).status).toBe(403);
    expect((await member.browser.ask("GET /v1/probe")).status).toBe(200);
    await owner.browser.ask(`PATCH /v1/people/${member.id}`, { body: { role: "agent" } });
    expect((await owner.browser.ask(`DELETE /v1/roles/${id}`)).status).toBe(204);
    const odd = await owner.browser.ask("POST /v1/roles", { body: { name: "Owner", scopes: ["fly"] } });
    expect(odd.body["errors"]).toHaveLength(2);
  });
});

describe("an auditor", () => {
  it("sees that there are messages, and not what they say", async () => {
    const auditor = await town.member(tenant, "auditor");
    expect((await auditor.browser.ask("GET /v1/probe/text")).body).toEqual({ redacted: true });
    // A route that has not said what is left of it is closed.
    expect((await auditor.browser.ask("GET /v1/probe")).status).toBe(403);
    expect((await owner.browser.ask("GET /v1/probe/text")).body).toEqual({ text: "secret words" });
  });
});

describe("a forgotten password", () => {
  const reset = (email: string) => town.browser().ask("POST /v1/auth/reset", { body: { email } });

  it("is set anew by a link, which ends every session and works once", async () => {
    const member = await town.member(tenant, "agent");
    expect((await reset(member.email)).status).toBe(202);
    await expect
      .poll(() => mail.mails.find((text) => text.includes(member.email) && text.includes("/reset#")))
      .toBeDefined();
    const token = tokenIn(
      mail.mails.find((text) => text.includes(member.email) && text.includes("/reset#")) ?? "",
    );
    const set = (password: string) =>
      town.browser().ask("POST /v1/auth/reset/confirm", { body: { token, password } });
    expect((await set("password123456")).body["code"]).toBe("weak_password");
    expect((await set("amber-tunnel-violin-93")).status).toBe(204);
    expect((await set("amber-tunnel-violin-94")).body["code"]).toBe("invalid_link");
    expect((await member.browser.ask("GET /v1/me")).status).toBe(401);
    const entered = await town.browser().ask("POST /v1/auth/sign-in", {
      body: { email: member.email, password: "amber-tunnel-violin-93" },
    });
    expect(entered.status).toBe(200);
  });

  it("is asked for with one answer for everybody, and mails nobody often", async () => {
    const member = await town.member(tenant, "agent");
    const answers = [await reset("nobody@waypost.test"), await reset(member.email)];
    expect(answers.map(({ status, body }) => ({ status, body }))).toEqual([
      { status: 202, body: {} },
      { status: 202, body: {} },
    ]);
    for (let n = 0; n < 5; n++) await reset(member.email);
    const last = await town.member(tenant, "agent");
    await reset(last.email);
    await expect.poll(() => mail.mails.some((text) => text.includes(last.email))).toBe(true);
    const got = mail.mails.filter((text) => text.includes(`To: ${member.email}`));
    expect(got.length).toBeGreaterThan(0);
    expect(got.length).toBeLessThanOrEqual(3);
  });
});

describe("staff in a tenant's name", () => {
  const reason = "They asked why their sender is paused";

  async function staff() {
    const browser = town.browser();
    await browser.ask("POST /v1/auth/sign-in", { body: { email: staffEmail, password: goodPassword } });
    await browser.ask("POST /v1/auth/prove", { body: { password: goodPassword } });
    return browser;
  }
  const path = () => `POST /v1/platform/tenants/${presentId("ten", tenant.id)}/impersonate`;

  it("act with an administrator's rights but the gravest, under their own name and reason", async () => {
    const browser = await staff();
    expect((await browser.ask(path(), { body: { reason: "because" } })).status).toBe(400);
    const former = browser.cookie;
    const begun = await browser.ask(path(), { body: { reason } });
    expect(begun.body).toMatchObject({
      tenant: { id: presentId("ten", tenant.id) },
      impersonation: { reason, tenant: { name: "Marigold" } },
    });
    expect(browser.cookie).not.toBe(former);
    expect((await browser.ask("GET /v1/probe")).body).toMatchObject({
      tenantId: tenant.id,
      actor: { impersonation: { reason } },
    });
    for (const line of [
      "POST /v1/probe/keys",
      "POST /v1/probe/export",
      "POST /v1/invitations",
      "POST /v1/roles",
    ]) {
      expect((await browser.ask(line, { body: {} })).body["code"]).toBe("insufficient_scope");
    }
    expect((await browser.ask(path(), { body: { reason } })).status).toBe(403);
    const ended = await browser.ask("POST /v1/auth/impersonation/end");
    expect(ended.body).toMatchObject({ impersonation: null, tenant: { slug: "default" } });
  });

  it("are shown out after an hour, by themselves", async () => {
    const browser = await staff();
    await browser.ask(path(), { body: { reason } });
    for (let n = 0; n < 3; n++) {
      town.wait(19 * 60_000);
      expect((await browser.ask("GET /v1/probe")).body["tenantId"]).toBe(tenant.id);
    }
    town.wait(3 * 60_000);
    expect((await browser.ask("GET /v1/me")).body["impersonation"]).toBeNull();
    expect((await browser.ask("GET /v1/probe")).body["tenantId"]).not.toBe(tenant.id);
  });

  it("are staff, and have proved it lately; an owner is none", async () => {
    owner = await town.member(tenant, "owner");
    expect((await owner.browser.ask(path(), { body: { reason } })).body["code"]).toBe("insufficient_scope");
    const browser = town.browser();
    await browser.ask("POST /v1/auth/sign-in", { body: { email: staffEmail, password: goodPassword } });
    expect((await browser.ask(path(), { body: { reason } })).body["code"]).toBe("second_proof_required");
  });
});
