// The control process: the API, provider webhooks, background jobs. Composition only; it never loads a
// WhatsApp library.

import cluster from "node:cluster";
import { Gauge } from "prom-client";
import type { AttachedConfig } from "./config.ts";
import { type House, openHouse } from "./control/house.ts";
import { openIntake } from "./control/intake.ts";
import { startControlJobs } from "./control/jobs.ts";
import { mediaDeps } from "./control/media.ts";
import { apiRoutes } from "./control/routes.ts";
import { followTemplates } from "./control/templates.ts";
import { createHttpServer } from "./http/index.ts";
import { startListener } from "./kernel/listener.ts";
import { endWithin, untilToldToStop } from "./kernel/process-life.ts";
import { requireSchema } from "./kernel/schema.ts";
import { mediaDownload } from "./media/index.ts";
import { createAcceptor } from "./messaging/index.ts";
import { checkHome, checkReadiness, quarantineReasons, readQuarantine } from "./operations/index.ts";
import { createSweeper } from "./routing/index.ts";
import { createAuthenticate } from "./tenancy/index.ts";

export async function runControl(config: AttachedConfig): Promise<void> {
  await requireSchema(config.databaseUrl);
  const house = await openHouse(config);
  // Before the first request: what is accepted from now on is known not to come from a backup.
  await checkHome(house.engine);
  measureQuarantine(house);
  const acceptor = createAcceptor({ db: house.app });
  const intake = openIntake(house);
  const server = await createHttpServer({
    routes: apiRoutes(config, house, acceptor),
    hooks: intake.hooks,
    downloads: [mediaDownload(mediaDeps(config, house))],
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
  const sweeper = createSweeper({ db: house.engine, now: () => new Date(), onError: house.onError });
  const templates = followTemplates(config, house);
  const listener = await startListener({
    url: config.databaseUrl,
    role: "waypost_engine",
    channels: ["intake", "session_answers", "senders", "templates"],
    onNotice: (channel, payload) => {
      if (channel === "intake") intake.nudge();
      else if (channel === "senders") sweeper.nudge();
      else if (channel === "templates") templates.nudge();
      else house.answers.arrived(payload);
    },
    onConnect: intake.nudge,
    onError: house.onError,
  });
  const jobs = await startControlJobs(config, house, [sweeper.job, templates.job]);
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
  await Promise.all([sweeper.stop(), templates.stop()]);
  await Promise.all([house.app.close(), house.engine.close(), house.media.close()]);
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
