// The control process: the API, provider webhooks, background jobs. Composition only; it never loads a
// WhatsApp library.

import { readdir } from "node:fs/promises";
import { messageTypes } from "@waypost/contract";
import { collectDefaultMetrics, Counter, Registry } from "prom-client";
import type { AttachedConfig } from "./config.ts";
import { createHttpServer, type HookRoute } from "./http/index.ts";
import { createIntakeWorker, createReceiver, handshake, readCloudApiBody, receive } from "./intake/index.ts";
import { createVault, type Vault } from "./kernel/crypto.ts";
import { createDatabase, type Database, statement } from "./kernel/db.ts";
import { AppError } from "./kernel/errors.ts";
import { createIdMaker } from "./kernel/ids.ts";
import { startJobs } from "./kernel/jobs.ts";
import { startListener } from "./kernel/listener.ts";
import { createLog, type Log } from "./kernel/log.ts";
import { parsePhone, phoneProblems } from "./kernel/phone.ts";
import { probeDatabase } from "./kernel/postgres/index.ts";
import { untilToldToStop } from "./kernel/process-life.ts";
import { Refusal } from "./kernel/refusal.ts";
import type { Route } from "./kernel/route.ts";
import { createAcceptor, messageRoutes } from "./messaging/index.ts";
import { housekeepingJobs } from "./operations/housekeeping.ts";
import { createAnswers, type Answers, sessionRoutes, sessionsOf } from "./sessions/index.ts";
import { takeSandboxNumber } from "./sandbox-numbers.ts";
import {
  createSenderFinder,
  createWebhookKeyReader,
  findSendersByExternalIds,
  type SenderFinder,
  senderRoutes,
} from "./senders/index.ts";
import { createAuthenticate } from "./tenancy/index.ts";

export async function runControl(config: AttachedConfig): Promise<void> {
  await requireSchema(config.databaseUrl);
  const house = openHouse(config);
  const acceptor = createAcceptor({ db: house.app });
  const intake = openIntake(house);
  const server = await createHttpServer({
    routes: apiRoutes(config, house, acceptor),
    hooks: intake.hooks,
    authenticate: createAuthenticate({
      engine: house.engine,
      pepper: house.vault.derive("api_key_pepper"),
      now: Date.now,
    }),
    db: house.app,
    newId: house.newId,
    log: house.log,
    operations: {
      registry: house.registry,
      metricsToken: null,
      checkReady: () => checkWritable(house.engine),
    },
  });
  const listener = await startListener({
    url: config.databaseUrl,
    role: "waypost_engine",
    channels: ["intake", "session_answers"],
    onNotice: (channel, payload) =>
      channel === "intake" ? intake.nudge() : house.answers.arrived(payload),
    onConnect: intake.nudge,
    onError: house.onError,
  });
  const jobs = await startJobs({
    databaseUrl: config.databaseUrl,
    redisUrl: config.redisUrl,
    jobs: housekeepingJobs({ db: house.engine }),
    onError: house.onError,
  });
  const url = await server.listen(config.http);
  process.send?.({ type: "ready", url });
  house.log.info("the control process is ready", { url });

  await untilToldToStop();
  house.log.info("the control process is stopping");
  // In the order work flows: no more requests, then what they left to do, then what that needs.
  await server.close();
  await acceptor.drained();
  await intake.stop();
  await jobs.stop();
  await listener.close();
  await Promise.all([house.app.close(), house.engine.close()]);
}

/** What every part of the process needs. */
type House = {
  vault: Vault;
  log: Log;
  /** Sees named tenants only; serves requests. */
  app: Database;
  /** Crosses tenants; looks up keys, reads webhooks. */
  engine: Database;
  registry: Registry;
  /** Answers of transport processes to what was asked of them. */
  answers: Answers;
  newId(): string;
  onError(error: Error): void;
};

function openHouse(config: AttachedConfig): House {
  const vault = createVault(config.masterKey);
  const log = createLog({ level: config.logLevel, role: "control", phoneKey: vault.derive("log") });
  const onError = (error: Error): void => log.error("background work failed", { error });
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const url = config.databaseUrl;
  return {
    vault,
    log,
    app: createDatabase({ url, role: "waypost_app", connectionsMax: 12, onError }),
    engine: createDatabase({ url, role: "waypost_engine", connectionsMax: 6, onError }),
    registry,
    answers: createAnswers(),
    newId: createIdMaker(Date.now),
    onError,
  };
}

/** Every route of the API. A room's routes are mounted by adding them here. */
function apiRoutes(
  config: AttachedConfig,
  house: House,
  acceptor: ReturnType<typeof createAcceptor>,
): Route[] {
  const finder = createSenderFinder({ db: house.app, now: Date.now });
  const simulatorUrl = `http://127.0.0.1:${config.simulator.port}`;
  return [
    ...messageRoutes({
      acceptor,
      findSender: (tenantId, mode, reference) => senderForSending(finder, tenantId, mode, reference),
      parseRecipient: (tenantId, text) => recipient(finder, tenantId, text),
      newId: house.newId,
      now: () => new Date(),
    }),
    ...senderRoutes({
      vault: house.vault,
      newId: house.newId,
      finder,
      clock: () => new Date(),
      sandboxConfig: async () => {
        if (!config.simulator.enabled) return null;
        return takeSandboxNumber(house.engine, simulatorUrl).catch((error: Error) => {
          house.onError(error);
          return null;
        });
      },
      sessionsOf,
    }),
    ...sessionRoutes({
      db: house.app,
      vault: house.vault,
      newId: house.newId,
      finder,
      now: () => new Date(),
      whenAnswered: house.answers.wait,
    }),
  ];
}

async function senderForSending(
  finder: SenderFinder,
  tenantId: string,
  mode: "live" | "test",
  reference: string | null,
) {
  const sender = await finder.find(tenantId, mode, reference);
  if (sender !== null) return { id: sender.id, shard: sender.shard, messageTypes: everyType };
  const detail =
    reference === null
      ? "There is no default sender for this key's mode; name one in `from`."
      : "There is no such sender within reach of this key.";
  throw new AppError("sender_not_found", detail, { errors: [{ path: "/from", message: "names no sender" }] });
}

/** What the Cloud API carries, and it is the only road so far. */
const everyType: ReadonlySet<(typeof messageTypes)[number]> = new Set(messageTypes);

async function recipient(finder: SenderFinder, tenantId: string, text: string): Promise<string> {
  // Nearly every caller sends E.164, which means the same in every country.
  const country = text.startsWith("+") ? null : await finder.defaultCountry(tenantId);
  const parsed = parsePhone(text, country);
  if (parsed.ok) return parsed.e164;
  const message = phoneProblems[parsed.reason];
  throw new AppError("invalid_phone", `The number in \`to\` ${message}.`, {
    errors: [{ path: "/to", message }],
  });
}

type Intake = { hooks: HookRoute[]; nudge(): void; stop(): Promise<void> };

function openIntake(house: House): Intake {
  const { engine, vault, registry, newId, onError } = house;
  const worker = createIntakeWorker({
    db: engine,
    evidence: { newId, chance: () => ({ now: new Date(), random: Math.random() }) },
    read: (_source, body) => readCloudApiBody(body),
    findSenders: findSendersByExternalIds,
    onError,
    counters: intakeCounters(registry),
  });
  const receiver = createReceiver({ db: engine, newId, onStored: worker.nudge });
  const deps = { receiver, webhookKeys: createWebhookKeyReader({ engine, vault, now: Date.now, onError }) };
  const path = "/hooks/cloud-api";
  return {
    hooks: [
      { method: "GET", path, handle: (_body, _headers, query) => handshake(deps, query) },
      { method: "POST", path, handle: (body, headers) => receive(deps, body, signatureIn(headers)) },
    ],
    nudge: worker.nudge,
    stop: async () => {
      await receiver.drained();
      await worker.stop();
    },
  };
}

function signatureIn(headers: Readonly<Record<string, string | string[] | undefined>>): string | undefined {
  const signature = headers["x-hub-signature-256"];
  return typeof signature === "string" ? signature : undefined;
}

function intakeCounters(registry: Registry) {
  const counter = (name: string, help: string): ((count: number) => void) => {
    const total = new Counter({ name: `waypost_intake_${name}_total`, help, registers: [registry] });
    return (count) => total.inc(count);
  };
  return {
    applied: counter("applied", "Statuses and messages from webhooks that were applied."),
    parked: counter("parked", "Statuses that came before their message was known."),
    unreadable: counter("unreadable", "Webhook bodies that could not be understood in full."),
  };
}

/** A newer schema is fine: an upgrade migrates first, and old processes go on until they are replaced. */
async function requireSchema(databaseUrl: string): Promise<void> {
  const files = await readdir(new URL("./kernel/migrations/", import.meta.url));
  const needed = files.filter((name) => name.endsWith(".sql")).length;
  const { schema = 0 } = await probeDatabase(databaseUrl);
  if (schema >= needed) return;
  throw new Refusal(
    `The database has schema version ${schema}, this release needs ${needed}: run \`waypost migrate\`.`,
  );
}

async function checkWritable(engine: Database): Promise<void> {
  const [row] = await readWritable(engine, []);
  if (row?.writable !== true) throw new Error("the database is read-only");
}

const readWritable = statement<{ writable: boolean }>(
  "read_writable",
  "select current_setting('transaction_read_only') = 'off' as writable",
);
