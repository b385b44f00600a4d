// A file becomes messages: good rows once each, whatever is run again; the others in the rejects file.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { createClient } from "../client/index.ts";
import { type Check, checkFile } from "./check.ts";
import { followStatuses } from "./follow.ts";
import { type LoopbackApi, problem, startLoopbackApi } from "../client/index.ts";
import { type CsvSend, makePlan, type Plan } from "./plan.ts";
import { noRejectsFile, openRejectsFile } from "./rejects-file.ts";
import { type SendDeps, sendRows, type Sent } from "./send-rows.ts";

let directory: string;
let api: LoopbackApi;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "waypost-send-"));
  api = await startLoopbackApi();
});
afterEach(async () => {
  await api.close();
  rmSync(directory, { recursive: true });
});

const text = (body: string): CsvSend["content"] => ({ kind: "text", text: body });

function planOf(csv: string, more: Partial<CsvSend> = {}): Promise<Plan> {
  const path = join(directory, "people.csv");
  writeFileSync(path, csv);
  return makePlan({
    path,
    reading: {},
    columns: [],
    country: "IN",
    content: text("Hi {{ name | default: 'there' }}"),
    options: {},
    mode: "test",
    again: null,
    ...more,
  });
}

function newClient() {
  const client = createClient({ url: api.url, authorize: () => Promise.resolve("wp_test_x") });
  onTestFinished(() => client.close());
  return client;
}

const send = (plan: Plan, more: Partial<SendDeps> = {}): Promise<Sent> =>
  sendRows(plan, {
    client: newClient(),
    rejects: noRejectsFile,
    batchSize: 3,
    onProgress: () => undefined,
    ...more,
  });

const people = (count: number): string =>
  ["Name,Phone", ...Array.from({ length: count }, (_, i) => `P${i},98200 ${10_000 + i}`)].join("\n");

describe("checking a file", () => {
  test("every row is good, or is refused for one reason", async () => {
    const plan = await planOf(
      [
        "Name,Phone,City",
        "Asha,98200 12345,Pune",
        ",+91-98200-12345,Pune",
        "Ravi,,Pune",
        ",,",
        "Meera,12,Pune",
        "Omar,+971 50 555 1234,",
        "Broken,98200 12346",
        "Shifted,98200 12347,Pune,more",
        "Trailing,98200 12348,Pune,,",
        '"Long ""quoted""\nname",98200 12349,Pune',
      ].join("\n"),
      { content: text("Hi {{ name }} of {{ city }}") },
    );
    const file = join(directory, "rejects.csv");
    const rejects = await openRejectsFile(file, plan.file.path, plan.rules.columns.header);
    const check = await checkFile(plan, rejects);
    await rejects.close();
    expect(check).toEqual({
      rows: 9,
      good: 3,
      rejected: {
        duplicate: 1,
        blank: 1,
        impossible_length: 1,
        missing_variable: 1,
        wrong_number_of_cells: 2,
      },
      sample: { to: "+919820012345", message: { type: "text", text: { body: "Hi Asha of Pune" } } },
    } satisfies Check);
    const written: string[][] = parse(readFileSync(file), { bom: true, relax_column_count: true });
    expect(written.map(([row, reason]) => [row, reason])).toEqual([
      ["row", "reason"],
      ["3", "duplicate"],
      ["4", "blank"],
      ["6", "impossible_length"],
      ["7", "missing_variable"],
      ["8", "wrong_number_of_cells"],
      ["9", "wrong_number_of_cells"],
    ]);
    expect(written[1]?.[2]).toBe("Row 2 has the same number, +919820012345.");
    expect(written[4]?.[2]).toContain("no city");
  });

  test("a row that cannot be sent leaves its number to a later one that can", async () => {
    const plan = await planOf("Name,Phone\n,9820012345\nAsha,9820012345\n", {
      content: text("Hi {{ name }}"),
    });
    expect(await checkFile(plan, noRejectsFile)).toMatchObject({
      good: 1,
      rejected: { missing_variable: 1 },
    });
  });

  test("texts longer than WhatsApp takes are refused, counted in characters", async () => {
    const row = (length: number, phone: string) => `${"🌸".repeat(length)},${phone}`;
    const csv = ["Name,Phone", row(4_096, "9820012345"), row(4_097, "9820012346")].join("\n");
    const plan = await planOf(csv, { content: text("{{ name }}") });
    expect(await checkFile(plan, noRejectsFile)).toMatchObject({
      good: 1,
      rejected: { text_too_long: 1 },
    });
  });

  test("a template's variables are filled, on one line as Meta wants them", async () => {
    const variables = { who: "{{ name }}", place: "at {{ city }}" };
    const plan = await planOf('Name,Phone,City\nAsha,9820012345,"Pune,\n West"\n', {
      content: { kind: "template", name: "reminder", language: "en", variables },
    });
    const { sample } = await checkFile(plan, noRejectsFile);
    expect(sample?.message).toEqual({
      type: "template",
      template: {
        name: "reminder",
        language: "en",
        variables: { who: "Asha", place: "at Pune, West" },
      },
    });
  });

  test("rejected rows can be corrected in their file and sent from there", async () => {
    const plan = await planOf('Name,Phone\n=cmd(),+91 9820012\n"@x",\n');
    const file = join(directory, "rejects.csv");
    const rejects = await openRejectsFile(file, plan.file.path, plan.rules.columns.header);
    await checkFile(plan, rejects);
    await rejects.close();
    const written = readFileSync(file, "utf8");
    expect(written).toContain(",'=cmd(),");
    expect(written).not.toMatch(/(^|,)"?[=+@]/m);
    const corrected = await planOf(written.replaceAll("9820012", "9820012345"));
    expect(await checkFile(corrected, noRejectsFile)).toMatchObject({
      good: 1,
      sample: { to: "+919820012345" },
    });
  });

  test("the rejects never replace the file itself", async () => {
    const plan = await planOf(people(1));
    await expect(openRejectsFile(plan.file.path, plan.file.path, [])).rejects.toThrow("being sent");
  });
});

describe("sending a file", () => {
  test("everybody is sent their own text once, in batches, under keys that come out the same", async () => {
    const plan = await planOf(people(10));
    expect(await send(plan)).toMatchObject({ accepted: 10, acceptedBefore: 0, stoppedBy: null });
    const texts = api.accepted.map(({ to, text: body }) => `${to} ${body}`).toSorted();
    expect(texts).toEqual(Array.from({ length: 10 }, (_, i) => `+9198200${10_000 + i} Hi P${i}`));
    const again = await send(await planOf(people(10)));
    expect(again).toMatchObject({ accepted: 0, acceptedBefore: 10 });
    expect(api.accepted).toHaveLength(10);
  });

  test("a rerun with another batch size sends nobody twice either", async () => {
    const plan = await planOf(people(10));
    await send(plan);
    expect(await send(plan, { batchSize: 4 })).toMatchObject({ accepted: 0, acceptedBefore: 10 });
    expect(api.accepted).toHaveLength(10);
  });

  test("another text, mode, label or file is another send", async () => {
    const ids = [
      await planOf(people(2)),
      await planOf(people(2), { content: text("Bye") }),
      await planOf(people(2), { mode: "live" }),
      await planOf(people(2), { again: "december" }),
      await planOf(people(2), { options: { category: "marketing" } }),
      await planOf(people(3)),
    ].map(({ id }) => id);
    expect(new Set(ids).size).toBe(6);
    expect((await planOf(people(2))).id).toBe(ids[0]);
  });

  test("a server in trouble is met with patience, and nobody is sent twice", async () => {
    let requests = 0;
    api.intercept = () => {
      requests += 1;
      if (requests % 3 === 0) return "lost";
      return requests % 3 === 1 ? problem(503, "overloaded", { retryable: true }) : null;
    };
    const sent = await send(await planOf(people(12)));
    expect(sent).toMatchObject({ stoppedBy: null });
    expect(sent.accepted + sent.acceptedBefore).toBe(12);
    expect(new Set(api.accepted.map(({ to }) => to)).size).toBe(12);
    expect(api.accepted).toHaveLength(12);
  });

  test("what the API refuses is told by row, and asked for again by a later run", async () => {
    const refused = { index: 1, error: { code: "suppressed", status: 422, detail: "Opted out." } };
    let stored = false;
    api.intercept = ({ key, body }) => {
      if (key === null || key.endsWith("-1")) return null;
      const { messages } = body as { messages: { to: string }[] };
      const data = messages.map((_, index) =>
        index === 1 ? refused : { index, id: idOf(index), status: "queued" },
      );
      const headers = stored ? { "idempotency-replayed": "true" } : {};
      return { status: 202, body: { data }, headers };
    };
    const plan = await planOf(people(3));
    const rows: number[] = [];
    const rejects = {
      ...noRejectsFile,
      add: ({ row }: { row: { number: number } }) => Promise.resolve(void rows.push(row.number)),
    };
    expect(await send(plan, { rejects })).toMatchObject({ accepted: 2, refused: { suppressed: 1 } });
    expect(rows).toEqual([3]);
    stored = true;
    const again = await send(plan, { rejects });
    expect(again).toMatchObject({ accepted: 1, acceptedBefore: 2, refused: {} });
    expect(api.accepted.map(({ to }) => to)).toEqual(["+919820010001"]);
  });

  test("a batch nobody of is accepted ends the send", async () => {
    api.intercept = ({ body }) => {
      const { messages } = body as { messages: unknown[] };
      const error = { code: "no_default_sender", status: 422, detail: "There is no sender." };
      return { status: 202, body: { data: messages.map((_, index) => ({ index, error })) } };
    };
    const sent = await send(await planOf(people(60)));
    expect(sent.stoppedBy).toMatchObject({ code: "no_default_sender" });
    expect(api.seen.length).toBeLessThan(10);
  });

  test("a refused key ends the send at once", async () => {
    api.intercept = () => problem(401, "unauthorized");
    expect(await send(await planOf(people(60)))).toMatchObject({
      accepted: 0,
      stoppedBy: { code: "unauthorized" },
    });
  });

  test("a thousand long texts stay below what one request may carry", async () => {
    const long = "🌸".repeat(4_000);
    const plan = await planOf(people(1_000), { content: text(long) });
    await send(plan, { batchSize: 1_000 });
    expect(api.accepted).toHaveLength(1_000);
    const sizes = api.seen.map(({ body }) => Buffer.byteLength(JSON.stringify(body)));
    expect(Math.max(...sizes)).toBeLessThan(8 * 1024 * 1024);
  });
});

function idOf(index: number): string {
  return `msg_${Date.now().toString(16).padStart(12, "0")}${String(index).padStart(20, "0")}`;
}

describe("following a send", () => {
  test("counts its own messages by what became of them, and ends when nothing is open", async () => {
    const plan = await planOf(people(450));
    const { from, until } = await send(plan, { batchSize: 100 });
    await send(await planOf("Name,Phone\nStranger,9930012345\n"));
    api.intercept = ({ path }) => {
      // Each look finds more of them settled.
      if (path.includes("status=queued")) settle(api, 200);
      return null;
    };
    const progress: number[] = [];
    const followed = await followStatuses(
      { id: plan.id, total: 450, from: from ?? new Date(), until: until ?? new Date() },
      {
        client: newClient(),
        timeoutMs: 60_000,
        quietMs: 10_000,
        signal: new AbortController().signal,
        onProgress: (settled) => progress.push(settled),
      },
    );
    expect(followed).toEqual({ ok: true, statuses: { delivered: 450 }, settled: true });
    expect(progress.at(-1)).toBe(450);
    expect(progress.length).toBeGreaterThan(1);
  });

  test("ends when nothing moves any more", async () => {
    const plan = await planOf(people(5));
    const { from, until } = await send(plan);
    const followed = await followStatuses(
      { id: plan.id, total: 5, from: from ?? new Date(), until: until ?? new Date() },
      {
        client: newClient(),
        timeoutMs: 60_000,
        quietMs: 0,
        signal: new AbortController().signal,
        onProgress: () => undefined,
      },
    );
    expect(followed).toEqual({ ok: true, statuses: { queued: 5 }, settled: false });
  });
});

function settle({ accepted }: LoopbackApi, count: number): void {
  for (const message of accepted.filter(({ status }) => status === "queued").slice(0, count)) {
    message.status = "delivered";
  }
}
