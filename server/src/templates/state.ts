// The state of a template as a fold over what was told of it: older never overwrites newer, whatever order it comes in.

import type { TemplateNews } from "../transports/template-sync.ts";
import { statusAfterEvent } from "./template.ts";

/** webhook, sync: the provider said so. api: we asked for it. dispatcher: a message was refused because of it. */
export type Source = "webhook" | "sync" | "api" | "dispatcher";

export type Fact = { templateId: string; source: Source; at: Date; news: TemplateNews };

export type TemplateState = {
  status: string;
  status_at: Date | null;
  rejection_reason: string | null;
  paused_until: Date | null;
  quality: string | null;
  quality_at: Date | null;
  category: string;
  previous_category: string | null;
  correct_category: string | null;
  category_at: Date | null;
};

/** The state after one more fact; the same object when it changes nothing. */
export function afterFact(state: TemplateState, fact: Pick<Fact, "source" | "at" | "news">): TemplateState {
  const { news, at } = fact;
  switch (news.kind) {
    case "status":
      return afterStatus(state, { ...fact, news });
    case "quality":
      return isOlder(at, state.quality_at) ? state : { ...state, quality: news.score, quality_at: at };
    case "category":
      return isOlder(at, state.category_at) ? state : afterCategory(state, news, at);
    case "components":
      return state;
  }
}

type News<Kind extends TemplateNews["kind"]> = Extract<TemplateNews, { kind: Kind }>;

/**
 * Of one second the provider's webhooks count in the order they come, and so do answers to what we asked for. That it
 * is in review counts before them: the review may be over by the time we note that it began. So does what was read
 * or inferred.
 */
function afterStatus(
  state: TemplateState,
  { source, at, news }: { source: Source; at: Date; news: News<"status"> },
): TemplateState {
  const status = statusAfterEvent(news.event);
  if (status === null || isOlder(at, state.status_at)) return state;
  const isTie = state.status_at !== null && at.getTime() === state.status_at.getTime();
  if (isTie && source !== "webhook" && (source !== "api" || status === "PENDING")) return state;
  // Deleted is for good: the name may be taken by another one, which is another row.
  if (state.status === "DELETED") return state;
  return {
    ...state,
    status,
    status_at: at,
    rejection_reason: status === "REJECTED" ? news.reason : null,
    paused_until: status === "PAUSED" ? news.pausedUntil : null,
  };
}

function afterCategory(state: TemplateState, news: News<"category">, at: Date): TemplateState {
  if (news.correct !== null) return { ...state, correct_category: news.correct, category_at: at };
  return {
    ...state,
    category: news.category ?? state.category,
    previous_category: news.former ?? state.category,
    correct_category: null,
    category_at: at,
  };
}

function isOlder(at: Date, known: Date | null): boolean {
  return known !== null && at < known;
}

/** Webhooks count in seconds, so everything that is compared with them does. */
export function inSeconds(at: Date): Date {
  return new Date(Math.floor(at.getTime() / 1000) * 1000);
}

/** A clock that runs ahead must not make a template deaf to what comes after. */
export function notAhead(at: Date, now: Date): Date {
  return at.getTime() > now.getTime() + aheadMaxMs ? inSeconds(now) : at;
}

const aheadMaxMs = 60_000;

/** What makes a fact told twice the same fact. That we inferred it does not make the provider's word a repetition. */
export function keyOf({ source, at, news }: Pick<Fact, "source" | "at" | "news">): string {
  return `${at.toISOString()} ${source} ${wordOf(news)}`.trim();
}

function wordOf(news: TemplateNews): string {
  switch (news.kind) {
    case "status":
      return news.event;
    case "quality":
      return news.score;
    case "category":
      return `${news.category ?? ""} ${news.correct ?? ""}`;
    case "components":
      return "";
  }
}
