// The routes of segments: rules with a name, who matches them now, and what a rule would find.

import {
  createSegment,
  page,
  previewSegment,
  segmentContact,
  segmentPreview,
  segmentQuery,
  segmentResource,
  updateSegment,
} from "@waypost/contract";
import { Type } from "typebox";
import type { Database, Tx } from "../../kernel/db.ts";
import type { Route } from "../../kernel/route.ts";
import { listContacts } from "./list-contacts.ts";
import { preview } from "./preview.ts";
import { type User } from "./users.ts";
import { change, create, list, readOne, remove } from "./write-segments.ts";

export type SegmentDeps = {
  /** Counting takes transactions of its own. */
  db: Database;
  newId(): string;
  now(): Date;
  /** Who, in rooms above, is sent to a segment's people; without it nobody is. */
  segmentUsers?(tx: Tx, segment: { tenantId: string; segmentId: string }): Promise<readonly User[]>;
};

export function segmentRoutes(deps: SegmentDeps): Route[] {
  return [
    {
      method: "POST",
      path: "/v1/segments",
      scope: "contacts:write",
      summary: "Create a segment: contacts by a rule, asked anew whenever it is used",
      schema: { body: createSegment, response: { 201: segmentResource } },
      parsesBody: true,
      handler: { kind: "transaction", handle: (request, tx) => create(deps, request, tx) },
    },
    {
      method: "GET",
      path: "/v1/segments",
      scope: "contacts:read",
      summary: "List segments, newest first",
      schema: { query: segmentQuery, response: { 200: page(segmentResource) } },
      handler: { kind: "transaction", handle: list },
    },
    {
      method: "POST",
      path: "/v1/segments/preview",
      scope: "contacts:read",
      audit: null,
      summary: "Count whom a rule finds now, and show ten of them",
      schema: { body: previewSegment, response: { 200: segmentPreview } },
      parsesBody: true,
      handler: { kind: "own", handle: (request) => preview(deps, request) },
    },
    {
      method: "GET",
      path: "/v1/segments/:id",
      scope: "contacts:read",
      summary: "Read a segment",
      schema: { response: { 200: segmentResource } },
      handler: { kind: "transaction", handle: readOne },
    },
    {
      method: "PATCH",
      path: "/v1/segments/:id",
      scope: "contacts:write",
      summary: "Change a segment; what is not named stays",
      schema: { body: updateSegment, response: { 200: segmentResource } },
      parsesBody: true,
      handler: { kind: "transaction", handle: (request, tx) => change(request, tx) },
    },
    {
      method: "DELETE",
      path: "/v1/segments/:id",
      scope: "contacts:write",
      summary: "Delete a segment that nothing uses; its contacts stay",
      schema: { response: { 204: Type.Null() } },
      handler: { kind: "transaction", handle: (request, tx) => remove(deps, request, tx) },
    },
    {
      method: "GET",
      path: "/v1/segments/:id/contacts",
      scope: "contacts:read",
      summary: "List the contacts a segment finds now, newest first",
      schema: { query: segmentQuery, response: { 200: page(segmentContact) } },
      handler: { kind: "own", handle: (request) => listContacts(deps, request) },
    },
  ];
}
