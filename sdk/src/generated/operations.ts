// Every route that an API key opens: what it is given, and what it answers.

import type { FileBody } from "../file-body.ts";
import type {
  SendMessage,
  MessageSummary,
  Message,
  FieldError,
  CloudApiStanding,
  AccountFact,
  BusinessProfile,
  MessageRate,
  CostEstimate,
  Onboarding,
  MetaApp,
  SignedUp,
  DeadLetter,
  DeadLetterReasons,
  ReplayRequest,
  SenderFigures,
  EventResource,
  EventTicket,
  Media,
  ReceivedMessage,
  UpsertContact,
  Contact,
  UpdateContact,
  CreateContactAttribute,
  ContactAttribute,
  ContactAttributes,
  UpdateContactAttribute,
  ChangeTags,
  TagsChanged,
  TagCounts,
  RenameTag,
  TagRenamed,
  CreateContactList,
  ContactList,
  UpdateContactList,
  ChangeMembers,
  MembersChanged,
  CreateNote,
  Note,
  AppendConsent,
  Consent,
  ConsentSettings,
  PutConsentSettings,
  AddSuppression,
  Suppression,
  ContactImport,
  ContactImportPreview,
  CreateSegment,
  Segment,
  PreviewSegment,
  SegmentPreview,
  UpdateSegment,
  SegmentContact,
  CreateCampaign,
  Campaign,
  UpdateCampaign,
  LaunchCampaign,
  TestCampaign,
  RetryCampaign,
  CampaignRecipient,
  CampaignReport,
  CreateConversion,
  Conversion,
  Overview,
  Cohorts,
  CampaignPreflight,
  PreflightPerson,
  CampaignPreview,
  CreateTemplate,
  Template,
  UpdateTemplate,
  LintTemplate,
  TemplateLint,
  TemplatePreview,
  TemplateVersion,
  TemplateGroup,
  PutTemplateGroup,
  LibraryTemplate,
  AuditEntry,
  AuditVerdict,
  Retention,
  LegalHold,
  PrivacyRequest,
  ConsentEvidence,
  ApiKey,
  ApiKeyCreated,
  Tenant,
  TenantClosed,
  PlanStanding,
  Usage,
  UsageAlerts,
  UsageAlertRule,
  Member,
  ChangeMember,
  Role,
  WriteRole,
  Invitation,
  Invite,
  InvitationCreated,
  WebhookEndpoint,
  CreateWebhookEndpoint,
  WebhookEndpointCreated,
  UpdateWebhookEndpoint,
  WebhookEndpointFigures,
  WebhookDeliveryWithAttempts,
  WebhookDelivery,
  ReplayWebhooks,
  WebhooksReplayed,
  Routing,
  PutRouting,
  ExplainRouting,
  RoutingExplanation,
  CreateSender,
  Sender,
  UpdateSender,
  SandboxPhone,
  SandboxReply,
  SandboxBlock,
  SandboxChat,
  SandboxScan,
  Session,
  SessionExport,
} from "./schemas.ts";

export type Operations = {
  /**
   * Send a message. Needs the scope `messages:write`.
   */
  "POST /v1/messages": { body: SendMessage; answer: MessageSummary };

  /**
   * List messages, newest first. Needs the scope `messages:read`.
   */
  "GET /v1/messages": {
    query?: {
      limit?: number | undefined;
      after?: string | undefined;
      status?:
        | "scheduled"
        | "queued"
        | "sending"
        | "sent"
        | "delivered"
        | "read"
        | "played"
        | "failed"
        | "expired"
        | "canceled"
        | "skipped"
        | "unknown"
        | undefined;
      /**
       * A phone number, E.164 with a leading +.
       */
      recipient?: string | undefined;
      provider_message_id?: string | undefined;
      client_reference?: string | undefined;
      sender?: string | undefined;
      campaign?: string | undefined;
      since?: string | undefined;
      until?: string | undefined;
    };
    answer: { data: Array<Message>; next: string | null };
  };

  /**
   * Send up to 1,000 messages. Needs the scope `messages:write`.
   */
  "POST /v1/messages/batch": {
    body: { messages: Array<unknown> };
    answer: {
      data: Array<
        | {
            index: number;
            id: string;
            status:
              | "scheduled"
              | "queued"
              | "sending"
              | "sent"
              | "delivered"
              | "read"
              | "played"
              | "failed"
              | "expired"
              | "canceled"
              | "skipped"
              | "unknown";
          }
        | {
            index: number;
            error: {
              /**
               * Where the code is explained.
               */
              type: string;
              title: string;
              status: number;
              detail: string;
              /**
               * A code of the error dictionary, explained at /v1/errors/{code}.
               */
              code: string;
              retryable: boolean;
              /**
               * True when a message may have left in spite of the error.
               */
              maybe_sent: boolean;
              errors?: Array<FieldError> | undefined;
            };
          }
      >;
    };
  };

  /**
   * Read a message with its timeline. Needs the scope `messages:read`.
   */
  "GET /v1/messages/{id}": { params: { id: string }; answer: Message };

  /**
   * Cancel a message that has not left yet. Needs the scope `messages:write`.
   */
  "POST /v1/messages/{id}/cancel": { params: { id: string }; answer: Message };

  /**
   * Send again a message that failed, expired, was canceled or is in doubt. Needs the scope
   * `messages:write`.
   */
  "POST /v1/messages/{id}/resend": { params: { id: string }; answer: Message };

  /**
   * Ask Meta how the number, its account and its token are. Needs the scope `senders:write`.
   */
  "POST /v1/senders/{id}/refresh": { params: { id: string }; answer: CloudApiStanding };

  /**
   * What Meta has said of the number and its account, newest first. Needs the scope
   * `senders:read`.
   */
  "GET /v1/senders/{id}/account-history": {
    params: { id: string };
    query?: { limit?: number | undefined; after?: string | undefined };
    answer: { data: Array<AccountFact>; next: string | null };
  };

  /**
   * Register the number for the Cloud API. Needs the scope `senders:write`.
   */
  "POST /v1/senders/{id}/registration": {
    params: { id: string };
    body: {
      /**
       * Six digits; Meta asks for it at the next move.
       */
      pin: string;
      data_localization_region?: string | undefined;
    };
    answer: { success: true };
  };

  /**
   * Take the number off the Cloud API. Needs the scope `senders:write`.
   */
  "DELETE /v1/senders/{id}/registration": { params: { id: string }; answer: { success: true } };

  /**
   * Have Meta send a code to the number. Needs the scope `senders:write`.
   */
  "POST /v1/senders/{id}/verification-code": {
    params: { id: string };
    body: { method: "sms" | "voice"; language?: string | undefined };
    answer: { success: true };
  };

  /**
   * Prove the number by the code. Needs the scope `senders:write`.
   */
  "POST /v1/senders/{id}/verification": {
    params: { id: string };
    body: { code: string };
    answer: { success: true };
  };

  /**
   * Set the PIN of two-step verification. Needs the scope `senders:write`.
   */
  "PUT /v1/senders/{id}/pin": {
    params: { id: string };
    body: {
      /**
       * Six digits; Meta asks for it at the next move.
       */
      pin: string;
    };
    answer: { success: true };
  };

  /**
   * Read the business profile people see. Needs the scope `senders:read`.
   */
  "GET /v1/senders/{id}/profile": { params: { id: string }; answer: BusinessProfile };

  /**
   * Change the business profile. Needs the scope `senders:write`.
   */
  "PATCH /v1/senders/{id}/profile": {
    params: { id: string };
    body: {
      about?: string | undefined;
      address?: string | undefined;
      description?: string | undefined;
      email?: string | undefined;
      vertical?: string | undefined;
      websites?: Array<string> | undefined;
      profile_picture_handle?: string | undefined;
    };
    answer: BusinessProfile;
  };

  /**
   * List whom the number has blocked. Needs the scope `senders:read`.
   */
  "GET /v1/senders/{id}/blocked": {
    params: { id: string };
    query?: { after?: string | undefined };
    answer: { data: Array<{ person: string }>; next: string | null };
  };

  /**
   * Block people: they can no longer write to the number. Needs the scope `senders:write`.
   */
  "POST /v1/senders/{id}/blocked": {
    params: { id: string };
    body: {
      /**
       * Numbers, E.164 with a leading +, or Meta's ids of people who show none.
       */
      people: Array<string>;
    };
    answer: { data: Array<{ person: string; done: boolean; problem: string | null }> };
  };

  /**
   * Let people write again. Needs the scope `senders:write`.
   */
  "DELETE /v1/senders/{id}/blocked": {
    params: { id: string };
    body: {
      /**
       * Numbers, E.164 with a leading +, or Meta's ids of people who show none.
       */
      people: Array<string>;
    };
    answer: { data: Array<{ person: string; done: boolean; problem: string | null }> };
  };

  /**
   * Tell a person that their message was read, and that an answer is being typed. Needs the
   * scope `messages:write`.
   */
  "POST /v1/messages/received/{id}/read": {
    params: { id: string };
    body: {
      /**
       * Also show that an answer is being typed.
       */
      typing?: boolean | undefined;
    };
    answer: { success: true };
  };

  /**
   * Read the rate card that costs are reckoned by. Needs the scope `senders:read`.
   */
  "GET /v1/message-rates": { answer: { rates: Array<MessageRate> } };

  /**
   * Replace the rate card with Meta's for the account's currency. Needs the scope
   * `senders:write`.
   */
  "PUT /v1/message-rates": { body: { rates: Array<MessageRate> }; answer: { rates: Array<MessageRate> } };

  /**
   * What a message over the Cloud API would cost now, and how long the person's window is
   * open. Needs the scope `messages:read`.
   */
  "POST /v1/message-costs": {
    body: {
      from: string;
      to: string;
      category: "marketing" | "utility" | "authentication" | "service";
      at?: string | undefined;
      /**
       * The authentication-international rate applies.
       */
      international?: boolean | undefined;
    };
    answer: CostEstimate;
  };

  /**
   * Set the number up as far as it goes, step by step; may be asked again at any time. Needs
   * the scope `senders:write`.
   */
  "POST /v1/senders/{id}/onboarding": {
    params: { id: string };
    body: {
      /**
       * Six digits; Meta asks for it at the next move.
       */
      pin?: string | undefined;
      test_to?: string | undefined;
    };
    answer: Onboarding;
  };

  /**
   * How far the number has come, when it was last looked at. Needs the scope `senders:read`.
   */
  "GET /v1/senders/{id}/onboarding": { params: { id: string }; answer: Onboarding };

  /**
   * Store the Meta app whose Embedded Signup is shown. Needs the scope `senders:write`.
   */
  "PUT /v1/meta-app": {
    body: { app_id: string; app_secret: string; config_id?: string | null | undefined };
    answer: MetaApp;
  };

  /**
   * Read the Meta app; its secret is never shown. Needs the scope `senders:read`.
   */
  "GET /v1/meta-app": { answer: MetaApp };

  /**
   * Take the numbers that a business has shared in Embedded Signup. Needs the scope
   * `senders:write`.
   */
  "POST /v1/embedded-signup": {
    body: {
      code: string;
      waba_id?: string | undefined;
      phone_number_id?: string | undefined;
      /**
       * Six digits; Meta asks for it at the next move.
       */
      pin?: string | undefined;
      /**
       * Where the dialog led back to, if it was opened by its address and not by Meta's script.
       */
      redirect_uri?: string | undefined;
    };
    answer: SignedUp;
  };

  /**
   * List messages that failed for good. Needs the scope `messages:read`.
   */
  "GET /v1/dead-letters": {
    query?: {
      limit?: number | undefined;
      after?: string | undefined;
      code?: string | undefined;
      sender?: string | undefined;
      since?: string | undefined;
      until?: string | undefined;
    };
    answer: { data: Array<DeadLetter>; next: string | null };
  };

  /**
   * Count dead letters by why they died, among the newest ten thousand. Needs the scope
   * `messages:read`.
   */
  "GET /v1/dead-letters/reasons": {
    query?: {
      code?: string | undefined;
      sender?: string | undefined;
      since?: string | undefined;
      until?: string | undefined;
    };
    answer: DeadLetterReasons;
  };

  /**
   * Send dead letters again, by id or by filter. Needs the scope `dead-letters:write`.
   */
  "POST /v1/dead-letters/replay": { body: ReplayRequest; answer: { replayed: number } };

  /**
   * Drop a dead letter; its message stays failed. Needs the scope `dead-letters:write`.
   */
  "DELETE /v1/dead-letters/{id}": { params: { id: string }; answer: undefined };

  /**
   * How a sender fares: what waits and for how long, and what it sent by minute and by hour.
   * Needs the scope `senders:read`.
   */
  "GET /v1/senders/{id}/figures": { params: { id: string }; answer: SenderFigures };

  /**
   * Follow what happens, as server-sent events to who accepts `text/event-stream`; to others a
   * list. Needs the scope `events:read`.
   */
  "GET /v1/events": {
    query?: {
      /**
       * Only these, by commas: `message.read,template.*`. All that one may see when left out.
       */
      types?: string | undefined;
      /**
       * The id of the last event that is known; the header `Last-Event-ID` does the same.
       */
      after?: string | undefined;
      /**
       * Only what names this number.
       */
      sender?: string | undefined;
      /**
       * Of a list. `newest` begins with the last event, and `after` goes on with those before it.
       * A stream has none.
       */
      order?: "oldest" | "newest" | undefined;
      /**
       * Of a page; a stream has none.
       */
      limit?: number | undefined;
      /**
       * Of `POST /v1/events/tickets`, in place of a header.
       */
      ticket?: string | undefined;
    };
    answer: { data: Array<EventResource>; next: string | null };
  };

  /**
   * Make a ticket that opens the stream once, within a minute, without a header: `?ticket=`.
   * Needs the scope `events:read`.
   */
  "POST /v1/events/tickets": { answer: EventTicket };

  /**
   * Upload a file: the body is the file, Content-Disposition may name it. Needs the scope
   * `media:write`.
   */
  "POST /v1/media": { body: FileBody; answer: Media };

  /**
   * Read a file's record, with an address that opens it for an hour. Needs the scope
   * `media:read`.
   */
  "GET /v1/media/{id}": { params: { id: string }; answer: Media };

  /**
   * Delete a file; messages that still name it will fail. Needs the scope `media:write`.
   */
  "DELETE /v1/media/{id}": { params: { id: string }; answer: undefined };

  /**
   * Download a file, or a range of it. Needs the scope `media:read`.
   */
  "GET /v1/media/{id}/content": { params: { id: string }; answer: Response };

  /**
   * List what people wrote, newest first. Needs the scope `messages:read`.
   */
  "GET /v1/messages/received": {
    query?: {
      limit?: number | undefined;
      after?: string | undefined;
      sender?: string | undefined;
      contact?: string | undefined;
      since?: string | undefined;
    };
    answer: { data: Array<ReceivedMessage>; next: string | null };
  };

  /**
   * Read what a person wrote. Needs the scope `messages:read`.
   */
  "GET /v1/messages/received/{id}": { params: { id: string }; answer: ReceivedMessage };

  /**
   * Add a contact, or change who has this number, LID or user id already. Needs the scope
   * `contacts:write`.
   */
  "POST /v1/contacts": { body: UpsertContact; answer: Contact };

  /**
   * Find contacts, newest first. Needs the scope `contacts:read`.
   */
  "GET /v1/contacts": {
    query?: {
      limit?: number | undefined;
      after?: string | undefined;
      /**
       * A phone number, E.164 with a leading +.
       */
      phone?: string | undefined;
      /**
       * Words that begin like this in names, tags and searchable attributes; digits of a number.
       */
      q?: string | undefined;
      /**
       * At most 64 characters once trimmed; kept in lower case.
       */
      tag?: string | undefined;
      /**
       * lst_…
       */
      list?: string | undefined;
      created_since?: string | undefined;
    };
    answer: { data: Array<Contact>; next: string | null };
  };

  /**
   * Download contacts as CSV. Needs the scope `contacts:read`.
   */
  "GET /v1/contacts/export": {
    query?: {
      /**
       * Words that begin like this in names, tags and searchable attributes; digits of a number.
       */
      q?: string | undefined;
      /**
       * At most 64 characters once trimmed; kept in lower case.
       */
      tag?: string | undefined;
      /**
       * lst_…
       */
      list?: string | undefined;
      created_since?: string | undefined;
      /**
       * Names of columns with commas between them; `attributes.<name>` for an attribute.
       */
      columns?: string | undefined;
    };
    answer: string;
  };

  /**
   * Read a contact; the id of one that was merged answers with the one that stands. Needs the
   * scope `contacts:read`.
   */
  "GET /v1/contacts/{id}": { params: { id: string }; answer: Contact };

  /**
   * Change what is known of a contact; what is not named stays. Needs the scope
   * `contacts:write`.
   */
  "PATCH /v1/contacts/{id}": { params: { id: string }; body: UpdateContact; answer: Contact };

  /**
   * Forget a contact; whether anything may be sent to them stays known by a hash. Needs the
   * scope `contacts:write`.
   */
  "DELETE /v1/contacts/{id}": { params: { id: string }; answer: undefined };

  /**
   * Define an attribute; values that contacts have already are not looked at. Needs the scope
   * `contacts:write`.
   */
  "POST /v1/contact-attributes": { body: CreateContactAttribute; answer: ContactAttribute };

  /**
   * List the attributes that are defined, by name. Needs the scope `contacts:read`.
   */
  "GET /v1/contact-attributes": { answer: ContactAttributes };

  /**
   * Change an attribute's choices and description, or whether it is searched. Needs the scope
   * `contacts:write`.
   */
  "PATCH /v1/contact-attributes/{name}": {
    params: { name: string };
    body: UpdateContactAttribute;
    answer: ContactAttribute;
  };

  /**
   * Take a definition away; values stay, as free JSON. Needs the scope `contacts:write`.
   */
  "DELETE /v1/contact-attributes/{name}": { params: { name: string }; answer: undefined };

  /**
   * Put tags on contacts, or take them off. Needs the scope `contacts:write`.
   */
  "POST /v1/contacts/tags": { body: ChangeTags; answer: TagsChanged };

  /**
   * List tags by name, and how many contacts have each. Needs the scope `contacts:read`.
   */
  "GET /v1/tags": { query?: { limit?: number | undefined; after?: string | undefined }; answer: TagCounts };

  /**
   * Call a tag otherwise on all contacts; where there is one of that name, they become one.
   * Needs the scope `contacts:write`.
   */
  "POST /v1/tags/rename": { body: RenameTag; answer: TagRenamed };

  /**
   * Make a list of contacts. Needs the scope `contacts:write`.
   */
  "POST /v1/lists": { body: CreateContactList; answer: ContactList };

  /**
   * List the lists, newest first. Needs the scope `contacts:read`.
   */
  "GET /v1/lists": {
    query?: { limit?: number | undefined; after?: string | undefined };
    answer: { data: Array<ContactList>; next: string | null };
  };

  /**
   * Read a list; who is on it is listed by `GET /v1/contacts?list=`. Needs the scope
   * `contacts:read`.
   */
  "GET /v1/lists/{id}": { params: { id: string }; answer: ContactList };

  /**
   * Call a list otherwise, or describe it. Needs the scope `contacts:write`.
   */
  "PATCH /v1/lists/{id}": { params: { id: string }; body: UpdateContactList; answer: ContactList };

  /**
   * Take a list away; the people who were on it stay contacts. Needs the scope
   * `contacts:write`.
   */
  "DELETE /v1/lists/{id}": { params: { id: string }; answer: undefined };

  /**
   * Put contacts on a list, or take them off. Needs the scope `contacts:write`.
   */
  "POST /v1/lists/{id}/members": { params: { id: string }; body: ChangeMembers; answer: MembersChanged };

  /**
   * Write a note about a contact. Needs the scope `contacts:write`.
   */
  "POST /v1/contacts/{id}/notes": { params: { id: string }; body: CreateNote; answer: Note };

  /**
   * List the notes about a contact, newest first. Needs the scope `contacts:read`.
   */
  "GET /v1/contacts/{id}/notes": {
    params: { id: string };
    query?: { limit?: number | undefined; after?: string | undefined };
    answer: { data: Array<Note>; next: string | null };
  };

  /**
   * Take a note away: one's own, or any for who may change people's roles. Needs the scope
   * `contacts:write`.
   */
  "DELETE /v1/notes/{id}": { params: { id: string }; answer: undefined };

  /**
   * Record that a person agreed or refused. Needs the scope `contacts:write`.
   */
  "POST /v1/consents": { body: AppendConsent; answer: Consent };

  /**
   * List consent evidence, newest first. Needs the scope `contacts:read`.
   */
  "GET /v1/consents": {
    query?: {
      limit?: number | undefined;
      after?: string | undefined;
      /**
       * A phone number, E.164 with a leading +.
       */
      phone?: string | undefined;
      contact?: string | undefined;
    };
    answer: { data: Array<Consent>; next: string | null };
  };

  /**
   * Read opt-out words, confirmations, quiet hours and frequency caps. Needs the scope
   * `contacts:read`.
   */
  "GET /v1/consent-settings": { answer: ConsentSettings };

  /**
   * Replace the consent settings that were read; what waits is held to them from now on. Needs
   * the scope `tenant:write`.
   */
  "PUT /v1/consent-settings": { body: PutConsentSettings; answer: ConsentSettings };

  /**
   * Suppress a number; what waits for it is skipped. Needs the scope `contacts:write`.
   */
  "POST /v1/suppressions": { body: AddSuppression; answer: Suppression };

  /**
   * List suppressions. Needs the scope `contacts:read`.
   */
  "GET /v1/suppressions": {
    query?: {
      limit?: number | undefined;
      after?: string | undefined;
      /**
       * A phone number, E.164 with a leading +.
       */
      phone?: string | undefined;
    };
    answer: { data: Array<Suppression>; next: string | null };
  };

  /**
   * Lift a suppression, with the reason; only with the person's consent. Needs the scope
   * `contacts:write`.
   */
  "DELETE /v1/suppressions/{id}": {
    params: { id: string };
    query?: { reason?: string | undefined };
    answer: undefined;
  };

  /**
   * Import contacts: the body is a CSV or Excel file. Needs the scope `contacts:write`.
   */
  "POST /v1/contacts/import": {
    query?: {
      /**
       * JSON: column to target, by header, by place ("#3") or "*" for all others, such as {"Mobile
       * no.":"phone","City":"attribute:city","*":"ignore"}. What is not named is guessed.
       */
      mapping?: string | undefined;
      /**
       * Whether the first row names the columns; guessed when absent.
       */
      header?: boolean | undefined;
      /**
       * One character, or tab; guessed when absent.
       */
      separator?: string | undefined;
      /**
       * Guessed when absent.
       */
      encoding?: string | undefined;
      /**
       * Of numbers without a country code; else the tenant's.
       */
      country?: string | undefined;
      mode?: "dry_run" | "commit" | undefined;
      filename?: string | undefined;
      list?: string | undefined;
      /**
       * For everybody, separated by commas.
       */
      tags?: string | undefined;
      update?: "never" | "empty" | "always" | undefined;
      duplicates?: "first" | "last" | "merge" | undefined;
      /**
       * JSON: the evidence on which they may be written to, an ImportConsent. Without it, none is.
       */
      consent?: string | undefined;
    };
    body: FileBody;
    answer: ContactImport;
  };

  /**
   * List imports, newest first. Needs the scope `contacts:read`.
   */
  "GET /v1/contacts/import": {
    query?: { limit?: number | undefined; after?: string | undefined };
    answer: { data: Array<ContactImport>; next: string | null };
  };

  /**
   * Suppress the numbers in a file: people who opted out elsewhere. Needs the scope
   * `contacts:write`.
   */
  "POST /v1/suppressions/import": {
    query?: {
      /**
       * JSON: column to target, by header, by place ("#3") or "*" for all others, such as {"Mobile
       * no.":"phone","City":"attribute:city","*":"ignore"}. What is not named is guessed.
       */
      mapping?: string | undefined;
      /**
       * Whether the first row names the columns; guessed when absent.
       */
      header?: boolean | undefined;
      /**
       * One character, or tab; guessed when absent.
       */
      separator?: string | undefined;
      /**
       * Guessed when absent.
       */
      encoding?: string | undefined;
      /**
       * Of numbers without a country code; else the tenant's.
       */
      country?: string | undefined;
      mode?: "dry_run" | "commit" | undefined;
      filename?: string | undefined;
      purpose?: "marketing" | "all" | undefined;
      reason?: string | undefined;
    };
    body: FileBody;
    answer: ContactImport;
  };

  /**
   * Look at a file before it is imported: the body is its first 64 kB, or a whole workbook.
   * Needs the scope `contacts:write`.
   */
  "POST /v1/contacts/import/preview": {
    query?: {
      /**
       * JSON: column to target, by header, by place ("#3") or "*" for all others, such as {"Mobile
       * no.":"phone","City":"attribute:city","*":"ignore"}. What is not named is guessed.
       */
      mapping?: string | undefined;
      /**
       * Whether the first row names the columns; guessed when absent.
       */
      header?: boolean | undefined;
      /**
       * One character, or tab; guessed when absent.
       */
      separator?: string | undefined;
      /**
       * Guessed when absent.
       */
      encoding?: string | undefined;
      /**
       * Of numbers without a country code; else the tenant's.
       */
      country?: string | undefined;
    };
    body: FileBody;
    answer: ContactImportPreview;
  };

  /**
   * Read an import: how far it is, and what became of its rows. Needs the scope
   * `contacts:read`.
   */
  "GET /v1/contacts/import/{id}": { params: { id: string }; answer: ContactImport };

  /**
   * Download the rows that were refused, with their reasons, as CSV. Needs the scope
   * `contacts:read`.
   */
  "GET /v1/contacts/import/{id}/rejects": { params: { id: string }; answer: Response };

  /**
   * Stop an import; what it has done already can be undone. Needs the scope `contacts:write`.
   */
  "POST /v1/contacts/import/{id}/cancel": { params: { id: string }; answer: ContactImport };

  /**
   * Take an import back within a day: what it created goes, what it changed is as it was.
   * Needs the scope `contacts:write`.
   */
  "POST /v1/contacts/import/{id}/undo": { params: { id: string }; answer: ContactImport };

  /**
   * Create a segment: contacts by a rule, asked anew whenever it is used. Needs the scope
   * `contacts:write`.
   */
  "POST /v1/segments": { body: CreateSegment; answer: Segment };

  /**
   * List segments, newest first. Needs the scope `contacts:read`.
   */
  "GET /v1/segments": {
    query?: { limit?: number | undefined; after?: string | undefined };
    answer: { data: Array<Segment>; next: string | null };
  };

  /**
   * Count whom a rule finds now, and show ten of them. Needs the scope `contacts:read`.
   */
  "POST /v1/segments/preview": { body: PreviewSegment; answer: SegmentPreview };

  /**
   * Read a segment. Needs the scope `contacts:read`.
   */
  "GET /v1/segments/{id}": { params: { id: string }; answer: Segment };

  /**
   * Change a segment; what is not named stays. Needs the scope `contacts:write`.
   */
  "PATCH /v1/segments/{id}": { params: { id: string }; body: UpdateSegment; answer: Segment };

  /**
   * Delete a segment that nothing uses; its contacts stay. Needs the scope `contacts:write`.
   */
  "DELETE /v1/segments/{id}": { params: { id: string }; answer: undefined };

  /**
   * List the contacts a segment finds now, newest first. Needs the scope `contacts:read`.
   */
  "GET /v1/segments/{id}/contacts": {
    params: { id: string };
    query?: { limit?: number | undefined; after?: string | undefined };
    answer: { data: Array<SegmentContact>; next: string | null };
  };

  /**
   * Draft a campaign. Needs the scope `campaigns:write`.
   */
  "POST /v1/campaigns": { body: CreateCampaign; answer: Campaign };

  /**
   * List campaigns, newest first. Needs the scope `campaigns:read`.
   */
  "GET /v1/campaigns": {
    query?: {
      limit?: number | undefined;
      after?: string | undefined;
      status?: "draft" | "scheduled" | "running" | "paused" | "finished" | "canceled" | undefined;
      /**
       * Those that say it: as their own, in an A/B test, or as the second message.
       */
      template?: string | undefined;
    };
    answer: { data: Array<Campaign>; next: string | null };
  };

  /**
   * Read a campaign, with what it waits for. Needs the scope `campaigns:read`.
   */
  "GET /v1/campaigns/{id}": { params: { id: string }; answer: Campaign };

  /**
   * Change a draft; what is not named stays. Needs the scope `campaigns:write`.
   */
  "PATCH /v1/campaigns/{id}": { params: { id: string }; body: UpdateCampaign; answer: Campaign };

  /**
   * Throw a draft away. Needs the scope `campaigns:write`.
   */
  "DELETE /v1/campaigns/{id}": { params: { id: string }; answer: undefined };

  /**
   * Launch a draft, now or when its schedule says. Needs the scope `campaigns:launch`.
   */
  "POST /v1/campaigns/{id}/launch": { params: { id: string }; body: LaunchCampaign; answer: Campaign };

  /**
   * Send a draft's message to up to five numbers of one's own. Needs the scope
   * `campaigns:write`.
   */
  "POST /v1/campaigns/{id}/test": {
    params: { id: string };
    body: TestCampaign;
    answer: {
      data: Array<{
        to: string;
        /**
         * msg_…
         */
        id: string;
      }>;
    };
  };

  /**
   * Try again what failed, for these codes or for any. Needs the scope `campaigns:launch`.
   */
  "POST /v1/campaigns/{id}/retry-failed": { params: { id: string }; body: RetryCampaign; answer: Campaign };

  /**
   * Approve a draft that somebody else made. Needs the scope `campaigns:launch`.
   */
  "POST /v1/campaigns/{id}/approve": { params: { id: string }; answer: Campaign };

  /**
   * Stop sending within a second; what waits keeps its place. Needs the scope
   * `campaigns:launch`.
   */
  "POST /v1/campaigns/{id}/pause": { params: { id: string }; answer: Campaign };

  /**
   * Go on where it was paused. Needs the scope `campaigns:launch`.
   */
  "POST /v1/campaigns/{id}/resume": { params: { id: string }; answer: Campaign };

  /**
   * End it for good, and take back what has not left. Needs the scope `campaigns:launch`.
   */
  "POST /v1/campaigns/{id}/cancel": { params: { id: string }; answer: Campaign };

  /**
   * List a campaign's people, and what became of each. Needs the scope `campaigns:read`.
   */
  "GET /v1/campaigns/{id}/recipients": {
    params: { id: string };
    query?: {
      limit?: number | undefined;
      after?: string | undefined;
      status?:
        | "eligible"
        | "pending"
        | "held"
        | "waiting"
        | "skipped"
        | "canceled"
        | "queued"
        | "sent"
        | "delivered"
        | "read"
        | "failed"
        | "unknown"
        | "expired"
        | "replied"
        | "clicked"
        | "converted"
        | "opted_out"
        | undefined;
      /**
       * Why they were skipped or canceled.
       */
      reason?: string | undefined;
      /**
       * A code of the error dictionary: why it failed.
       */
      error?: string | undefined;
    };
    answer: { data: Array<CampaignRecipient>; next: string | null };
  };

  /**
   * Download a campaign's people as CSV. Needs the scope `campaigns:read`.
   */
  "GET /v1/campaigns/{id}/recipients/export": {
    params: { id: string };
    query?: {
      status?:
        | "eligible"
        | "pending"
        | "held"
        | "waiting"
        | "skipped"
        | "canceled"
        | "queued"
        | "sent"
        | "delivered"
        | "read"
        | "failed"
        | "unknown"
        | "expired"
        | "replied"
        | "clicked"
        | "converted"
        | "opted_out"
        | undefined;
      /**
       * Why they were skipped or canceled.
       */
      reason?: string | undefined;
      /**
       * A code of the error dictionary: why it failed.
       */
      error?: string | undefined;
    };
    answer: string;
  };

  /**
   * Read how far a campaign has come, when, and with whom. Needs the scope `campaigns:read`.
   */
  "GET /v1/campaigns/{id}/analytics": {
    params: { id: string };
    query?: {
      /**
       * Of `series`; hour by default.
       */
      per?: "minute" | "hour" | "day" | undefined;
      since?: string | undefined;
      until?: string | undefined;
    };
    answer: CampaignReport;
  };

  /**
   * Tell that somebody did what a message was for. Needs the scope `campaigns:write`.
   */
  "POST /v1/conversions": { body: CreateConversion; answer: Conversion };

  /**
   * Read what became of all messages, by day, hour, template, sender and country. Needs the
   * scope `campaigns:read`.
   */
  "GET /v1/analytics": {
    query?: {
      /**
       * The first day, by the tenant's clock; 30 days by default.
       */
      from?: string | undefined;
      /**
       * The last day, today by default; at most 400 days.
       */
      to?: string | undefined;
    };
    answer: Overview;
  };

  /**
   * Read who goes on reading and replying, by the week of their first message. Needs the scope
   * `campaigns:read`.
   */
  "GET /v1/analytics/cohorts": {
    query?: {
      /**
       * A day of the first week, by the tenant's clock; 12 weeks by default.
       */
      from?: string | undefined;
      /**
       * A day of the last week, today by default; at most 53 weeks.
       */
      to?: string | undefined;
    };
    answer: Cohorts;
  };

  /**
   * Download cohorts as CSV. Needs the scope `campaigns:read`.
   */
  "GET /v1/analytics/cohorts/export": {
    query?: {
      /**
       * A day of the first week, by the tenant's clock; 12 weeks by default.
       */
      from?: string | undefined;
      /**
       * A day of the last week, today by default; at most 53 weeks.
       */
      to?: string | undefined;
    };
    answer: string;
  };

  /**
   * Reckon a campaign through: who gets it, what it costs, how long it takes. Needs the scope
   * `campaigns:read`.
   */
  "POST /v1/campaigns/{id}/preflight": { params: { id: string }; answer: CampaignPreflight };

  /**
   * List the people behind a preflight's figure. Needs the scope `campaigns:read`.
   */
  "GET /v1/campaigns/{id}/preflight/people": {
    params: { id: string };
    query?: {
      limit?: number | undefined;
      after?: string | undefined;
      /**
       * One of `skipped`; without it those who are eligible.
       */
      reason?: string | undefined;
    };
    answer: { data: Array<PreflightPerson>; next: string | null };
  };

  /**
   * Read what ten of its people would be sent. Needs the scope `campaigns:read`.
   */
  "GET /v1/campaigns/{id}/preview": { params: { id: string }; answer: CampaignPreview };

  /**
   * Draft a template, and submit it if wanted. Needs the scope `templates:write`.
   */
  "POST /v1/templates": { body: CreateTemplate; answer: Template };

  /**
   * List templates, newest first. Needs the scope `templates:read`.
   */
  "GET /v1/templates": {
    query?: {
      limit?: number | undefined;
      after?: string | undefined;
      kind?: "cloud_api" | "local" | undefined;
      status?: string | undefined;
      category?: "MARKETING" | "UTILITY" | "AUTHENTICATION" | undefined;
      name?: string | undefined;
      language?: string | undefined;
      from?: string | undefined;
    };
    answer: { data: Array<Template>; next: string | null };
  };

  /**
   * Read all templates of a sender's account from its provider, or of all accounts. Needs the
   * scope `templates:write`.
   */
  "POST /v1/templates/sync": {
    body: { from?: string | undefined };
    answer: {
      data: Array<{
        account: string;
        synced_at: string | null;
        problem: { code: string; detail: string } | null;
      }>;
    };
  };

  /**
   * Read a template with what was told of it. Needs the scope `templates:read`.
   */
  "GET /v1/templates/{id}": { params: { id: string }; answer: Template };

  /**
   * Change a template's draft, and submit it if wanted. Needs the scope `templates:write`.
   */
  "PATCH /v1/templates/{id}": { params: { id: string }; body: UpdateTemplate; answer: Template };

  /**
   * Delete a template; one that the provider has is gone once the provider says so. Needs the
   * scope `templates:write`.
   */
  "DELETE /v1/templates/{id}": { params: { id: string }; answer: Template | undefined };

  /**
   * Hand a draft to the provider's review. Needs the scope `templates:write`.
   */
  "POST /v1/templates/{id}/submit": { params: { id: string }; answer: Template };

  /**
   * Lift the pause of a template that its provider's pacing stopped. Needs the scope
   * `templates:write`.
   */
  "POST /v1/templates/{id}/unpause": { params: { id: string }; answer: Template };

  /**
   * What is wrong or doubtful with a template as it is being written; nothing is stored. Needs
   * the scope `templates:read`.
   */
  "POST /v1/templates/lint": { body: LintTemplate; answer: TemplateLint };

  /**
   * What a person would see of it: with these values, or for real contacts. Needs the scope
   * `templates:read`.
   */
  "POST /v1/templates/{id}/preview": {
    params: { id: string };
    body: {
      variables?: Record<string, string> | undefined;
      draft?: boolean | undefined;
      contacts?: Array<string> | undefined;
      sample?: { count: number; list?: string | undefined } | undefined;
      fields?: Record<string, string> | undefined;
    };
    answer: TemplatePreview;
  };

  /**
   * What each version said, newest first, with what was changed; the last hundred. Needs the
   * scope `templates:read`.
   */
  "GET /v1/templates/{id}/versions": { params: { id: string }; answer: { data: Array<TemplateVersion> } };

  /**
   * Approve somebody else's draft. Needs the scope `templates:approve`.
   */
  "POST /v1/templates/{id}/approve": {
    params: { id: string };
    body: { version: number; note?: string | undefined };
    answer: Template;
  };

  /**
   * Reject a draft, with the reason. Needs the scope `templates:approve`.
   */
  "POST /v1/templates/{id}/reject": {
    params: { id: string };
    body: { version: number; note?: string | undefined };
    answer: Template;
  };

  /**
   * All languages of a name, and which stand in for those that may not be sent. Needs the
   * scope `templates:read`.
   */
  "GET /v1/template-groups": {
    query?: {
      kind?: "cloud_api" | "local" | undefined;
      name?: string | undefined;
      from?: string | undefined;
    };
    answer: TemplateGroup;
  };

  /**
   * Set which languages stand in, in order. Needs the scope `templates:write`.
   */
  "PUT /v1/template-groups": { body: PutTemplateGroup; answer: TemplateGroup };

  /**
   * Browse the provider's ready-made templates. Needs the scope `templates:read`.
   */
  "GET /v1/template-library": {
    query?: {
      limit?: number | undefined;
      after?: string | undefined;
      from?: string | undefined;
      /**
       * Part of a name or text.
       */
      search?: string | undefined;
      name?: string | undefined;
      language?: string | undefined;
      /**
       * In Meta's words, such as ORDER_MANAGEMENT.
       */
      topic?: string | undefined;
      /**
       * In Meta's words, such as DELIVERY_UPDATE.
       */
      usecase?: string | undefined;
      /**
       * In Meta's words, such as E_COMMERCE.
       */
      industry?: string | undefined;
    };
    answer: { data: Array<LibraryTemplate>; next: string | null };
  };

  /**
   * Make a ready-made template the account's own, without a review. Needs the scope
   * `templates:write`.
   */
  "POST /v1/template-library": {
    body: {
      library_template_name: string;
      name: string;
      language: string;
      library_template_button_inputs?: Array<Record<string, unknown>> | undefined;
      library_template_body_inputs?: Record<string, unknown> | undefined;
      from?: string | undefined;
    };
    answer: {
      provider_template_id: string;
      name: string;
      language: string;
      /**
       * In Meta's words; the template is listed in a moment.
       */
      status: string;
      category: string;
    };
  };

  /**
   * List the audit log, newest first. Needs the scope `audit:read`.
   */
  "GET /v1/audit": {
    query?: {
      limit?: number | undefined;
      after?: string | undefined;
      /**
       * key_… or usr_…
       */
      actor?: string | undefined;
      action?: string | undefined;
      /**
       * The id of what was acted upon.
       */
      target?: string | undefined;
      since?: string | undefined;
      until?: string | undefined;
    };
    answer: { data: Array<AuditEntry>; next: string | null };
  };

  /**
   * Check that no entry was changed, removed or put in, against the signed seals. Needs the
   * scope `audit:read`.
   */
  "GET /v1/audit/verify": { answer: AuditVerdict };

  /**
   * Download the whole audit log as JSON lines that `waypost audit verify --file` checks.
   * Needs the scope `audit:read`. A person has to prove themselves a second time first.
   */
  "GET /v1/audit/export": { answer: Response };

  /**
   * Read how long what is kept, and within which bounds that can be chosen. Needs the scope
   * `tenant:read`.
   */
  "GET /v1/retention": { answer: Retention };

  /**
   * Choose how long what is kept; what is older then goes with the next run and does not come
   * back. Needs the scope `tenant:write`. A person has to prove themselves a second time
   * first.
   */
  "PUT /v1/retention": {
    body: {
      message_body?: number | null | undefined;
      media?: number | null | undefined;
      metadata?: number | null | undefined;
      webhooks?: number | null | undefined;
    };
    answer: Retention;
  };

  /**
   * List legal holds, newest first. Needs the scope `tenant:read`.
   */
  "GET /v1/legal-holds": {
    query?: { limit?: number | undefined; after?: string | undefined };
    answer: { data: Array<LegalHold>; next: string | null };
  };

  /**
   * Keep everything, or what was exchanged with one number, whatever the retention says. Needs
   * the scope `tenant:write`. A person has to prove themselves a second time first.
   */
  "POST /v1/legal-holds": {
    body: {
      /**
       * A phone number, E.164 with a leading +.
       */
      phone?: string | undefined;
      reason: string;
    };
    answer: LegalHold;
  };

  /**
   * Lift a legal hold; what is too old goes with the next run. Needs the scope `tenant:write`.
   * A person has to prove themselves a second time first.
   */
  "DELETE /v1/legal-holds/{id}": { params: { id: string }; answer: undefined };

  /**
   * Ask for everything about a person, or for its end. Needs the scope `privacy:write`. A
   * person has to prove themselves a second time first.
   */
  "POST /v1/privacy/requests": {
    body: {
      /**
       * A phone number, E.164 with a leading +.
       */
      phone?: string | undefined;
      contact?: string | undefined;
      /**
       * Another name of theirs: `<digits>@lid`, or the id Meta gives a business for them.
       */
      alias?: string | undefined;
      kind: "export" | "erase";
      reason:
        | "person_asked"
        | "consent_withdrawn"
        | "objection"
        | "no_longer_needed"
        | "unlawful"
        | "legal_obligation";
    };
    answer: PrivacyRequest;
  };

  /**
   * List privacy requests, newest first. Needs the scope `privacy:read`.
   */
  "GET /v1/privacy/requests": {
    query?: { limit?: number | undefined; after?: string | undefined };
    answer: { data: Array<PrivacyRequest>; next: string | null };
  };

  /**
   * See how far a privacy request is, with its certificate and the address of its file. Needs
   * the scope `privacy:read`.
   */
  "GET /v1/privacy/requests/{id}": { params: { id: string }; answer: PrivacyRequest };

  /**
   * Fetch the file of an export: a tar archive. Needs the scope `privacy:read`. A person has
   * to prove themselves a second time first.
   */
  "GET /v1/privacy/requests/{id}/archive": { params: { id: string }; answer: Response };

  /**
   * All that a person said about being written to, with hashes and a signature. Needs the
   * scope `contacts:read`.
   */
  "GET /v1/consents/evidence": {
    query?: {
      /**
       * A phone number, E.164 with a leading +.
       */
      phone?: string | undefined;
    };
    answer: ConsentEvidence;
  };

  /**
   * List API keys; a test key sees test keys only. Needs the scope `keys:read`.
   */
  "GET /v1/api-keys": {
    query?: { limit?: number | undefined; after?: string | undefined };
    answer: { data: Array<ApiKey>; next: string | null };
  };

  /**
   * Make an API key, with no more rights than one's own; its text is shown once. Needs the
   * scope `keys:write`. A person has to prove themselves a second time first.
   */
  "POST /v1/api-keys": {
    body: {
      name: string;
      mode: "live" | "test";
      scopes: Array<string>;
      expires_at?: string | undefined;
      /**
       * CIDR blocks or addresses, IPv4 and IPv6, that the key may be used from.
       */
      allowed_networks?: Array<string> | undefined;
      requests_per_second?: number | undefined;
    };
    answer: ApiKeyCreated;
  };

  /**
   * Read what is known of an API key. Needs the scope `keys:read`.
   */
  "GET /v1/api-keys/{id}": { params: { id: string }; answer: ApiKey };

  /**
   * Change an API key's name, scopes, networks, pace or end. Needs the scope `keys:write`. A
   * person has to prove themselves a second time first.
   */
  "PATCH /v1/api-keys/{id}": {
    params: { id: string };
    body: {
      name?: string | undefined;
      scopes?: Array<string> | undefined;
      expires_at?: string | undefined;
      allowed_networks?: Array<string> | null | undefined;
      requests_per_second?: number | null | undefined;
    };
    answer: ApiKey;
  };

  /**
   * Revoke an API key; it stops working within five seconds. Needs the scope `keys:write`.
   */
  "DELETE /v1/api-keys/{id}": { params: { id: string }; answer: undefined };

  /**
   * Replace an API key: the former one works for some hours more. Needs the scope
   * `keys:write`. A person has to prove themselves a second time first.
   */
  "POST /v1/api-keys/{id}/rotate": {
    params: { id: string };
    body: {
      /**
       * How long the former key goes on working.
       */
      overlap_hours?: number | undefined;
    };
    answer: ApiKeyCreated;
  };

  /**
   * Read the tenant: its state, its place, its settings. Needs the scope `tenant:read`.
   */
  "GET /v1/tenant": { answer: Tenant };

  /**
   * Change the tenant's name, place, brand or settings. Needs the scope `tenant:write`.
   */
  "PATCH /v1/tenant": {
    body: {
      name?: string | undefined;
      time_zone?: string | undefined;
      locale?: string | undefined;
      default_country?: string | null | undefined;
      brand?:
        | {
            name?: string | null | undefined;
            logo_media_id?: string | null | undefined;
            color?: string | null | undefined;
            support_email?: string | null | undefined;
            support_url?: string | null | undefined;
          }
        | undefined;
      settings?:
        | {
            /**
             * Whether a second person has to approve a template before it is submitted or used.
             */
            template_review?: boolean | undefined;
            week_starts_on?: "monday" | "saturday" | "sunday" | undefined;
            hour_cycle?: "h12" | "h23" | undefined;
            /**
             * How long a new API key works when nobody says.
             */
            key_lifetime_days?: number | undefined;
            /**
             * How long a key that is rotated goes on working when nobody says.
             */
            key_overlap_hours?: number | undefined;
            campaign_approval_above?: number | null | undefined;
          }
        | undefined;
    };
    answer: Tenant;
  };

  /**
   * Close the tenant: everything stops, is exported, and is erased after 30 days. Needs the
   * scope `tenant:write`. A person has to prove themselves a second time first.
   */
  "POST /v1/tenant/close": { body: { confirm: string; reason?: string | undefined }; answer: TenantClosed };

  /**
   * Read your plan's caps and what is left of them. Needs the scope `usage:read`.
   */
  "GET /v1/plan": { answer: PlanStanding };

  /**
   * What was sent and received, what it cost, and what it would cost elsewhere; also as
   * text/csv. Needs the scope `usage:read`.
   */
  "GET /v1/usage": {
    query?: {
      from?: string | undefined;
      to?: string | undefined;
      by?: "day" | "month" | "sender" | "category" | "country" | undefined;
    };
    answer: Usage;
  };

  /**
   * List what you asked to be told of, and what was raised, newest first. Needs the scope
   * `usage:read`.
   */
  "GET /v1/usage/alerts": { answer: UsageAlerts };

  /**
   * Say at which amounts or shares of the plan to be told; replaces what was said before.
   * Needs the scope `tenant:write`.
   */
  "PUT /v1/usage/alerts": { body: { rules: Array<UsageAlertRule> }; answer: UsageAlerts };

  /**
   * List who is in the tenant, and their roles. Needs the scope `people:read`.
   */
  "GET /v1/people": { answer: { data: Array<Member> } };

  /**
   * Give somebody another role. Needs the scope `people:write`. A person has to prove
   * themselves a second time first.
   */
  "PATCH /v1/people/{id}": { params: { id: string }; body: ChangeMember; answer: Member };

  /**
   * Remove somebody from the tenant; their account stays. Needs the scope `people:write`. A
   * person has to prove themselves a second time first.
   */
  "DELETE /v1/people/{id}": { params: { id: string }; answer: undefined };

  /**
   * List the roles: those every tenant has, and its own. Needs the scope `people:read`.
   */
  "GET /v1/roles": { answer: { data: Array<Role> } };

  /**
   * Make a role of the tenant's own, of scopes one has. Needs the scope `people:write`. A
   * person has to prove themselves a second time first.
   */
  "POST /v1/roles": { body: WriteRole; answer: Role };

  /**
   * Change a role; whoever has it has the new one within four seconds. Needs the scope
   * `people:write`. A person has to prove themselves a second time first.
   */
  "PUT /v1/roles/{id}": { params: { id: string }; body: WriteRole; answer: Role };

  /**
   * Delete a role that nobody has. Needs the scope `people:write`. A person has to prove
   * themselves a second time first.
   */
  "DELETE /v1/roles/{id}": { params: { id: string }; answer: undefined };

  /**
   * List invitations that are open. Needs the scope `people:read`.
   */
  "GET /v1/invitations": { answer: { data: Array<Invitation> } };

  /**
   * Invite somebody by mail, or by a link to pass on; a second invitation replaces the first.
   * Needs the scope `people:write`. A person has to prove themselves a second time first.
   */
  "POST /v1/invitations": { body: Invite; answer: InvitationCreated };

  /**
   * Revoke an invitation. Needs the scope `people:write`. A person has to prove themselves a
   * second time first.
   */
  "DELETE /v1/invitations/{id}": { params: { id: string }; answer: undefined };

  /**
   * List webhook endpoints, the newest first. Needs the scope `webhooks:read`.
   */
  "GET /v1/webhook-endpoints": {
    query?: { limit?: number | undefined; after?: string | undefined };
    answer: { data: Array<WebhookEndpoint>; next: string | null };
  };

  /**
   * Make a webhook endpoint; its secret is shown once. Needs the scope `webhooks:write`.
   */
  "POST /v1/webhook-endpoints": { body: CreateWebhookEndpoint; answer: WebhookEndpointCreated };

  /**
   * Read a webhook endpoint. Needs the scope `webhooks:read`.
   */
  "GET /v1/webhook-endpoints/{id}": { params: { id: string }; answer: WebhookEndpoint };

  /**
   * Change a webhook endpoint, pause it, or enable it again. Needs the scope `webhooks:write`.
   */
  "PATCH /v1/webhook-endpoints/{id}": {
    params: { id: string };
    body: UpdateWebhookEndpoint;
    answer: WebhookEndpoint;
  };

  /**
   * Delete a webhook endpoint; what waits for it is not delivered. Needs the scope
   * `webhooks:write`.
   */
  "DELETE /v1/webhook-endpoints/{id}": { params: { id: string }; answer: undefined };

  /**
   * How a webhook endpoint fared in the last 24 hours: what arrived, how often and how fast.
   * Needs the scope `webhooks:read`.
   */
  "GET /v1/webhook-endpoints/{id}/figures": { params: { id: string }; answer: WebhookEndpointFigures };

  /**
   * Replace an endpoint's secret; both sign for a while. Needs the scope `webhooks:write`. A
   * person has to prove themselves a second time first.
   */
  "POST /v1/webhook-endpoints/{id}/rotate": {
    params: { id: string };
    body: {
      /**
       * How long the former secret signs as well; 24 when left out.
       */
      overlap_hours?: number | undefined;
    };
    answer: WebhookEndpointCreated;
  };

  /**
   * Tell an endpoint something now, and see what it answers. Needs the scope `webhooks:write`.
   */
  "POST /v1/webhook-endpoints/{id}/test": {
    params: { id: string };
    body: {
      /**
       * The type it claims to be; `webhook_endpoint.test` when left out.
       */
      type?: string | undefined;
    };
    answer: WebhookDeliveryWithAttempts;
  };

  /**
   * List webhook deliveries of the last thirty days, the newest event first. Needs the scope
   * `webhooks:read`.
   */
  "GET /v1/webhook-deliveries": {
    query?: {
      endpoint?: string | undefined;
      type?: string | undefined;
      state?: "waiting" | "delivered" | "failed" | undefined;
      since?: string | undefined;
      until?: string | undefined;
      limit?: number | undefined;
      after?: string | undefined;
    };
    answer: { data: Array<WebhookDelivery>; next: string | null };
  };

  /**
   * Read a webhook delivery with its attempts. Needs the scope `webhooks:read`.
   */
  "GET /v1/webhook-deliveries/{id}": { params: { id: string }; answer: WebhookDeliveryWithAttempts };

  /**
   * Deliver again: these, or what an endpoint has missed since a time. Needs the scope
   * `webhooks:write`.
   */
  "POST /v1/webhook-deliveries/replay": { body: ReplayWebhooks; answer: WebhooksReplayed };

  /**
   * Read the routing policy; version 0 has no rules. Needs the scope `routing:read`.
   */
  "GET /v1/routing": { answer: Routing };

  /**
   * Replace the routing policy that was read. Needs the scope `routing:write`.
   */
  "PUT /v1/routing": { body: PutRouting; answer: Routing };

  /**
   * Explain which sender a message would go through, and why not the others. Needs the scope
   * `routing:read`.
   */
  "POST /v1/routing/explain": { body: ExplainRouting; answer: RoutingExplanation };

  /**
   * Add a sender. Needs the scope `senders:write`.
   */
  "POST /v1/senders": { body: CreateSender; answer: Sender };

  /**
   * List senders, oldest first. Needs the scope `senders:read`.
   */
  "GET /v1/senders": {
    query?: { limit?: number | undefined; after?: string | undefined };
    answer: { data: Array<Sender>; next: string | null };
  };

  /**
   * Read a sender. Needs the scope `senders:read`.
   */
  "GET /v1/senders/{id}": { params: { id: string }; answer: Sender };

  /**
   * Change a sender: name, configuration, default, paused, protection. Needs the scope
   * `senders:write`.
   */
  "PATCH /v1/senders/{id}": { params: { id: string }; body: UpdateSender; answer: Sender };

  /**
   * Delete a sender; its messages stay. Needs the scope `senders:write`.
   */
  "DELETE /v1/senders/{id}": { params: { id: string }; answer: undefined };

  /**
   * Look at a simulated person's phone; test mode only. Needs the scope `messages:read`.
   */
  "GET /v1/sandbox/phones/{phone}": { params: { phone: string }; answer: SandboxPhone };

  /**
   * Let a simulated person write to a sender; test mode only. Needs the scope
   * `messages:write`.
   */
  "POST /v1/sandbox/phones/{phone}/messages": {
    params: { phone: string };
    body: SandboxReply;
    answer: SandboxReply;
  };

  /**
   * Let a simulated person block a sender, or stop blocking it; test mode only. Needs the
   * scope `messages:write`.
   */
  "PUT /v1/sandbox/phones/{phone}/blocks": {
    params: { phone: string };
    body: SandboxBlock;
    answer: SandboxChat;
  };

  /**
   * Let a simulated person link their phone to a sender, by its QR or pairing code; test mode
   * only. Needs the scope `senders:write`.
   */
  "POST /v1/sandbox/phones/{phone}/scan": {
    params: { phone: string };
    body: SandboxScan;
    answer: {
      /**
       * The number that is linked now.
       */
      phone: string;
    };
  };

  /**
   * Read a sender's session. Needs the scope `senders:read`.
   */
  "GET /v1/senders/{id}/session": { params: { id: string }; answer: Session };

  /**
   * Start a session: it pairs or reconnects. Needs the scope `senders:write`.
   */
  "POST /v1/senders/{id}/session/start": { params: { id: string }; answer: Session };

  /**
   * Stop a session; its link stays. Needs the scope `senders:write`.
   */
  "POST /v1/senders/{id}/session/stop": { params: { id: string }; answer: Session };

  /**
   * Close and open a session again. Needs the scope `senders:write`.
   */
  "POST /v1/senders/{id}/session/restart": { params: { id: string }; answer: Session };

  /**
   * End the link on the phone too. Needs the scope `senders:write`.
   */
  "POST /v1/senders/{id}/session/logout": { params: { id: string }; answer: Session };

  /**
   * The QR code to scan, as text or, with Accept: image/png, as a picture. Needs the scope
   * `senders:write`. A person has to prove themselves a second time first.
   */
  "GET /v1/senders/{id}/session/qr": {
    params: { id: string };
    answer: {
      /**
       * What the QR code says; whoever has it can link themselves to the account.
       */
      qr: string;
      expires_at: string;
    };
  };

  /**
   * A code to type on the phone instead of scanning. Needs the scope `senders:write`. A person
   * has to prove themselves a second time first.
   */
  "POST /v1/senders/{id}/session/pairing-code": {
    params: { id: string };
    body: {
      /**
       * A phone number, E.164 with a leading +.
       */
      phone: string;
    };
    answer: {
      /**
       * Eight characters to type on the phone.
       */
      code: string;
    };
  };

  /**
   * End a session here and take it out, to move its number to another installation. Needs the
   * scope `sessions:export`. A person has to prove themselves a second time first.
   */
  "POST /v1/senders/{id}/session/export": {
    params: { id: string };
    body: {
      /**
       * Seals the file; without it nobody opens it again, Waypost included.
       */
      passphrase: string;
    };
    answer: SessionExport;
  };

  /**
   * Bring in a session that another installation exported; at most 64 MiB. Needs the scope
   * `senders:write`.
   */
  "POST /v1/senders/{id}/session/import": {
    params: { id: string };
    body: {
      /**
       * A sealed session file in base64, at most 45 MiB of it before encoding.
       */
      file: string;
      /**
       * Seals the file; without it nobody opens it again, Waypost included.
       */
      passphrase: string;
    };
    answer: Session;
  };

  /**
   * Which of these numbers are on WhatsApp. Needs the scope `senders:read`.
   */
  "POST /v1/numbers/check": {
    body: { from?: string | undefined; numbers: Array<string> };
    answer: { data: Array<{ number: string; on_whatsapp: boolean; canonical: string | null }> };
  };
};
