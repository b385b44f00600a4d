// The names that the audit log gives to requests by itself.

import { expect, test } from "vitest";
import { auditAction } from "./audit-action.ts";

test.each([
  ["POST", "/v1/invitations", "invitation.created"],
  ["POST", "/v1/routing-policies", "routing_policy.created"],
  ["PATCH", "/v1/senders/:id", "sender.updated"],
  ["DELETE", "/v1/invitations/:id", "invitation.deleted"],
  ["PUT", "/v1/tenant", "tenant.updated"],
  ["PUT", "/v1/me/tenant", "me.tenant.updated"],
  ["POST", "/v1/senders/:id/session/start", "sender.session.start"],
  ["POST", "/v1/contacts/:id/notes", "contact.note.created"],
  ["POST", "/v1/messages/batch", "message.batch"],
  ["GET", "/v1/messages/:id", "message.read"],
] as const)("%s %s is %s", (method, path, action) => {
  expect(auditAction({ method, path })).toBe(action);
});
