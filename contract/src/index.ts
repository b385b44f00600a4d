// The public contract of Waypost: one source for types, validation, OpenAPI and the error dictionary.

export { errorChapters, errorDictionary, isErrorCode } from "./errors.ts";
export type { ErrorCode } from "./errors.ts";
export type { ErrorEntry } from "./errors/entry.ts";
export { renderErrorDocs } from "./errors/render.ts";
export type { FieldError, Parsed } from "./field-error.ts";
export { messageObject, messageTypes } from "./message.ts";
export type { MessageObject, MessageType } from "./message.ts";
export { mediaKinds, mediaPlaces } from "./message/media-places.ts";
export type { MediaKind, MediaPlace } from "./message/media-places.ts";
export type { Interactive } from "./message/interactive.ts";
export type { TemplateParameter } from "./message/template-parameter.ts";
export type { Template, TemplateComponent } from "./message/template.ts";
export { parseBatch, parseMessageObject, parseSendMessage } from "./parse-send-message.ts";
export { createParser } from "./parser.ts";
export type { Parser } from "./parser.ts";
export * from "./resources/api-key.ts";
export * from "./resources/tenant.ts";
export * from "./resources/audit.ts";
export * from "./resources/retention.ts";
export * from "./resources/sandbox-phone.ts";
export * from "./resources/media.ts";
export {
  batchAnswer,
  deadLetter,
  messageResource,
  messageStatus,
  messageStatuses,
  messageSummary,
} from "./resources/message.ts";
export type {
  BatchAnswer,
  BatchItem,
  DeadLetter,
  MessageError,
  MessageResource,
  MessageStatus,
  MessageSummary,
  TimelineEntry,
} from "./resources/message.ts";
export {
  accountFact,
  accountHistoryQuery,
  blockAnswer,
  blockedPage,
  blockedQuery,
  blockPeople,
  businessProfile,
  cloudApiStanding,
  costEstimate,
  embeddedSignup,
  estimateCost,
  metaApp,
  numberPin,
  onboardingBody,
  onboardingResource,
  putMetaApp,
  putRates,
  rateCard,
  readReceipt,
  registerNumberBody,
  requestCodeBody,
  signedUp,
  successAnswer,
  updateProfile,
  verifyCodeBody,
} from "./resources/cloud-api.ts";
export type {
  AccountHistoryQuery,
  BlockedQuery,
  BlockPeople,
  CloudApiStanding,
  CostEstimate,
  EmbeddedSignup,
  EstimateCost,
  MetaAppResource,
  NumberPin,
  OnboardingBody,
  OnboardingResource,
  OnboardingStep,
  PutMetaApp,
  PutRates,
  ReadReceipt,
  RegisterNumberBody,
  RequestCodeBody,
  SignedUp,
  UpdateProfile,
  VerifyCodeBody,
} from "./resources/cloud-api.ts";
export * from "./resources/message-query.ts";
export * from "./resources/platform-health.ts";
export * from "./resources/sender-figures.ts";
export type {
  ProtectionResource,
  ProtectionSettings,
  SenderHealth,
  SenderLimits,
} from "./resources/number-protection.ts";
export * from "./resources/page.ts";
export * from "./resources/plan.ts";
export { putAlertRules, tenantsUsage, usageAlerts, usageQuery, usageReport } from "./resources/usage.ts";
export type {
  PriceElsewhere,
  PutAlertRules,
  UsageAlertRule,
  UsageAlerts,
  UsageAmount,
  UsageCost,
  UsageQuery,
  UsageReport,
  UsageRow,
} from "./resources/usage.ts";
export { problem } from "./resources/problem.ts";
export type { Problem } from "./resources/problem.ts";
export {
  aliasKind,
  changeTags,
  contactExportQuery,
  contactQuery,
  contactResource,
  createNote,
  noteResource,
  renameTag,
  tagCounts,
  tagRenamed,
  tagsChanged,
  updateContact,
  upsertContact,
} from "./resources/contact.ts";
export type {
  AliasKind,
  ChangeTags,
  ContactExportQuery,
  ContactQuery,
  ContactResource,
  CreateNote,
  NoteResource,
  RenameTag,
  TagCounts,
  TagRenamed,
  TagsChanged,
  UpdateContact,
  UpsertContact,
} from "./resources/contact.ts";
export * from "./resources/contact-import.ts";
export * from "./resources/contact-list.ts";
export {
  contactAttribute,
  contactAttributes,
  createContactAttribute,
  updateContactAttribute,
} from "./resources/contact-attribute.ts";
export type {
  ContactAttribute,
  CreateContactAttribute,
  UpdateContactAttribute,
} from "./resources/contact-attribute.ts";
export {
  consentEvidence,
  createPrivacyRequest,
  evidenceQuery,
  privacyQuery,
  privacyRequest,
} from "./resources/privacy.ts";
export type {
  CreatePrivacyRequest,
  EvidenceQuery,
  PrivacyQuery,
  PrivacyRequest,
} from "./resources/privacy.ts";
export { appendConsent, consentQuery, consentResource } from "./resources/consent.ts";
export { consentSettingsResource, putConsentSettings } from "./resources/consent-settings.ts";
export type {
  ConfirmationText,
  ConsentConfirmations,
  ConsentSettingsResource,
  ConsentWords,
  FrequencyCapSetting,
  OwnWord,
  PutConsentSettings,
  RuledCategory,
  TenantQuietHours,
} from "./resources/consent-settings.ts";
export type {
  AppendConsent,
  ConsentPurpose,
  ConsentQuery,
  ConsentResource,
  ConsentState,
} from "./resources/consent.ts";
export { receivedMessage, receivedQuery, receivedTypes } from "./resources/received-message.ts";
export type {
  ReceivedMedia,
  ReceivedMessage,
  ReceivedQuery,
  ReceivedType,
} from "./resources/received-message.ts";
export * from "./resources/suppression.ts";
export * from "./resources/routing.ts";
export * from "./resources/segment.ts";
export type { SegmentCondition, SegmentEvent } from "./segment/conditions.ts";
export { parseSegmentRule } from "./segment/rule.ts";
export type { SegmentRule } from "./segment/rule.ts";
export type { DateTest, NumberTest, TextTest } from "./segment/tests.ts";
export * from "./resources/sender.ts";
export {
  batchRequest,
  messageCategory,
  sendMessageBody,
  sendOptions,
  unknownPolicy,
} from "./send-message.ts";
export type {
  BatchRequest,
  MessageCategory,
  SendMessageRequest,
  SendOptions,
  UnknownPolicy,
} from "./send-message.ts";
export {
  numberCheckAnswer,
  numberCheckRequest,
  pairingCode,
  pairingCodeRequest,
  sessionExport,
  sessionExportRequest,
  sessionFileBytesMax,
  sessionImportRequest,
  sessionQr,
} from "./resources/session.ts";
export type {
  NumberCheckRequest,
  PairingCodeRequest,
  SessionAdvice,
  SessionExport,
  SessionExportRequest,
  SessionImportRequest,
} from "./resources/session.ts";
export * from "./resources/template-library.ts";
export * from "./resources/template.ts";
export * from "./resources/webhook-endpoint.ts";
export {
  replayWebhooks,
  webhookDelivery,
  webhookDeliveryQuery,
  webhookDeliveryWithAttempts,
  webhooksReplayed,
} from "./resources/webhook-delivery.ts";
export type {
  ReplayWebhooks,
  WebhookAttempt,
  WebhookDeliveryQuery,
  WebhookDeliveryResource,
  WebhookDeliveryWithAttempts,
  WebhooksReplayed,
} from "./resources/webhook-delivery.ts";
export * from "./resources/person.ts";
export {
  campaignAnalytics,
  campaignQuery,
  campaignResource,
  campaignTested,
  createCampaign,
  launchCampaign,
  recipientResource,
  retryCampaign,
  testCampaign,
  updateCampaign,
} from "./resources/campaign.ts";
export type {
  CampaignAnalytics,
  CampaignAudience,
  CampaignQuery,
  CampaignRate,
  CampaignRepeat,
  CampaignResource,
  CampaignSchedule,
  CampaignStatus,
  CampaignStops,
  CreateCampaign,
  LaunchCampaign,
  RecipientResource,
  RetryCampaign,
  TestCampaign,
  UpdateCampaign,
} from "./resources/campaign.ts";
export type {
  CampaignAb,
  CampaignComparison,
  CampaignFollowUp,
  CampaignMetric,
  CampaignTemplate,
  CampaignVariable,
  CampaignWinner,
} from "./resources/campaign-content.ts";
export * from "./resources/campaign-report.ts";
export * from "./resources/conversion.ts";
export * from "./resources/cohorts.ts";
export * from "./resources/overview.ts";
export * from "./resources/event.ts";
export { jsonFlaw, pointerSegment } from "./json-value.ts";
