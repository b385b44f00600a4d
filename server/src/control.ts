// The control process: the API, provider webhooks, background jobs. Composition only; it never loads a
// WhatsApp library.

import { readdir } from "node:fs/promises";
import type { AttachedConfig } from "./config.ts";
import { openHouse } from "./control/house.ts";
import { openIntake } from "./control/intake.ts";
import { apiRoutes } from "./control/routes.ts";
import { createHttpServer } from "./http/index.ts";
import { startJobs } from "./kernel/jobs.ts";
import { startListener } from "./kernel/listener.ts";
import { probeDatabase } from "./kernel/postgres/index.ts";
import { untilToldToStop } from "./kernel/process-life.ts";
import { Refusal } from "./kernel/refusal.ts";
import { createAcceptor } from "./messaging/index.ts";
import { checkWritable, housekeepingJobs } from "./operations/index.ts";
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
    onNotice: (channel, payload) => (channel === "intake" ? intake.nudge() : house.answers.arrived(payload)),
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
