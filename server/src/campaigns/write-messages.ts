// Writes the messages of a campaign's next people, and asks of them what messages of requests are asked.

import type { SendMessageRequest } from "@waypost/contract";
import { AppError } from "../kernel/errors.ts";
import { type AcceptedMessage, type Draft, prepareMessage } from "../messaging/index.ts";
import type { Pacing } from "./campaign.ts";
import type { Written } from "./content.ts";
import type { WorkDeps } from "./deps.ts";
import { trackLinks } from "./links/track-links.ts";
import type { CampaignRow } from "./store/campaign.ts";
import type { LinkRow } from "./store/links.ts";
import type { NextRecipient, Queued, SenderRow } from "./store/queue.ts";

export type Writing = {
  campaign: CampaignRow;
  senders: readonly SenderRow[];
  pacing: Pacing;
  now: Date;
  write(recipient: NextRecipient): Written;
  /** Who is not to be sent anything any more, and why. */
  answered: ReadonlyMap<string, string>;
};

export type WrittenMessages = { rows: AcceptedMessage[]; queued: Queued[]; links: LinkRow[] };

/** Messages for those who can be sent one; the others are skipped, each with the reason. */
export async function writeMessages(
  deps: WorkDeps,
  writing: Writing,
  people: readonly NextRecipient[],
): Promise<WrittenMessages> {
  const { campaign } = writing;
  const senders = new Map(writing.senders.map((sender) => [sender.id, sender]));
  const addressees = new Map<string, Addressee>();
  const drafts: Draft[] = [];
  const queued: Queued[] = [];
  for (const person of people) {
    const written = writing.write(person);
    const sender = senders.get(person.sender_id);
    const answer = writing.answered.get(person.contact_id);
    if (answer !== undefined || !written.ok || sender === undefined) {
      queued.push(skipped(person.contact_id, answer ?? (written.ok ? "sender_deleted" : written.reason)));
      continue;
    }
    const id = deps.newId();
    const addressee = { id, person, sender, written };
    addressees.set(id, addressee);
    drafts.push(draftOf(deps, campaign, addressee));
  }
  const { passed, refused } = await checkAll(deps, campaign, drafts);
  const contact = (id: string): string => addressees.get(id)?.person.contact_id ?? "";
  queued.push(...refused.map(({ id, code }) => skipped(contact(id), code)));
  queued.push(
    ...passed.map(({ id }): Queued => ({
      contact_id: contact(id),
      state: "queued",
      reason: null,
      message_id: id,
    })),
  );
  const { linked, links } = withLinks(deps, campaign, passed, addressees);
  return { rows: linked.map((draft, place) => rowOf(writing, draft, place)), queued, links };
}

/** After the checks, which look at what was meant. */
function withLinks(
  { linkBase }: WorkDeps,
  { id, ways }: CampaignRow,
  drafts: readonly Draft[],
  addressees: ReadonlyMap<string, Addressee>,
): { linked: readonly Draft[]; links: LinkRow[] } {
  if (ways.track_links !== true) return { linked: drafts, links: [] };
  const links: LinkRow[] = [];
  const linked = drafts.map((draft) => {
    const addressee = addressees.get(draft.id);
    if (addressee === undefined) throw new Error("a draft is somebody's");
    const { message } = draft.request;
    const { buttons } = addressee.written;
    const tracked = trackLinks(
      { id, linkBase },
      { contactId: addressee.person.contact_id, body: message, buttons },
    );
    links.push(...tracked.links);
    return { ...draft, request: { ...draft.request, message: tracked.body } };
  });
  return { linked, links };
}

function skipped(contactId: string, reason: string): Queued {
  return { contact_id: contactId, state: "skipped", reason, message_id: null };
}

type Addressee = {
  id: string;
  person: NextRecipient;
  sender: SenderRow;
  written: Extract<Written, { ok: true }>;
};

function draftOf(
  deps: WorkDeps,
  { content }: CampaignRow,
  { id, person, sender, written }: Addressee,
): Draft {
  const request: SendMessageRequest = {
    to: person.phone,
    message: written.body,
    category: content.category,
    unknown_policy: "once",
    ...(content.ttl_seconds === null ? {} : { ttl_seconds: content.ttl_seconds }),
  };
  return {
    id,
    request,
    recipient: person.phone,
    sender: { id: sender.id, shard: sender.shard, messageTypes: deps.carriedTypes(sender.transport) },
    routed: null,
    ...(written.used === null ? {} : { template_used: written.used }),
  };
}

type Checked = { passed: Draft[]; refused: { id: string; code: string }[] };

/** In the order in which requests are asked; what one of them refuses is not asked further. */
async function checkAll(deps: WorkDeps, campaign: CampaignRow, drafts: readonly Draft[]): Promise<Checked> {
  const refused: Checked["refused"] = [];
  let passed = [...drafts];
  for (const check of deps.checks) {
    const asked = passed;
    if (asked.length === 0) break;
    // oxlint-disable-next-line no-await-in-loop -- each is asked about what the ones before have passed
    const answers = await check(callerOf(campaign), asked);
    passed = [];
    answers.forEach((answer, place) => {
      if (!(answer instanceof AppError)) passed.push(answer);
      else refused.push({ id: asked[place]?.id ?? "", code: answer.code });
    });
  }
  return { passed, refused };
}

/** The checks look at whose messages these are, and not at who asks. */
function callerOf({ tenant_id: tenantId, mode }: CampaignRow): Parameters<WorkDeps["checks"][number]>[0] {
  return { tenantId, mode, actor: { kind: "key", id: tenantId }, scopes: new Set() };
}

/** One behind the other, where the campaign has a rate of its own. */
function rowOf({ campaign, pacing, now }: Writing, draft: Draft, place: number): AcceptedMessage {
  const { tenant_id: tenantId, mode, id, pace } = campaign;
  const { sender, recipient, template_used: used } = draft;
  const row = prepareMessage(draft.request, { tenantId, mode, sender, recipient, id: draft.id, now });
  const paced = new Date(pacing.fromMs + place * pacing.spacingMs);
  const isPaced = paced > new Date(row.due_at);
  return {
    ...row,
    ...(isPaced ? { due_at: paced.toISOString(), status: "scheduled" } : {}),
    campaign_id: id,
    ...(pace.quiet_hours === null ? {} : { quiet_hours: pace.quiet_hours }),
    ...(used === undefined ? {} : { template_used: used }),
  };
}
