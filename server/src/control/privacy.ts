// Privacy in the control process: what each room knows of a person, put in order, and the work that goes through it.

import { limitsOfPerson } from "../accounts/index.ts";
import { audienceOfPerson, createNameSuppressed, importsOfPerson } from "../audience/index.ts";
import { campaignsOfPerson } from "../campaigns/index.ts";
import {
  evidenceRoute,
  exportDownload,
  openJournal,
  type PrivacyDeps,
  privacyJob,
  type PrivacyRouteDeps,
  privacyRoutes,
  recallJournal,
} from "../compliance/index.ts";
import type { AttachedConfig } from "../config.ts";
import { keptAnswers } from "../http/index.ts";
import { dropLateBodies, rawWebhooks, receivedMessages } from "../intake/index.ts";
import type { Vault } from "../kernel/crypto.ts";
import { createDatabase } from "../kernel/db.ts";
import type { ScheduledJob } from "../kernel/jobs.ts";
import type { PersonalData } from "../kernel/personal-data.ts";
import type { Download, Route } from "../kernel/route.ts";
import { mediaOfPerson, pruneMediaJob } from "../media/index.ts";
import {
  type BatchCheck,
  mediaSentTo,
  mediaSentToOthers,
  sentMessages,
  waitingMessages,
} from "../messaging/index.ts";
import { quarantine } from "../operations/index.ts";
import { chatsOfPerson } from "../senders/index.ts";
import { sessionsOfPerson } from "../sessions/index.ts";
import { webhooksOfPerson } from "../webhooks/index.ts";
import { phoneAt } from "./addressing.ts";
import type { House } from "./house.ts";

/**
 * In the order in which a person is erased: nothing more leaves for them; then what is found by their messages; then
 * these; then what is found by their names; and in the end the names. A room that keeps something of people adds its
 * line here, and a test names the tables that nobody answers for.
 */
export const rooms: readonly PersonalData[] = [
  waitingMessages,
  mediaOfPerson({ sentTo: mediaSentTo, sentToOthers: mediaSentToOthers }),
  sessionsOfPerson,
  sentMessages,
  receivedMessages,
  rawWebhooks,
  webhooksOfPerson,
  chatsOfPerson,
  limitsOfPerson,
  campaignsOfPerson,
  keptAnswers,
  importsOfPerson,
  audienceOfPerson,
];

export type PrivacyHouse = Pick<House, "app" | "engine" | "vault" | "media" | "people" | "onError">;

export function privacyDeps(
  { dataDir }: Pick<AttachedConfig, "dataDir">,
  house: PrivacyHouse,
  now: () => Date = () => new Date(),
): PrivacyDeps {
  const { app, engine, vault, media: store, people, onError } = house;
  const { hash } = people;
  return {
    app,
    engine,
    keys: { vault, hash },
    rooms,
    store,
    journal: journalOf(dataDir, vault),
    house: {
      throwAway: () => pruneMediaJob({ db: engine, store, now }).run(),
      dropLate: ({ since, hashes }, at) =>
        dropLateBodies({
          engine,
          tenantIds: [...hashes.keys()],
          since,
          now: at,
          isErased: (tenantId, name) => hashes.get(tenantId)?.has(hash(tenantId, name)) === true,
        }),
      onError,
    },
    now,
  };
}

/** Beside the database, so that a restored one learns whom it has to forget again. */
export function journalOf(dataDir: string, vault: Pick<Vault, "derive">) {
  return openJournal(dataDir, vault.derive("erasure"));
}

/** All that a tenant ever sent may have to be looked through, which takes longer than any request may. */
const patienceMs = 10 * 60_000;

export type PrivacyWork = { job: ScheduledJob; stop(): Promise<void> };

/** A database that is older than the journal was restored, whatever else says so: nothing leaves it. */
export async function openPrivacyWork(config: AttachedConfig, house: House): Promise<PrivacyWork> {
  const { databaseUrl: url, dataDir } = config;
  const { recalled, damaged } = await recallJournal(house.engine, journalOf(dataDir, house.vault));
  if (recalled > 0) await house.engine.transaction((tx) => quarantine(tx, "restored"));
  if (damaged > 0) house.onError(new Error(`${damaged} lines of the erase journal are not what was written`));
  const open = (role: "waypost_app" | "waypost_engine") =>
    createDatabase({ url, role, connectionsMax: 2, patienceMs, onError: house.onError });
  const [app, engine] = [open("waypost_app"), open("waypost_engine")];
  return {
    job: privacyJob(privacyDeps(config, { ...house, app, engine })),
    stop: async () => void (await Promise.all([app.close(), engine.close()])),
  };
}

type RouteHouse = PrivacyHouse & Pick<House, "newId" | "finder">;

export function privacyRouteDeps(
  { http }: Pick<AttachedConfig, "http">,
  house: RouteHouse,
): PrivacyRouteDeps {
  const { app, vault, media: store, people, finder, newId, onError } = house;
  return {
    db: app,
    keys: { vault, hash: people.hash },
    store,
    links: { key: vault.derive("privacy_link"), publicUrl: http.publicUrl },
    newId,
    now: () => new Date(),
    parsePhone: phoneAt(finder),
    onError,
  };
}

export function allPrivacyRoutes(config: Pick<AttachedConfig, "http">, house: RouteHouse): Route[] {
  const deps = privacyRouteDeps(config, house);
  return [...privacyRoutes(deps), evidenceRoute(deps)];
}

export function privacyDownload(config: Pick<AttachedConfig, "http">, house: RouteHouse): Download {
  return exportDownload(privacyRouteDeps(config, house));
}

/** Before a message is stored: who was forgotten, and had wanted nothing, is still not written to. */
export function checkForgotten({ engine, people }: Pick<House, "engine" | "people">): BatchCheck {
  const name = createNameSuppressed({ db: engine, hash: people.hash });
  return async ({ tenantId }, batch) => {
    const phones = [...new Set(batch.map(({ recipient }) => recipient))];
    if (phones.length > 0) await name(tenantId, phones);
    return batch;
  };
}
