// A second person's word on a draft, where the tenant wants one: nobody submits what only its author has read.

import type { ReviewTemplate } from "@waypost/contract";
import type { Tx } from "../kernel/db.ts";
import { AppError } from "../kernel/errors.ts";
import { presentId } from "../kernel/ids.ts";
import { readSharedHand, readWantsReview, writeReview } from "./store/review.ts";
import type { TemplateRow } from "./store/rows.ts";
import type { Review } from "./template.ts";
import { wrongState } from "./wrong-state.ts";

export type Judgement = ReviewTemplate & {
  state: Review["state"];
  /** usr_… or key_…. */
  by: string;
  at: Date;
};

/** May be said whether or not the tenant wants it: it is kept with the version. */
export async function reviewDraft(
  tx: Tx,
  row: TemplateRow,
  { version, state, by, at, note }: Judgement,
): Promise<TemplateRow> {
  if (row.draft === null) throw wrongState(row, "There is no draft to review.");
  if (row.draft_version !== version) {
    throw wrongState(row, `Its draft is version ${row.draft_version} by now: read that one.`);
  }
  if (state === "approved") await requireOtherHand(tx, row, by);
  const review: Review = { state, by, at: at.toISOString(), note: note ?? null };
  const [written] = await writeReview(tx, [row.tenant_id, row.id, JSON.stringify(review)]);
  if (written === undefined) throw new Error("a locked template is there");
  return written;
}

async function requireOtherHand(tx: Tx, row: TemplateRow, by: string): Promise<void> {
  const author = row.draft_author;
  if (author === null) return;
  const [hands] = author === by ? [{ shared: true }] : await readSharedHand(tx, [row.tenant_id, author, by]);
  if (hands?.shared !== true) return;
  const detail = `The draft of ${presentId("tpl", row.id)} is by ${author}: somebody else has to approve it.`;
  throw new AppError("template_own_review", detail);
}

export async function requireReviewed(tx: Tx, row: TemplateRow): Promise<void> {
  if (row.review?.state === "approved") return;
  const [tenant] = await readWantsReview(tx, [row.tenant_id]);
  if (tenant?.wants !== true) return;
  const said = row.review === null ? "Nobody has approved" : `${row.review.by} has rejected`;
  const detail = `${said} version ${row.draft_version} of the template ${presentId("tpl", row.id)}.`;
  throw new AppError("template_not_reviewed", detail);
}
