// The command itself as a process, against a server on the wire.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { generateAppointments } from "../../../examples/generate-appointments.ts";
import { readConfig } from "../config.ts";
import { type LoopbackApi, startLoopbackApi } from "../client/index.ts";
import { run } from "./send.ts";

const main = fileURLToPath(new URL("../main.ts", import.meta.url));
const example = fileURLToPath(new URL("../../../examples/appointments.csv", import.meta.url));

let api: LoopbackApi;
let directory: string;
beforeEach(async () => {
  api = await startLoopbackApi();
  directory = mkdtempSync(join(tmpdir(), "waypost-send-"));
});
afterEach(async () => {
  await api.close();
  rmSync(directory, { recursive: true });
});

type Run = { child: ChildProcess; ended: Promise<{ code: number | null; out: string; err: string }> };

function start(args: readonly string[]): Run {
  const reach = ["--url", api.url, "--api-key", "wp_test_x"];
  const env = { PATH: process.env["PATH"], HOME: directory };
  const child = spawn(process.execPath, [main, "send", ...args, ...reach], { env });
  let out = "";
  let err = "";
  child.stdout.on("data", (chunk) => (out += String(chunk)));
  child.stderr.on("data", (chunk) => (err += String(chunk)));
  const ended = once(child, "close").then(() => ({ code: child.exitCode, out, err }));
  return { child, ended };
}

const send = (...args: string[]) => start(args).ended;

const text = "Hi {{ first_name | default: 'there' }}, {{ doctor }} expects you on {{ date }} at {{ time }}.";
const toAll = ["--csv", example, "--country", "IN", "--text", text, "--no-wait"];

function expectedTexts(): string[] {
  return generateAppointments()
    .people.map(
      ({ to, first, doctor, date, time }) =>
        `${to} Hi ${first.trim() || "there"}, ${doctor} expects you on ${date} at ${time}.`,
    )
    .toSorted();
}

const acceptedTexts = (): string[] => api.accepted.map(({ to, text: body }) => `${to} ${body}`).toSorted();

describe("sending the appointments", () => {
  test("everybody good gets their own text once, and the others are written down", async () => {
    const rejects = join(directory, "rejects.csv");
    const { code, out } = await send(...toAll, "--rejects", rejects);
    expect(out).toContain("5,000 rows: 4,717 good, 283 not");
    expect(out).toContain("Accepted: 4,717 of 4,717 good rows");
    expect(code).toBe(0);
    expect(acceptedTexts()).toEqual(expectedTexts());
    expect(readFileSync(rejects, "utf8")).toContain("duplicate");
  });

  test("killed in the middle and run again, still everybody gets it once", async () => {
    const { child, ended } = start([...toAll, "--batch-size", "50"]);
    api.intercept = () => {
      if (api.accepted.length >= 1_000) child.kill("SIGKILL");
      return null;
    };
    await ended;
    api.intercept = () => null;
    expect(api.accepted.length).toBeGreaterThanOrEqual(1_000);
    expect(api.accepted.length).toBeLessThan(4_717);
    const { code, out } = await send(...toAll, "--batch-size", "50");
    expect(out).toMatch(/of them by an earlier run: [1-4],\d{3}/);
    expect(code).toBe(0);
    expect(acceptedTexts()).toEqual(expectedTexts());
  });

  test("Ctrl-C ends it in order, and says how to go on", async () => {
    const { child, ended } = start([...toAll, "--batch-size", "50"]);
    api.intercept = () => {
      if (api.accepted.length >= 500 && !child.killed) child.kill("SIGINT");
      return null;
    };
    const { code, err } = await ended;
    expect(code).toBe(1);
    expect(err).toContain("Run the same command again to go on; nobody gets two.");
  });

  test("a dry run sends nothing, and says as JSON what it found", async () => {
    const { code, out } = await send(...toAll, "--dry-run", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ rows: 5_000, good: 4_717, rejected: { duplicate: 134 } });
    expect(api.seen).toEqual([]);
  });
});

describe("sending one message", () => {
  test("prints its id", async () => {
    api.intercept = ({ body }) => ({
      status: 202,
      body: { id: "msg_1", status: "queued", from: "snd_1", ...(body as object) },
    });
    const { code, out } = await send("--to", "+14155550123", "--text", "Hi {{ name }}", "--ttl", "2h");
    expect(out).toBe("msg_1  accepted, queued: to +14155550123 from snd_1 (test)\n");
    expect(code).toBe(0);
    const [{ key, body } = { key: null, body: null }] = api.seen;
    expect(key).toMatch(/^[0-9a-f-]{36}$/);
    expect(body).toEqual({
      to: "+14155550123",
      type: "text",
      text: { body: "Hi {{ name }}" },
      ttl_seconds: 7_200,
    });
  });

  test("a refusal is told with its code", async () => {
    api.intercept = () => ({
      status: 422,
      body: { code: "invalid_phone", detail: "It is not a phone number.", retryable: false },
    });
    const { code, err } = await send("--to", "x", "--text", "Hi");
    expect(err).toBe("waypost: It is not a phone number. (invalid_phone, HTTP 422)\n");
    expect(code).toBe(1);
  });
});

const config = readConfig({});
if ("problems" in config) throw new Error("the defaults are in order");

test.each([
  [["--text", "x"], "--to <number>, or --csv <file>"],
  [["--to", "1", "--csv", "x", "--text", "x"], "--to <number>, or --csv <file>"],
  [["--to", "1", "--text", "x", "--rejects", "y"], "--rejects goes with --csv"],
  [["--csv", "x", "--text", "x", "--reference", "y"], "--reference goes with --to"],
  [["--to", "1"], "--text <text>, or --template <name>"],
  [["--to", "1", "--template", "t"], "needs its --language"],
  [["--csv", "nowhere.csv", "--text", "x"], "There is no file nowhere.csv"],
  [["--csv", example, "--text", "x", "--country", "India"], "--country takes a code"],
  [["--csv", example, "--text", "x", "--batch-size", "0"], "from 1 to 1000"],
  [["--csv", example, "--text", "{{ frist_name }}"], 'did you mean "first_name"?'],
  [["--csv", example, "--text", "x", "--category", "utilty"], "must be one of"],
])("%j is refused in words", async (args, sentence) => {
  const reach = ["--url", api.url, "--api-key", "wp_test_x"];
  await expect(run([...args, ...reach], config)).rejects.toThrow(sentence);
  expect(api.seen).toEqual([]);
});

test("an unfinished file is refused before anything is sent", async () => {
  const file = join(directory, "cut.csv");
  writeFileSync(file, 'Name,Phone\nAsha,9820012345\n"Ravi,9820012346\n');
  const { err } = await send("--csv", file, "--text", "Hi", "--country", "IN");
  expect(err).toContain("a quotation mark is opened and never closed");
  expect(api.seen).toEqual([]);
});
