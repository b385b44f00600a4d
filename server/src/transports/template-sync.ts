// An optional part of the port: a session whose provider keeps templates, reviews them and tells of them.

import type { Session, TransportError } from "./transport.ts";

/** Each call is one question to the provider: it never throws and never repeats itself. */
export interface TemplateSync {
  /** All templates of the sender's account in all languages, page by page; `after` is the former page's `next`. */
  listTemplates(asked: TemplatesAsked, signal: AbortSignal): Promise<TemplateAnswer<TemplatePage>>;
  /**
   * Hands over the files of ours (`med_…`) that headers are reviewed with, and answers with the components as the
   * provider takes them. No template is asked for yet.
   */
  handOverSamples(components: Components, signal: AbortSignal): Promise<TemplateAnswer<Components>>;
  /** Hands a new template to review. The provider knows one of each name and language. */
  createTemplate(
    template: SubmittedTemplate,
    signal: AbortSignal,
  ): Promise<TemplateAnswer<{ id: string; status: string; category: string }>>;
  /** Replaces the content of one, which is reviewed again. */
  editTemplate(id: string, content: TemplateContent, signal: AbortSignal): Promise<TemplateAnswer<null>>;
  /** Lifts a pause that does not end by itself. */
  unpauseTemplate(id: string, signal: AbortSignal): Promise<TemplateAnswer<null>>;
  /** One language when `id` is given, else every language of the name. */
  deleteTemplate(
    which: { name: string; id: string | null },
    signal: AbortSignal,
  ): Promise<TemplateAnswer<null>>;
}

export function keepsTemplates(session: Session): session is Session & TemplateSync {
  return "listTemplates" in session;
}

/** Optional: a provider with a library of ready-made templates, which are taken over without a review. */
export interface TemplateLibrary {
  /** Page by page; `after` is the former page's `next`. */
  listLibrary(asked: LibraryAsked, signal: AbortSignal): Promise<TemplateAnswer<LibraryPage>>;
  /** Makes one the account's own, under a name of its own. */
  takeFromLibrary(
    taken: TakenTemplate,
    signal: AbortSignal,
  ): Promise<TemplateAnswer<{ id: string; status: string; category: string }>>;
}

export function offersLibrary(session: Session): session is Session & TemplateLibrary {
  return "listLibrary" in session;
}

export type LibraryAsked = {
  after: string | null;
  limit: number;
  /** By the provider's names: search, name, language, topic, usecase, industry. */
  filters: Readonly<Record<string, string>>;
};

export type LibraryPage = { templates: readonly ReadyTemplate[]; next: string | null };

/** A template of the library; words such as topic and the kinds of values are the provider's. */
export type ReadyTemplate = {
  name: string;
  language: string;
  category: string;
  topic: string | null;
  usecase: string | null;
  industry: readonly string[];
  text: { header: string | null; body: string; buttons: readonly Readonly<Record<string, unknown>>[] };
  /** One for each variable of the body: an example, and what kind of value it takes. */
  variables: readonly { example: string; type: string }[];
};

export type TakenTemplate = {
  /** The library's name. */
  from: string;
  name: string;
  language: string;
  /** What the provider asks about buttons and body, in its own words; null when nothing is to be said. */
  buttonInputs: readonly Readonly<Record<string, unknown>>[] | null;
  bodyInputs: Readonly<Record<string, unknown>> | null;
};

export type TemplatesAsked = {
  after: string | null;
  /** Only those of exactly this name; null for all. */
  name: string | null;
};

export type TemplatePage = { templates: readonly ProviderTemplate[]; next: string | null };

/** A template as the provider has it; words such as status and category are the provider's. */
export type ProviderTemplate = TemplateContent & {
  id: string;
  name: string;
  language: string;
  parameterFormat: "NAMED" | "POSITIONAL";
  status: string;
  rejectionReason: string | null;
  previousCategory: string | null;
  correctCategory: string | null;
  quality: string | null;
};

type Components = readonly Readonly<Record<string, unknown>>[];

export type TemplateContent = {
  category: string;
  components: Components;
  /** Null: the provider's own. */
  ttlSeconds: number | null;
};

export type SubmittedTemplate = TemplateContent &
  Pick<ProviderTemplate, "name" | "language" | "parameterFormat">;

/**
 * `refused`: never as it is. `later`: it was not done, and another try may succeed; `afterMs` null: not before a
 * person has changed the sender. `unknown`: it may have been done, and the list will tell.
 */
export type TemplateAnswer<Value> =
  | { kind: "done"; value: Value }
  | { kind: "refused"; error: TransportError }
  | { kind: "later"; error: TransportError; afterMs: number | null }
  | { kind: "unknown"; error: TransportError };

/** What a provider tells by webhook about one of an account's templates. */
export type TemplateChange = {
  /** The account at the provider. */
  accountId: string;
  name: string;
  language: string;
  at: Date;
  news: TemplateNews;
};

export type TemplateNews =
  | {
      kind: "status";
      /** The provider's word for what happened, such as PAUSED or REINSTATED. */
      event: string;
      reason: string | null;
      /** What the provider adds for people: a title, a description, a recommendation. */
      said: string | null;
      pausedUntil: Date | null;
    }
  | { kind: "quality"; score: string; former: string | null }
  | { kind: "category"; category: string | null; former: string | null; correct: string | null }
  /** Its texts were changed elsewhere; what they are now, the list says. */
  | { kind: "components" };
