// The error dictionary: every code a caller or operator can meet, what it means and what to do about it.

import { businessAccountErrors } from "./errors/accounts.ts";
import { audienceErrors } from "./errors/audience.ts";
import type { ErrorEntry } from "./errors/entry.ts";
import { eventErrors } from "./errors/events.ts";
import { mediaErrors } from "./errors/media.ts";
import { messagingErrors } from "./errors/messaging.ts";
import { planErrors } from "./errors/plans.ts";
import { requestErrors } from "./errors/requests.ts";
import { senderErrors } from "./errors/senders.ts";
import { templateErrors } from "./errors/templates.ts";
import { tenantErrors } from "./errors/tenants.ts";
import { accountErrors } from "./errors/transports-account.ts";
import { contentErrors } from "./errors/transports-content.ts";
import { recipientErrors } from "./errors/transports-recipient.ts";

const entries = {
  ...requestErrors,
  ...tenantErrors,
  ...messagingErrors,
  ...mediaErrors,
  ...senderErrors,
  ...audienceErrors,
  ...templateErrors,
  ...recipientErrors,
  ...accountErrors,
  ...contentErrors,
  ...businessAccountErrors,
  ...planErrors,
  ...eventErrors,
};

export type ErrorCode = keyof typeof entries;

export const errorDictionary: Readonly<Record<ErrorCode, ErrorEntry>> = entries;

/** The dictionary in chapters, for the documentation. */
export const errorChapters: readonly ErrorChapter[] = [
  { title: "Requests", entries: requestErrors },
  { title: "Tenants and their keys", entries: tenantErrors },
  { title: "Messages", entries: messagingErrors },
  { title: "Files", entries: mediaErrors },
  { title: "Senders and sessions", entries: senderErrors },
  { title: "Business numbers and accounts", entries: businessAccountErrors },
  { title: "Plans", entries: planErrors },
  { title: "Audience, templates, campaigns and webhooks", entries: audienceErrors },
  { title: "Templates and their review", entries: templateErrors },
  { title: "Events", entries: eventErrors },
  { title: "From the provider, about the recipient", entries: recipientErrors },
  { title: "From the provider, about the account", entries: accountErrors },
  { title: "From the provider, about the message", entries: contentErrors },
];

export type ErrorChapter = { title: string; entries: Readonly<Record<string, ErrorEntry>> };

export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(entries, code);
}
