// The first people of a fresh product: a link in the log, an invitation, an authenticator, and what it opens.

import { execFileSync } from "node:child_process";
import { createHmac } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Answer, type Json, main, type Stack, startStack } from "./stack.ts";

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
}, 90_000);
afterAll(async () => {
  await stack?.stop();
}, 60_000);

/** Keeps its cookie, and says that our own page asks, as browsers do. */
function openBrowser(): (line: string, body?: unknown) => Promise<Answer> {
  let cookie = "";
  return async (line, body) => {
    const [method = "", path = ""] = line.split(" ");
    const response = await fetch(stack.apiUrl + path, {
      method,
      headers: {
        "sec-fetch-site": "same-origin",
        ...(cookie === "" ? {} : { cookie }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const [set] = response.headers.getSetCookie();
    if (set !== undefined) cookie = set.split(";")[0] ?? "";
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === "" ? null : JSON.parse(text),
    };
  };
}

const command = (...args: string[]): string =>
  execFileSync(process.execPath, [main, "people", ...args], { env: stack.env, encoding: "utf8" }).trim();
const tokenOf = (text: string, page: string): string =>
  new RegExp(`/${page}#([\\w-]{43})`).exec(text)?.[1] ?? "";
/** What an authenticator shows (RFC 6238, RFC 4226 section 5.3), written here a second time. */
function codeOf(secret: string, ms: number): string {
  const bits = secret
    .split("")
    .map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0"));
  const key = Buffer.from((bits.join("").match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(ms / 30_000)));
  const mac = createHmac("sha1", key).update(step).digest();
  const truncated = mac.readUInt32BE((mac.at(-1) ?? 0) & 0xf) & 0x7fffffff;
  return String(truncated % 1_000_000).padStart(6, "0");
}

const password = "quiet-ladder-blossom-47";

test("from the link in the log to a session that opens what is grave", async () => {
  const ada = openBrowser();
  const first = { token: tokenOf(stack.output(), "setup"), email: "ada@example.com", name: "Ada", password };
  const begun = await ada("POST /v1/auth/setup", first);
  expect(begun.body).toMatchObject({
    platform: true,
    tenant: { slug: "default" },
    tenants: [{ role: "owner" }],
  });
  expect(begun.headers.get("set-cookie")).toMatch(/^waypost=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
  expect((await openBrowser()("POST /v1/auth/setup", first)).body["code"]).toBe("invalid_link");
  expect((await ada("POST /v1/auth/sign-out")).status).toBe(204);
  expect((await ada("GET /v1/me")).status).toBe(401);
  expect((await ada("POST /v1/auth/sign-in", { email: first.email, password })).status).toBe(200);

  const wanted = { email: "grace@example.com", role: "owner" };
  expect((await ada("POST /v1/invitations", wanted)).body["code"]).toBe("second_proof_required");
  await ada("POST /v1/auth/prove", { password });
  const invited = await ada("POST /v1/invitations", wanted);
  expect(invited.body).toMatchObject({ mailed: false });

  const grace = openBrowser();
  const token = tokenOf(invited.body["link"], "invitation");
  expect((await grace("POST /v1/auth/invitation/accept", { token, name: "Grace", password })).status).toBe(
    200,
  );
  await grace("POST /v1/auth/prove", { password });
  const { secret } = (await grace("POST /v1/me/totp")).body as { secret: string };
  const confirmed = await grace("POST /v1/me/totp/confirm", { code: codeOf(secret, Date.now()) });
  expect(confirmed.body["recovery_codes"]).toHaveLength(10);

  // Somewhere else, she signs in with both: a fresh proof. The next step's code is taken as well.
  const phone = openBrowser();
  expect((await phone("POST /v1/auth/sign-in", { email: wanted.email, password })).body["code"]).toBe(
    "code_required",
  );
  const [recovery] = confirmed.body["recovery_codes"] as string[];
  expect(
    (await phone("POST /v1/auth/sign-in", { email: wanted.email, password, code: recovery })).status,
  ).toBe(200);
  const code = codeOf(secret, Date.now() + 30_000);
  expect((await phone("POST /v1/auth/prove", { code })).status).toBe(200);
  const made = await phone("POST /v1/api-keys", { name: "Shop", mode: "test", scopes: ["messages:read"] });
  expect(made.status).toBe(201);
  const people = await phone("GET /v1/people");
  expect(people.body["data"].map((one: Json) => one["two_factor"])).toEqual([false, true]);

  // The operator's way in, and out.
  const reset = {
    token: tokenOf(command("reset", "--email", first.email), "reset"),
    password: "amber-tunnel-violin-93",
  };
  expect((await openBrowser()("POST /v1/auth/reset/confirm", reset)).status).toBe(204);
  expect(command("sign-out", "--email", wanted.email)).toBe("2 sessions end within four seconds.");
  await expect.poll(async () => (await phone("GET /v1/me")).status, { timeout: 8_000 }).toBe(401);
  expect(command("list").split("\n")).toHaveLength(2);
}, 60_000);
