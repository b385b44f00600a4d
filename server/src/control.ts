// The control process: the API, provider webhooks, background jobs. Composition only; it never loads a
// WhatsApp library.

import { Gauge } from "prom-client";
import type { AttachedConfig } from "./config.ts";
import { openCampaigns } from "./control/campaigns.ts";
import { openImports } from "./control/contact-import.ts";
import { type House, openHouse } from "./control/house.ts";
import { openIntake } from "./control/intake.ts";
import { startControlJobs } from "./control/jobs.ts";
import { openPrivacyWork } from "./control/privacy.ts";
import { openServer } from "./control/server.ts";
import { apiRoutes } from "./control/routes.ts";
import { followTemplates } from "./control/templates.ts";
import { tenantJobs } from "./control/tenants.ts";
import { startWebhooks } from "./control/webhooks.ts";
import { startListener } from "./kernel/listener.ts";
import { endWithin, untilToldToStop } from "./kernel/process-life.ts";
import { requireSchema } from "./kernel/schema.ts";
import { createAcceptor } from "./messaging/index.ts";
import { ensureFirstPerson } from "./control/people.ts";
import { announcementOf } from "./open-vault.ts";
import { announcePresence, checkHome, readQuarantine } from "./operations/index.ts";
import { productVersion } from "./product-version.ts";
import { createSweeper } from "./routing/index.ts";
import { createKeyUses, keyUsesEveryMs } from "./tenancy/index.ts";

export async function runControl(config: AttachedConfig): Promise<void> {
  await requireSchema(config.databaseUrl);
  const house = await openHouse(config);
  // Before the first request: what is accepted from now on is known not to come from a backup.
  await checkHome(house.engine);
  if (config.admin !== undefined) await ensureFirstPerson(house, config.admin);
  const privacy = await openPrivacyWork(config, house);
  measureQuarantine(house);
  const acceptor = createAcceptor({ db: house.app });
  const intake = openIntake(house);
  const uses = createKeyUses({ ...house, everyMs: keyUsesEveryMs });
  const routes = apiRoutes(config, house, acceptor);
  const server = await openServer({ config, house, routes, hooks: intake.hooks, uses });
  const sweeper = createSweeper({ db: house.engine, now: () => new Date(), onError: house.onError });
  const templates = followTemplates(config, house);
  const imports = openImports(house);
  const campaigns = openCampaigns(house);
  const webhooks = startWebhooks(config, house, routes);
  const heard: Readonly<Record<string, (payload: string) => void>> = {
    intake: intake.nudge,
    session_answers: house.answers.arrived,
    senders: sweeper.nudge,
    templates: templates.nudge,
    imports: imports.nudge,
    campaigns: campaigns.nudge,
    webhook_endpoints: () => void webhooks.refresh(),
    events: (payload) => {
      house.events.nudge(payload);
      webhooks.wake(payload);
    },
  };
  const listener = await startListener({
    url: config.databaseUrl,
    role: "waypost_engine",
    name: announcementOf(config),
    channels: Object.keys(heard),
    onNotice: (channel, payload) => heard[channel]?.(payload),
    onConnect: () => {
      intake.nudge();
      house.events.nudge("");
      void webhooks.refresh();
    },
    onError: house.onError,
  });
  const jobs = await startControlJobs(config, house, [
    sweeper.job,
    templates.job,
    privacy.job,
    imports.job,
    ...tenantJobs(house),
  ]);
  const url = await server.listen(config.http);
  const presence = announcePresence({ ...house, role: "control", version: productVersion() });
  process.send?.({ type: "ready", url });
  house.log.info("the control process is ready", { url });

  await untilToldToStop();
  house.log.info("the control process is stopping");
  endWithin(stopMs, () => house.log.error("the control process did not end in time; it is cut off"));
  // In the order work flows: no more requests, then what they left to do, then what that needs.
  await Promise.all([house.events.stop(), server.close(), presence.stop()]);
  await Promise.all([acceptor.drained(), uses.stop(), house.clicks.drained()]);
  await Promise.all([intake.stop(), campaigns.stop()]);
  await house.plans.stop();
  await jobs.stop();
  await listener.close();
  await webhooks.stop(webhooksStopMs);
  await Promise.all([sweeper.stop(), imports.stop(), templates.stop(), privacy.stop()]);
  await Promise.all([house.app.close(), house.engine.close(), house.media.close(), house.courier.close()]);
}

/** A request gets 15 s of them. */
const stopMs = 24_000;

/** What is under way by then is told again by another process. */
const webhooksStopMs = 5_000;

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
