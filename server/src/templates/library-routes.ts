// The routes about the provider's template library: what is in it, and making one of its templates one's own.

import {
  errorDictionary,
  libraryTemplate,
  type LibraryTemplate,
  libraryTemplateTaken,
  page,
  takeLibraryTemplate,
  type TakeLibraryTemplate,
  templateLibraryQuery,
  type TemplateLibraryQuery,
} from "@waypost/contract";
import type { Database } from "../kernel/db.ts";
import { AppError } from "../kernel/errors.ts";
import { presentId } from "../kernel/ids.ts";
import { limitDefault } from "../kernel/listing.ts";
import type { Caller, Reply, Route, RouteRequest } from "../kernel/route.ts";
import { readSenderWithKeys, type SenderFinder, type SenderWithKeys } from "../senders/index.ts";
import {
  offersLibrary,
  type ReadyTemplate,
  type TemplateAnswer,
  type TemplateLibrary,
} from "../transports/template-sync.ts";
import type { Session } from "../transports/transport.ts";
import { askForSync, notifyTemplates, readAccountOfSender } from "./store/template.ts";

export type TemplateLibraryDeps = {
  db: Database;
  finder: Pick<SenderFinder, "find">;
  /** A session for one question; null for senders whose link somebody else holds. */
  openSession(sender: SenderWithKeys): Promise<Session | null>;
};

export function templateLibraryRoutes(deps: TemplateLibraryDeps): Route[] {
  const path = "/v1/template-library";
  return [
    {
      method: "GET",
      path,
      scope: "templates:read",
      summary: "Browse the provider's ready-made templates",
      schema: { query: templateLibraryQuery, response: { 200: page(libraryTemplate) } },
      handler: { kind: "own", handle: (request) => browse(deps, request) },
    },
    {
      method: "POST",
      path,
      scope: "templates:write",
      summary: "Make a ready-made template the account's own, without a review",
      schema: { body: takeLibraryTemplate, response: { 201: libraryTemplateTaken } },
      handler: { kind: "own", handle: (request) => take(deps, request) },
    },
  ];
}

const patienceMs = 20_000;

async function browse(deps: TemplateLibraryDeps, { caller, query }: RouteRequest): Promise<Reply> {
  const { from, limit = limitDefault, after = null, ...filters } = query as TemplateLibraryQuery;
  const { sender } = await senderAsked(deps, caller, from);
  const found = await withLibrary(deps, sender, (library, signal) =>
    library.listLibrary({ limit, after, filters }, signal),
  );
  return { status: 200, body: { data: found.templates.map(present), next: found.next } };
}

/** Its text is the provider's, so nothing is drafted here: the account is read again, and then lists it. */
async function take(deps: TemplateLibraryDeps, { caller, body }: RouteRequest): Promise<Reply> {
  const wanted = body as TakeLibraryTemplate;
  const { name, language } = wanted;
  const { sender, account } = await senderAsked(deps, caller, wanted.from);
  const { id, status, category } = await withLibrary(deps, sender, (library, signal) =>
    library.takeFromLibrary(
      {
        from: wanted.library_template_name,
        name,
        language,
        buttonInputs: wanted.library_template_button_inputs ?? null,
        bodyInputs: wanted.library_template_body_inputs ?? null,
      },
      signal,
    ),
  );
  await deps.db.asTenants([caller.tenantId], async (tx) => {
    await askForSync(tx, [caller.tenantId, caller.mode, account]);
    await notifyTemplates(tx, []);
  });
  return { status: 201, body: { provider_template_id: id, name, language, status, category } };
}

type Asked = { sender: SenderWithKeys; account: string };

/** The sender that is named, or the default one, in a transaction that ends before the provider is asked. */
function senderAsked({ db, finder }: TemplateLibraryDeps, caller: Caller, from?: string): Promise<Asked> {
  const { tenantId, mode } = caller;
  return db.asTenants([tenantId], async (tx) => {
    const found = await finder.find(tenantId, mode, from ?? null);
    const [sender] = found === null ? [] : await readSenderWithKeys(tx, [tenantId, mode, found.id]);
    if (sender === undefined) {
      throw new AppError("sender_not_found", "There is no such sender within reach of this key.", {
        errors: [{ path: "/from", message: "names no sender" }],
      });
    }
    const [row] = await readAccountOfSender(tx, [tenantId, mode, sender.id]);
    if (row === undefined) throw notSupported(sender);
    return { sender, account: row.account };
  });
}

async function withLibrary<Value>(
  { openSession }: TemplateLibraryDeps,
  sender: SenderWithKeys,
  ask: (library: TemplateLibrary, signal: AbortSignal) => Promise<TemplateAnswer<Value>>,
): Promise<Value> {
  const session = await openSession(sender);
  if (session === null) throw notSupported(sender);
  try {
    if (!offersLibrary(session)) throw notSupported(sender);
    return valueOf(await ask(session, AbortSignal.timeout(patienceMs)));
  } finally {
    await session.close();
  }
}

/** After `unknown` it may be there: asking again then answers that it is. */
function valueOf<Value>(answer: TemplateAnswer<Value>): Value {
  if (answer.kind === "done") return answer.value;
  const { code, providerCode, detail } = answer.error;
  const said = providerCode === null ? detail : `The provider answered with code ${providerCode}: ${detail}`;
  // The answer of POST /v1/templates to the same.
  if (code === "template_exists") throw new AppError(code, said);
  const mayPass = answer.kind === "unknown" || errorDictionary[code].retryable;
  throw new AppError(mayPass ? "provider_unreachable" : "provider_refused", said);
}

function notSupported({ id }: SenderWithKeys): AppError {
  const detail = `The sender ${presentId("snd", id)} has no template library.`;
  return new AppError("templates_not_supported", detail);
}

function present({ text, variables, ...template }: ReadyTemplate): LibraryTemplate {
  return {
    ...template,
    industry: [...template.industry],
    header: text.header,
    body: text.body,
    body_params: variables.map(({ example }) => example),
    body_param_types: variables.map(({ type }) => type),
    buttons: [...text.buttons],
  };
}
