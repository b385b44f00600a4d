// People who told WhatsApp to stop, or to resume, a business's marketing (Meta's webhook field `user_preferences`).

import {
  type Alias,
  applyConsent,
  type ConsentWord,
  findContacts,
  type PeopleDeps,
  phoneAlias,
  readErasedWords,
} from "../audience/index.ts";
import type { Tx } from "../kernel/db.ts";
import { skipWaiting } from "../messaging/index.ts";
import { type PreferenceEvent, readAccountChanges } from "../transports/cloud-api/index.ts";
import type { FindSenders, SenderOfWebhook } from "./intake-store.ts";
import type { WebhookChange, WebhookConsumer } from "./webhook-change.ts";

/** Said of one number of the business and kept for all of the tenant: a refusal is not asked for twice. */
export function preferenceConsumer(deps: { findSenders: FindSenders; people: PeopleDeps }): WebhookConsumer {
  return {
    name: "marketing preferences",
    fields: new Set(["user_preferences"]),
    first: true,
    consume: async (tx, changes) => {
      const told = changes.flatMap(preferencesIn);
      const wanted = told.map(({ webhookKey, phoneNumberId }) => ({ webhookKey, externalId: phoneNumberId }));
      const senders = await deps.findSenders(tx, wanted);
      const ours = told.flatMap((each) => {
        const sender = senders.get(`${each.webhookKey} ${each.phoneNumberId}`);
        return sender === undefined ? [] : [{ ...each, ...sender }];
      });
      await applyPreferences(tx, ours, deps.people);
    },
  };
}

type Told = PreferenceEvent & { webhookKey: string; alias: Alias };

function preferencesIn(change: WebhookChange): Told[] {
  const { webhookKey, receivedAt, wabaId } = change;
  return readAccountChanges([change], receivedAt).preferences.flatMap((event) =>
    event.category === "marketing_messages"
      ? [{ ...event, webhookKey, alias: aliasOf(event.person, wabaId) }]
      : [],
  );
}

function aliasOf(person: string, wabaId: string | null): Alias {
  return person.startsWith("+")
    ? phoneAlias(person)
    : { kind: "user_id", scope: wabaId ?? "", value: person };
}

type Ours = Told & SenderOfWebhook;

async function applyPreferences(tx: Tx, given: readonly Ours[], people: PeopleDeps): Promise<void> {
  const told = await withoutErased(tx, given, people);
  const sightings = told.map(({ tenantId, alias, at }) => ({
    tenantId,
    aliases: [alias],
    name: null,
    at,
    evidence: "preference",
  }));
  const { contactIds, silenced } = await findContacts(tx, sightings, people);
  const words = told.map((each, index) => wordOf(each, contactIds[index] ?? null));
  await skipWaiting(tx, [...silenced, ...(await applyConsent(tx, words, people))]);
}

/** What is told once more of somebody who was erased was said, and makes nobody known again. */
async function withoutErased(tx: Tx, told: readonly Ours[], { hash }: PeopleDeps): Promise<Ours[]> {
  const erased = await readErasedWords(tx, [
    told.map(({ tenantId }) => tenantId),
    told.map(({ tenantId, alias }) => hash(tenantId, alias)),
    told.map(proofOf),
  ]);
  const places = new Set(erased.map(({ place }) => place - 1));
  return told.filter((_, place) => !places.has(place));
}

function proofOf({ phoneNumberId, at }: Pick<Ours, "phoneNumberId" | "at">): string {
  return `preference ${phoneNumberId} ${at.toISOString()}`;
}

function wordOf(told: Ours, contactId: string | null): ConsentWord {
  const { tenantId, alias, at, wants } = told;
  return {
    tenantId,
    alias,
    contactId,
    purpose: "marketing",
    state: wants ? "granted" : "withdrawn",
    at,
    proof: proofOf(told),
    said: { lane: "provider", source: "provider", reason: "opted_out", wording: null, onlyReturns: false },
  };
}
