// What an operator sees: the services of deploy/compose.yaml brought up, and messages sent over HTTPS.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { get } from "node:http";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type Deployment, startDeployment } from "./deployment.ts";
import type { Container } from "./container.ts";
import { type Client, createClient } from "./https-client.ts";
import { settled } from "../outcome.ts";
import { countCopies } from "../simulated.ts";
import type { Json } from "../stack.ts";
import { startLoad } from "./load.ts";

/** Caddy and Redis are this machine's own; where one is missing the tests are skipped by this name. */
const missing = ["caddy", "redis-server"].filter((program) => !isThere(program));
const reason = missing.length === 0 ? "" : `, skipped without ${missing.join(" and ")}`;

describe.skipIf(missing.length > 0 || process.platform !== "linux")(`deploy/compose.yaml${reason}`, () => {
  let deployment: Deployment;
  let client: Client;
  let sender: string;

  beforeAll(async () => {
    deployment = await startDeployment({
      DOMAIN: "localhost",
      ACME_EMAIL: "ops@example.com",
      COMPOSE_PROFILES: "sandbox,realtime",
      WAYPOST_SANDBOX: "on",
      REALTIME_UPSTREAM: "realtime:8484",
      WAYPOST_LOG_LEVEL: "warn",
    });
    await deployment.waypost("tenants", "create", "--name", "Default", "--slug", "default");
    const made = await deployment.waypost(
      "keys",
      "create",
      "--tenant",
      "default",
      "--mode",
      "test",
      "--json",
    );
    const authority = await deployment.authority();
    client = createClient({ port: deployment.httpsPort, authority, apiKey: JSON.parse(made)["key"] });
    const created = await client.request("POST", "/v1/senders", { name: "Sandbox", transport: "sandbox" });
    expect([created.status, created.body["transport"]]).toEqual([201, "sandbox"]);
    sender = created.body["id"];
  }, 180_000);
  afterAll(async () => {
    client?.close();
    await deployment?.stop();
  }, 120_000);

  const send = async (to: string): Promise<string> => {
    const { status, body } = await client.request("POST", "/v1/messages", message(to));
    expect(status, JSON.stringify(body)).toBe(202);
    return body["id"];
  };
  const message = (to: string): object => ({
    from: sender,
    to,
    text: { body: `Hello ${to}` },
    unknown_policy: "otp",
  });
  const received = async (): Promise<Map<string, number>> => countCopies(deployment.simulatorUrl);

  test("the first message is accepted, delivered and read", async () => {
    const id = await send("+14155550123");
    await vi.waitFor(
      async () => {
        const { body } = await client.request("GET", `/v1/messages/${id}`);
        expect(body["status"]).toBe("read");
      },
      { timeout: 30_000, interval: 100 },
    );
    expect((await received()).get("+14155550123")).toBe(1);
  });

  test("TLS is not optional, and a stranger's certificate is not taken", async () => {
    const plain = await new Promise<[number | undefined, string | undefined]>((resolve, reject) => {
      get({ host: "localhost", port: deployment.httpPort, path: "/v1/messages" }, (answer) => {
        answer.resume();
        resolve([answer.statusCode, answer.headers.location]);
      }).once("error", reject);
    });
    expect(plain).toEqual([308, expect.stringMatching(/^https:\/\/localhost/)]);
    const wary = createClient({ port: deployment.httpsPort, authority: "", apiKey: "" });
    await expect(wary.request("GET", "/livez")).rejects.toThrow(/certificate/);
    wary.close();
  });

  test("measurements are not for the public", async () => {
    expect((await client.request("GET", "/readyz")).status).toBe(200);
    expect((await client.request("GET", "/livez")).headers.get("strict-transport-security")).toMatch(
      /max-age/,
    );
    for (const path of ["/metrics", "/metrics/", "//metrics", "/%6detrics"]) {
      expect((await client.request("GET", path)).status, path).toBe(404);
    }
  });

  test(
    "a file of 100 MB is taken by one service and sent by the other, and no other path takes as much",
    { timeout: 120_000 },
    async () => {
      const largest = Buffer.alloc(100 * 1024 * 1024, " ");
      largest.write("%PDF-1.7\n1 0 obj\n<<>>\nendobj\n");
      largest.write("\n%%EOF\n", largest.length - 7);
      const upload = (bytes: Buffer): ReturnType<Client["request"]> =>
        client.request("POST", "/v1/media", bytes, { "content-type": "application/pdf" });
      const taken = await upload(largest);
      expect([taken.status, taken.body["size_bytes"]], JSON.stringify(taken.body)).toEqual([
        201,
        largest.length,
      ]);
      const document = {
        from: sender,
        to: "+14155550124",
        type: "document",
        document: { id: taken.body["id"] },
      };
      expect((await client.request("POST", "/v1/messages", document)).status).toBe(202);
      const copy = await vi.waitFor(
        async () => {
          const { data } = await simulated(deployment, "/_sim/ledger?to=14155550124");
          expect(data).toHaveLength(1);
          return data[0]["document"];
        },
        { timeout: 60_000, interval: 200 },
      );
      const { graph_url, version, access_token } = await simulated(deployment, "/_sim/config");
      const graph = new URL(graph_url).pathname;
      const authorization = { authorization: `Bearer ${access_token}` };
      const stored = await simulated(deployment, `${graph}/${version}/${copy["id"]}`, authorization);
      expect(stored["sha256"]).toBe(createHash("sha256").update(largest).digest("hex"));
      const larger = await upload(Buffer.concat([largest, Buffer.from(" ")]));
      expect([larger.status, larger.body["code"]]).toEqual([413, "media_too_large"]);
      for (const [path, size] of [
        ["/v1/messages", 2],
        ["/v1/messages/batch", 9],
        ["/hooks/cloud-api", 4],
      ] as const) {
        const refused = await client.request("POST", path, `"${"x".repeat(size * 1024 * 1024)}"`);
        expect([refused.status, refused.body["code"]], path).toEqual([413, "body_too_large"]);
      }
    },
  );

  test(
    "kill -9 of one transport among 500 messages: all arrive, none twice",
    { timeout: 180_000 },
    async () => {
      const people = Array.from({ length: 500 }, (_, n) => `+1415666${2_000 + n}`);
      const { status, body } = await client.request("POST", "/v1/messages/batch", {
        messages: people.map(message),
      });
      expect([status, body["data"].length]).toEqual([202, 500]);
      await vi.waitFor(async () => expect((await received()).size).toBeGreaterThan(60), { timeout: 30_000 });
      const victim = await holderOf(deployment);
      await victim.kill();
      await vi.waitFor(
        async () => {
          const copies = await received();
          expect(people.filter((person) => !copies.has(person))).toEqual([]);
        },
        { timeout: 120_000, interval: 500 },
      );
      await settled(client);
      const copies = await received();
      expect(people.filter((person) => copies.get(person) !== 1)).toEqual([]);
      // `restart: unless-stopped`.
      await deployment.replace("transport", deployment.containers("transport").indexOf(victim));
    },
  );

  test(
    "an upgrade replaces one container after the other, and no send fails",
    { timeout: 180_000 },
    async () => {
      const load = startLoad(client, message);
      expect(await deployment.runAgain("migrate")).toBe(0);
      for (const [service, index] of [
        ["control", 0],
        ["transport", 0],
        ["transport", 1],
        ["realtime", 0],
      ] as const) {
        await load.more(10);
        await deployment.replace(service, index);
      }
      await load.more(10);
      const { people, askedAgain } = await load.stop();
      console.log(`${people.length} sends, asked again ${askedAgain} times`);
      if (holdsBodies()) expect(askedAgain).toBe(0);
      await vi.waitFor(
        async () => {
          const copies = await received();
          expect(people.filter((person) => copies.get(person) !== 1)).toEqual([]);
        },
        { timeout: 60_000, interval: 500 },
      );
    },
  );

  test(
    "the realtime path goes to the realtime process, and nothing else does",
    { timeout: 60_000 },
    async () => {
      await deployment.containers("realtime")[0]?.stop();
      expect((await client.request("GET", "/v1/events")).status).toBe(502);
      expect((await client.request("GET", "/v1/messages?limit=1")).status).toBe(200);
    },
  );
});

async function simulated(
  { simulatorUrl }: Deployment,
  path: string,
  headers: Record<string, string> = {},
): Promise<Json> {
  return (await fetch(simulatorUrl + path, { headers })).json();
}

function isThere(program: string): boolean {
  try {
    execFileSync("sh", ["-c", `command -v ${program}`], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/**
 * The Caddy of compose.yaml holds a request with a body while its upstream is away (caddyserver/caddy#7547).
 * Older ones answer 502, and the caller asks again; this machine's may be old.
 */
function holdsBodies(): boolean {
  const version = execFileSync("sh", ["-c", "caddy version"], { encoding: "utf8" });
  const [major = 0, minor = 0, patch = 0] = (version.match(/\d+/g) ?? []).map(Number);
  return major > 2 || (major === 2 && (minor > 11 || (minor === 11 && patch >= 4)));
}

/** The transport process that sends for this deployment's one sender. */
async function holderOf(deployment: Deployment): Promise<Container> {
  const database = new pg.Client({ connectionString: await deployment.databaseUrl() });
  await database.connect();
  const { rows } = await database.query<{ host: string }>(
    `select host from sender join unit on unit.id = 'shard-' || shard join node on node.id = owner`,
  );
  await database.end();
  const pid = Number(rows[0]?.host.split(" ").at(-1));
  const holder = deployment.containers("transport").find((container) => container.pid === pid);
  if (holder === undefined) throw new Error(`no transport has the process id ${pid}`);
  return holder;
}
