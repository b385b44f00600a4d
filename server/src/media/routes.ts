// The routes about files, and the one address that needs no key.

import { mediaResource } from "@waypost/contract";
import { Type } from "typebox";
import type { Tx } from "../kernel/db.ts";
import { parseId } from "../kernel/ids.ts";
import type { Caller, Download, Reply, Route, RouteRequest, StreamReply } from "../kernel/route.ts";
import { verifyLink } from "./link.ts";
import { presentMedia } from "./present-media.ts";
import { after, linkMs } from "./retention.ts";
import { type Asked, mediaNotFound, serveMedia } from "./serve-media.ts";
import { deleteMedia, type MediaRow, readLinkedMedia, readMedia } from "./store.ts";
import { takeUpload, type UploadDeps } from "./take-upload.ts";

export type MediaRouteDeps = UploadDeps;

const file = Type.Unsafe<unknown>({ type: "string", format: "binary" });

export function mediaRoutes(deps: MediaRouteDeps): Route[] {
  return [
    {
      method: "POST",
      path: "/v1/media",
      scope: "media:write",
      summary: "Upload a file: the body is the file, Content-Disposition may name it",
      schema: { body: file, response: { 201: mediaResource } },
      handler: { kind: "stream", handle: (request) => takeUpload(deps, request) },
    },
    {
      method: "GET",
      path: "/v1/media/:id",
      scope: "media:read",
      summary: "Read a file's record, with an address that opens it for an hour",
      schema: { response: { 200: mediaResource } },
      handler: {
        kind: "transaction",
        handle: async (request, tx) => ({
          status: 200,
          body: presentMedia(await findMedia(tx, request), deps.links, after(deps.now(), linkMs)),
        }),
      },
    },
    {
      method: "GET",
      path: "/v1/media/:id/content",
      scope: "media:read",
      summary: "Download a file, or a range of it",
      schema: { response: { 200: file } },
      handler: {
        kind: "stream",
        handle: async (request) => {
          const find = (tx: Tx): Promise<MediaRow> => findMedia(tx, request);
          const row = await deps.db.asTenants([request.caller.tenantId], find);
          return serveMedia(deps, row, askedIn(request.headers));
        },
      },
    },
    {
      method: "DELETE",
      path: "/v1/media/:id",
      scope: "media:write",
      summary: "Delete a file; messages that still name it will fail",
      schema: { response: { 204: Type.Null() } },
      handler: { kind: "transaction", handle: remove },
    },
  ];
}

/** Anybody who was given the address. */
export function mediaDownload(deps: MediaRouteDeps): Download {
  return {
    path: "/media/:token",
    handle: async ({ params, headers }): Promise<StreamReply> => {
      const target = verifyLink(deps.links.key, params["token"] ?? "", deps.now());
      if (target === null) throw mediaNotFound();
      const { tenantId, mediaId } = target;
      const [row] = await deps.db.asTenants([tenantId], (tx) => readLinkedMedia(tx, [tenantId, mediaId]));
      if (row === undefined) throw mediaNotFound();
      return serveMedia(deps, row, askedIn(headers));
    },
  };
}

type About = Pick<RouteRequest, "params"> & { caller: Pick<Caller, "tenantId" | "mode"> };

async function findMedia(tx: Tx, { params, caller }: About): Promise<MediaRow> {
  const id = parseId("med", params["id"] ?? "");
  const [row] = id === null ? [] : await readMedia(tx, [caller.tenantId, caller.mode, id]);
  if (row === undefined) throw mediaNotFound();
  return row;
}

async function remove({ params, caller }: RouteRequest, tx: Tx): Promise<Reply> {
  const id = parseId("med", params["id"] ?? "");
  const gone = id === null ? [] : await deleteMedia(tx, [caller.tenantId, caller.mode, id]);
  if (gone.length === 0) throw mediaNotFound();
  return { status: 204, body: null };
}

function askedIn(headers: StreamHeaders): Asked {
  const ifRange = headers["if-range"];
  return { range: headers.range, ifRange: typeof ifRange === "string" ? ifRange : undefined };
}

type StreamHeaders = Parameters<Download["handle"]>[0]["headers"];
