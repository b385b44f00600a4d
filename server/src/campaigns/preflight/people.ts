// The people behind a preflight's figures, and what ten of them would be sent.

import type { CampaignPreview, PreflightPeopleQuery, PreflightPerson } from "@waypost/contract";
import type { Tx } from "../../kernel/db.ts";
import { presentId } from "../../kernel/ids.ts";
import { cursorOf, limitDefault } from "../../kernel/listing.ts";
import type { Writer } from "../content.ts";
import type { CampaignRow } from "../store/campaign.ts";
import { type Judged, judgingOf } from "./judging.ts";
import { type JudgedPerson, judgePeople } from "./store/judge.ts";

/** So many are looked at for a page, however few of them fit: then the page is short, and the next goes on. */
const lookedAt = 5_000;

export async function listPeople(
  tx: Tx,
  { campaign, query, now }: { campaign: CampaignRow; query: PreflightPeopleQuery; now: Date },
): Promise<{ data: PreflightPerson[]; next: string | null }> {
  const { limit = limitDefault, after, reason = null } = query;
  const judged = await judgingOf(tx, campaign, now);
  const people = await judgedAfter(tx, judged, cursorOf("con", after), lookedAt);
  const fitting = people.filter((person) => person.reason === reason);
  const data = fitting.slice(0, limit);
  const last = (fitting.length > limit ? data : people.slice(lookedAt - 1)).at(-1);
  return {
    data: data.map(({ contact_id, phone, reason: why, missing }) => ({
      contact: presentId("con", contact_id),
      phone,
      reason: why,
      missing,
    })),
    next: last === undefined ? null : presentId("con", last.contact_id),
  };
}

const shown = 10;

/** The first ten of those who get it, each in their language and with their texts. */
export async function previewPeople(tx: Tx, campaign: CampaignRow, now: Date): Promise<CampaignPreview> {
  const judged = await judgingOf(tx, campaign, now);
  const people = await judgedAfter(tx, judged, null, lookedAt);
  const first = people.filter(({ reason }) => reason === null).slice(0, shown);
  return {
    data: first.map((person) => {
      const written = writerFor(judged, person).write({
        contactId: person.contact_id,
        language: person.language,
        variables: person.variables,
      });
      return {
        contact: presentId("con", person.contact_id),
        phone: person.phone ?? "",
        from: presentId("snd", person.sender_id),
        message: written.ok ? { ...written.body } : null,
        reason: written.ok ? null : written.reason,
      };
    }),
  };
}

/** Those who have no language of the template are found out by writing to them. */
async function judgedAfter(
  tx: Tx,
  judged: Judged,
  after: string | null,
  limit: number,
): Promise<JudgedPerson[]> {
  const people = await judgePeople(tx, judged.judging, { after, limit });
  return people.map((person) =>
    person.reason === null && lacksLanguage(writerFor(judged, person), person)
      ? { ...person, reason: "no_language" }
      : person,
  );
}

function lacksLanguage(writer: Writer, { contact_id, language }: JudgedPerson): boolean {
  if (writer.problem !== null) return false;
  const written = writer.write({ contactId: contact_id, language, variables: null });
  return !written.ok && written.reason === "no_language";
}

function writerFor({ writers }: Judged, person: JudgedPerson): Writer {
  const writer = writers.of(person);
  if (writer === null) throw new Error("people are shared out among the campaign's senders");
  return writer;
}
