// What campaigns have of one person: that they were in them, with which texts, and what they followed and did.

import { type PersonalData, recordsOf } from "../kernel/personal-data.ts";
import { takeTurn } from "./cohorts/store.ts";
import {
  dropClicks,
  dropLinks,
  readConversionsOfPerson,
  readRecipientsOfPerson,
  readWeeksOfPerson,
  scrubConversions,
  scrubRecipients,
  scrubWeeks,
} from "./store/personal-data.ts";

const pageRows = 200;
const biteRows = 500;

export const campaignsOfPerson: PersonalData = {
  name: "campaigns",
  tables: ["campaign_recipient", "campaign_click", "campaign_link", "conversion", "cohort_person"],
  role: "waypost_app",
  export: async function* exportCampaigns(tx, { tenantId, contactIds, names }) {
    const numbers = names.filter(({ kind }) => kind === "phone").map(({ value }) => value);
    yield* recordsOf("campaigns", (after) =>
      readRecipientsOfPerson(tx, [tenantId, contactIds, after, pageRows]),
    );
    yield* recordsOf("conversions", (after) =>
      readConversionsOfPerson(tx, [tenantId, contactIds, after, pageRows]),
    );
    yield* recordsOf("weeks", (after) => readWeeksOfPerson(tx, [tenantId, numbers, after, pageRows]));
  },
  erase: async (tx, { tenantId, contactIds, names }) => {
    const phones = names.filter(({ kind }) => kind === "phone");
    const [numbers, marks] = [phones.map(({ value }) => value), phones.map(({ mark }) => mark)];
    const scrubbed = await scrubRecipients(tx, [tenantId, contactIds, numbers, marks, biteRows]);
    const links = await dropLinks(tx, [tenantId, contactIds]);
    const clicks = await dropClicks(tx, [tenantId, contactIds]);
    const conversions = await scrubConversions(tx, [tenantId, contactIds, biteRows]);
    await takeTurn(tx, []);
    const [weeks] = await scrubWeeks(tx, [tenantId, numbers, marks]);
    return {
      counts: {
        campaign_recipient: scrubbed.length,
        campaign_link: links.length,
        campaign_click: clicks.length,
        conversion: conversions.length,
        cohort_person: weeks?.count ?? 0,
      },
      more: scrubbed.length === biteRows || conversions.length === biteRows,
      waitsFor: null,
    };
  },
};
