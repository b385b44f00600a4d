// The routes about imports: a file in, what becomes of it, the rows that were refused, and taking it back.

import {
  type ContactImportQuery,
  contactImportQuery,
  contactImportResource,
  importPreviewQuery,
  importPreviewResource,
  page,
  pageQuery,
  type PageQuery,
  type SuppressionImportQuery,
  suppressionImportQuery,
} from "@waypost/contract";
import { Type } from "typebox";
import type { Tx } from "../../kernel/db.ts";
import { AppError } from "../../kernel/errors.ts";
import { cursorOf, limitDefault, pageOf } from "../../kernel/listing.ts";
import type { Reply, Route, RouteRequest } from "../../kernel/route.ts";
import type { ImportDeps } from "./deps.ts";
import { findImport } from "./find-import.ts";
import { presentImport } from "./present-import.ts";
import { previewImport } from "./preview.ts";
import { contactSettings, suppressionSettings } from "./read-options.ts";
import { serveRejects } from "./serve-rejects.ts";
import { type Asked, startImport } from "./start-import.ts";
import { beginUndo, cancelImport, listImports, wakeWorkers } from "./store/import.ts";
import { deletePieces } from "./store/pieces.ts";

const file = Type.Unsafe<unknown>({ type: "string", format: "binary" });

export function importRoutes(deps: ImportDeps): Route[] {
  return [...takingRoutes(deps), ...lookingRoutes(deps)];
}

function takingRoutes(deps: ImportDeps): Route[] {
  return [
    {
      method: "POST",
      path: "/v1/contacts/import",
      scope: "contacts:write",
      summary: "Import contacts: the body is a CSV or Excel file",
      schema: { query: contactImportQuery, body: file, response: { 202: contactImportResource } },
      handler: {
        kind: "stream",
        handle: async (request) => {
          const asked = request.query as ContactImportQuery;
          const country = await deps.defaultCountry(request.caller.tenantId);
          const settings = contactSettings(asked, country, deps.now());
          return startImport(deps, request, askedOf("contacts", asked, settings));
        },
      },
    },
    {
      method: "POST",
      path: "/v1/suppressions/import",
      scope: "contacts:write",
      summary: "Suppress the numbers in a file: people who opted out elsewhere",
      schema: { query: suppressionImportQuery, body: file, response: { 202: contactImportResource } },
      handler: {
        kind: "stream",
        handle: async (request) => {
          const asked = request.query as SuppressionImportQuery;
          const settings = suppressionSettings(asked, await deps.defaultCountry(request.caller.tenantId));
          return startImport(deps, request, askedOf("suppressions", asked, settings));
        },
      },
    },
    {
      method: "POST",
      path: "/v1/contacts/import/preview",
      scope: "contacts:write",
      audit: null,
      summary: "Look at a file before it is imported: the body is its first 64 kB, or a whole workbook",
      schema: { query: importPreviewQuery, body: file, response: { 200: importPreviewResource } },
      handler: { kind: "stream", handle: (request) => previewImport(deps, request) },
    },
  ];
}

type Options = Pick<ContactImportQuery, "mode" | "filename" | "list">;

function askedOf(kind: Asked["kind"], asked: Options, settings: Asked["settings"]): Asked {
  return { kind, mode: asked.mode, filename: asked.filename, list: asked.list, settings };
}

function lookingRoutes(deps: ImportDeps): Route[] {
  return [
    {
      method: "GET",
      path: "/v1/contacts/import",
      scope: "contacts:read",
      summary: "List imports, newest first",
      schema: { query: pageQuery, response: { 200: page(contactImportResource) } },
      handler: { kind: "transaction", handle: list },
    },
    {
      method: "GET",
      path: "/v1/contacts/import/:id",
      scope: "contacts:read",
      summary: "Read an import: how far it is, and what became of its rows",
      schema: { response: { 200: contactImportResource } },
      handler: {
        kind: "transaction",
        handle: async (request, tx) => ({ status: 200, body: presentImport(await findImport(request, tx)) }),
      },
    },
    {
      method: "GET",
      path: "/v1/contacts/import/:id/rejects",
      scope: "contacts:read",
      summary: "Download the rows that were refused, with their reasons, as CSV",
      schema: { response: { 200: file } },
      handler: { kind: "stream", handle: (request) => serveRejects(deps, request) },
    },
    {
      method: "POST",
      path: "/v1/contacts/import/:id/cancel",
      scope: "contacts:write",
      summary: "Stop an import; what it has done already can be undone",
      schema: { response: { 200: contactImportResource } },
      handler: { kind: "transaction", handle: cancel },
    },
    {
      method: "POST",
      path: "/v1/contacts/import/:id/undo",
      scope: "contacts:write",
      summary: "Take an import back within a day: what it created goes, what it changed is as it was",
      schema: { response: { 202: contactImportResource } },
      handler: {
        kind: "transaction",
        handle: async (request, tx) => {
          const { tenant_id, id } = await findImport(request, tx);
          const [undoing] = await beginUndo(tx, [tenant_id, id]);
          if (undoing === undefined) {
            throw new AppError(
              "import_wrong_state",
              "Only what was imported within the last day can be undone.",
            );
          }
          await wakeWorkers(tx, []);
          return { status: 202, body: presentImport(undoing) };
        },
      },
    },
  ];
}

async function list({ caller, query }: RouteRequest, tx: Tx): Promise<Reply> {
  const { limit = limitDefault, after } = query as PageQuery;
  const rows = await listImports(tx, [caller.tenantId, cursorOf("imp", after), limit + 1]);
  return { status: 200, body: pageOf(rows, limit, presentImport) };
}

/** The file goes at once; nobody reads it any more. */
async function cancel(request: RouteRequest, tx: Tx): Promise<Reply> {
  const { tenant_id, id } = await findImport(request, tx);
  const [canceled] = await cancelImport(tx, [tenant_id, id]);
  if (canceled === undefined) throw new AppError("import_wrong_state", "The import has ended already.");
  await deletePieces(tx, [tenant_id, id]);
  return { status: 200, body: presentImport(canceled) };
}
