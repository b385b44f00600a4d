// A call as a line for a terminal: run by a real shell, it asks exactly what the form would have.
import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { curlOf } from "./curl.ts";

test("a shell reads it as it is meant, whatever is in it", () => {
  const body = { text: { body: 'it\'s *new*, $HOME `id` "!" \\ \n end' } };
  const line = curlOf("http://localhost:8484", {
    route: "POST /v1/messages/{id}/resend",
    params: { id: "a/b" },
    query: { q: "x&y z", left: undefined },
    body,
  });
  const script = `curl() { printf '%s\\0' "$@"; }; WAYPOST_KEY=k; ${line}`;
  const words = execFileSync("sh", ["-c", script], { encoding: "utf8" }).split("\0");
  expect(words.slice(0, 5)).toEqual([
    "-X",
    "POST",
    "http://localhost:8484/v1/messages/a%2Fb/resend?q=x%26y%20z",
    "-H",
    "Authorization: Bearer k",
  ]);
  expect(JSON.parse(words[8] ?? "")).toEqual(body);
});
