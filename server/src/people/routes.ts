// The routes about a tenant's people: who is in it, what their roles are, who is invited.

import {
  changeMember as changeMemberBody,
  invitationCreated,
  invitationList,
  invite as inviteBody,
  memberList,
  memberResource,
  roleList,
  roleResource,
  writeRole as writeRoleBody,
} from "@waypost/contract";
import { Type } from "typebox";
import type { Route } from "../kernel/route.ts";
import type { PeopleDeps } from "./deps.ts";
import { invite, readInvitations, revokeInvitation } from "./invitations.ts";
import { changeMember, readMembers, removeMember } from "./members.ts";
import { changeRole, createRole, dropRole, readRoles } from "./own-roles.ts";

const nothing = { response: { 204: Type.Null() } };

export function peopleRoutes(deps: PeopleDeps): Route[] {
  return [...memberRoutes(deps), ...roleRoutes(deps), ...invitationRoutes(deps)];
}

function memberRoutes(deps: PeopleDeps): Route[] {
  return [
    {
      method: "GET",
      path: "/v1/people",
      scope: "people:read",
      summary: "List who is in the tenant, and their roles",
      schema: { response: { 200: memberList } },
      handler: { kind: "transaction", handle: (request, tx) => readMembers(deps, request, tx) },
    },
    {
      method: "PATCH",
      path: "/v1/people/:id",
      scope: "people:write",
      stepUp: true,
      tellsChange: ["role"],
      summary: "Give somebody another role",
      schema: { body: changeMemberBody, response: { 200: memberResource } },
      handler: { kind: "transaction", handle: (request, tx) => changeMember(deps, request, tx) },
    },
    {
      method: "DELETE",
      path: "/v1/people/:id",
      scope: "people:write",
      stepUp: true,
      summary: "Remove somebody from the tenant; their account stays",
      schema: nothing,
      handler: { kind: "transaction", handle: removeMember },
    },
  ];
}

function roleRoutes(deps: PeopleDeps): Route[] {
  return [
    {
      method: "GET",
      path: "/v1/roles",
      scope: "people:read",
      summary: "List the roles: those every tenant has, and its own",
      schema: { response: { 200: roleList } },
      handler: { kind: "transaction", handle: readRoles },
    },
    {
      method: "POST",
      path: "/v1/roles",
      scope: "people:write",
      stepUp: true,
      summary: "Make a role of the tenant's own, of scopes one has",
      schema: { body: writeRoleBody, response: { 201: roleResource } },
      handler: { kind: "transaction", handle: (request, tx) => createRole(deps, request, tx) },
    },
    {
      method: "PUT",
      path: "/v1/roles/:id",
      scope: "people:write",
      stepUp: true,
      tellsChange: ["scopes"],
      summary: "Change a role; whoever has it has the new one within four seconds",
      schema: { body: writeRoleBody, response: { 200: roleResource } },
      handler: { kind: "transaction", handle: changeRole },
    },
    {
      method: "DELETE",
      path: "/v1/roles/:id",
      scope: "people:write",
      stepUp: true,
      summary: "Delete a role that nobody has",
      schema: nothing,
      handler: { kind: "transaction", handle: dropRole },
    },
  ];
}

function invitationRoutes(deps: PeopleDeps): Route[] {
  return [
    {
      method: "GET",
      path: "/v1/invitations",
      scope: "people:read",
      summary: "List invitations that are open",
      schema: { response: { 200: invitationList } },
      handler: { kind: "transaction", handle: readInvitations },
    },
    {
      method: "POST",
      path: "/v1/invitations",
      scope: "people:write",
      stepUp: true,
      summary: "Invite somebody by mail, or by a link to pass on; a second invitation replaces the first",
      schema: { body: inviteBody, response: { 201: invitationCreated } },
      handler: { kind: "transaction", handle: (request, tx) => invite(deps, request, tx) },
    },
    {
      method: "DELETE",
      path: "/v1/invitations/:id",
      scope: "people:write",
      stepUp: true,
      summary: "Revoke an invitation",
      schema: nothing,
      handler: { kind: "transaction", handle: revokeInvitation },
    },
  ];
}
