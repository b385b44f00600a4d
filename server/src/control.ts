// The control process: the API, provider webhooks, background jobs. Composition only; it never loads a
// WhatsApp library.

import cluster from "node:cluster";
import { Gauge } from "prom-client";
import type { AttachedConfig } from "./config.ts";
import { type House, openHouse } from "./control/house.ts";
import { openIntake } from "./control/intake.ts";
import { apiRoutes } from "./control/routes.ts";
import { createHttpServer } from "./http/index.ts";
import { startJobs } from "./kernel/jobs.ts";
import { startListener } from "./kernel/listener.ts";
import { endWithin, untilToldToStop } from "./kernel/process-life.ts";
import { requireSchema } from "./kernel/schema.ts";
import { createAcceptor } from "./messaging/index.ts";
import {
  checkHome,
  checkReadiness,
  housekeepingJobs,
  keepMonthsJob,
  quarantineReasons,
  readQuarantine,
} from "./operations/index.ts";
import { pruneSenderDays, pruneSenderTexts } from "./senders/index.ts";
import { createAuthenticate } from "./tenancy/index.ts";

export async function runControl(config: AttachedConfig): Promise<void> {
  await requireSchema(config.databaseUrl);
  const house = openHouse(config);
  // Before the first request: what is accepted from now on is known not to come from a backup.
  await checkHome(house.engine);
  measureQuarantine(house);
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
      checkReady: () => heldBack(house),
    },
    limits: { noticeMs: cluster.isWorker ? hintMs : noticeMs },
  });
  const listener = await startListener({
    url: config.databaseUrl,
    role: "waypost_engine",
    channels: ["intake", "session_answers"],
    onNotice: (channel, payload) => (channel === "intake" ? intake.nudge() : house.answers.arrived(payload)),
    onConnect: intake.nudge,
    onError: house.onError,
  });
  const jobs = await startJobs({
    databaseUrl: config.databaseUrl,
    redisUrl: config.redisUrl,
    jobs: [
      ...housekeepingJobs({
        db: house.engine,
        more: { "prune-sender-days": pruneSenderDays, "prune-sender-texts": pruneSenderTexts },
      }),
      keepMonthsJob({
        engine: house.engine,
        databaseUrl: config.databaseUrl,
        keepMonths: 13,
        now: () => new Date(),
      }),
    ],
    onError: house.onError,
  });
  const url = await server.listen(config.http);
  process.send?.({ type: "ready", url });
  house.log.info("the control process is ready", { url });

  await untilToldToStop();
  house.log.info("the control process is stopping");
  endWithin(stopMs, () => house.log.error("the control process did not end in time; it is cut off"));
  // In the order work flows: no more requests, then what they left to do, then what that needs.
  await server.close();
  await acceptor.drained();
  await intake.stop();
  await jobs.stop();
  await listener.close();
  await Promise.all([house.app.close(), house.engine.close()]);
}

/** Alone behind a load balancer, which looks at /readyz every second or two. */
const noticeMs = 3_000;
/** A supervisor's child shares its port with its successor: only busy clients need their hint to connect anew. */
const hintMs = 1_000;
/** A request gets 15 s of them. */
const stopMs = 24_000;

async function heldBack({ engine }: House): Promise<string | null> {
  const { quarantine } = await checkReadiness(engine);
  return quarantine === null
    ? null
    : `Messages are accepted and nothing is sent: ${quarantineReasons[quarantine.reason]}.`;
}

function measureQuarantine({ registry, engine }: House): void {
  const gauge = new Gauge({
    name: "waypost_quarantine",
    help: "1 while nothing is sent until somebody confirms that it may be.",
    registers: [registry],
    async collect() {
      gauge.set((await readQuarantine(engine)) === null ? 0 : 1);
    },
  });
}
