// What may stand in a line of the log, and what must not.

import { expect, it } from "vitest";
import { createLog, type LogFields } from "./log.ts";

function logged(write: (log: ReturnType<typeof createLog>) => void): string {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  write(createLog({ level: "info", role: "control", phoneKey: Buffer.alloc(32, 1), destination }));
  return lines.join("");
}

it("hides a phone number but lets the same one be recognised", () => {
  const first = logged((log) => log.info("queued", { phone: "+14155550123" }));
  const second = logged((log) => log.info("sent", { phone: "+14155550123" }));
  const other = logged((log) => log.info("sent", { phone: "+14155550223" }));
  const phone = (line: string): string => JSON.parse(line).phone;
  expect(first).not.toContain("4155550123");
  expect(phone(first)).toMatch(/^[0-9a-f]{12}…23$/);
  expect(phone(second)).toBe(phone(first));
  expect(phone(other)).not.toBe(phone(first));
});

it("drops fields nobody decided on", () => {
  const fields = { request_id: "req_1", body: "Your code is 4711", token: "EAAsecret" } as LogFields;
  const line = logged((log) => log.warn("odd", fields));
  expect(JSON.parse(line)).toMatchObject({ request_id: "req_1", role: "control", msg: "odd" });
  expect(line).not.toMatch(/4711|EAAsecret/);
});

it.each([
  ["a key", "used wp_test_0123456789abcdef_secret", "0123456789abcdef", "[hidden]"],
  ["a provider's token", "refused Bearer abcdefghijklmnop", "abcdefghijklmnop", "[hidden]"],
  ["a Graph token", "token EAAGabcdefghijkl expired", "Gabcdefghijkl", "[hidden]"],
  ["a database password", "cannot reach postgres://waypost:hunter22@db/waypost", "hunter22", "[hidden]"],
  ["a number", "no reply from +14155550123", "4155550123", "[number]"],
])("scrubs %s from messages and errors", (_, text, secret, instead) => {
  const cause = new Error(text);
  const line = logged((log) => log.error(text, { error: new Error(text, { cause }) }));
  expect(line).not.toContain(secret);
  expect(line).toContain(instead);
});

it("keeps what a database error quotes of the row out of the line", () => {
  const error = Object.assign(new Error("duplicate key"), {
    code: "23505",
    detail: "Key (name)=(Asha) exists",
  });
  const line = logged((log) => log.error("failed", { error }));
  expect(JSON.parse(line).error).toMatchObject({ code: "23505", message: "duplicate key" });
  expect(line).not.toContain("Asha");
});

it("keeps ids readable, because that is what a log is searched by", () => {
  const id = "msg_0193a1b2c3d470008000000000000001";
  expect(logged((log) => log.info("sent", { message_id: id }))).toContain(id);
});
