// Templates in the control process: their provider's sessions, the messages that follow them, the look at new ones.

import type { AttachedConfig } from "../config.ts";
import { outgoingFilesOf } from "../media/index.ts";
import { type BatchCheck, holdStep, type LanePlace, releaseStep } from "../messaging/index.ts";
import { readQuarantine } from "../operations/index.ts";
import {
  createTemplateChecker,
  createTemplateFollower,
  type TemplateFollower,
  type TemplateVerdict,
  type WaitingMessages,
} from "../templates/index.ts";
import { openCloudApi } from "./cloud-api-sessions.ts";
import type { House } from "./house.ts";

export function followTemplates(
  config: Pick<AttachedConfig, "simulator">,
  house: Pick<House, "engine" | "vault" | "media" | "publicUrl" | "newId" | "onError">,
): TemplateFollower {
  const { engine, vault, media: store, publicUrl, newId, onError } = house;
  const links = { key: vault.derive("media_link"), publicUrl };
  const ours = { db: engine, store, links, now: () => new Date() };
  return createTemplateFollower({
    db: engine,
    open: openCloudApi(config, vault, (senderId) => outgoingFilesOf(ours, senderId)),
    mayTell: async () => (await readQuarantine(engine)) === null,
    messages,
    newId,
    now: () => new Date(),
    onError,
  });
}

const messages: WaitingMessages<LanePlace> = { hold: holdStep, release: releaseStep };

/** A message whose template cannot be sent, or is not filled as it must be, is refused before it is stored. */
export function checkTemplates({ app }: Pick<House, "app">): BatchCheck {
  const checker = createTemplateChecker({ db: app, now: Date.now });
  return async ({ tenantId }, batch) => {
    const verdicts = await checker.check(
      tenantId,
      batch.map(({ id, recipient, sender, request }) => ({
        senderId: sender.id,
        message: request.message,
        seed: `${id}:${recipient}`,
      })),
      new Date(),
    );
    return batch.map((draft, place) => {
      const verdict = verdicts[place];
      if (verdict === undefined) throw new Error("every message is given a verdict");
      return verdict.ok ? withVerdict(draft, verdict) : verdict.error;
    });
  };
}

type Draft = Parameters<BatchCheck>[1][number];

function withVerdict(draft: Draft, { message, hold, used }: Extract<TemplateVerdict, { ok: true }>): Draft {
  const held = hold === null ? {} : { held: hold };
  const request = { ...draft.request, message };
  if (used === null) return { ...draft, ...held, request };
  const { category, ...template_used } = used;
  // Who has declined marketing is not to get it because nobody said that it is.
  const said = request.category !== undefined || category === null ? {} : { category };
  return { ...draft, ...held, template_used, request: { ...request, ...said } };
}
