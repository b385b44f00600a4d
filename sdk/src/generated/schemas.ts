// What the API takes and gives, a type for each named schema.

export type FieldError = { path: string; message: string };

export type Problem = {
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
  request_id: string;
  retryable: boolean;
  /**
   * True when a message may have left in spite of the error.
   */
  maybe_sent: boolean;
  errors?: Array<FieldError> | undefined;
};

export type TextBody = { body: string; preview_url?: boolean | undefined };

export type SendTextMessage = {
  type: "text";
  text: TextBody;
  context?: { message_id: string } | undefined;
  /**
   * A phone number, E.164 with a leading +.
   */
  to: string;
  from?: string | undefined;
  category?: "authentication" | "utility" | "marketing" | "service" | undefined;
  send_at?: string | undefined;
  ttl_seconds?: number | undefined;
  unknown_policy?: "once" | "otp" | "must" | undefined;
  client_reference?: string | undefined;
  metadata?: Record<string, string> | undefined;
};

/**
 * Exactly one of id and link.
 */
export type CaptionedFile = {
  id?: string | undefined;
  link?: string | undefined;
  caption?: string | undefined;
};

export type SendImageMessage = {
  type: "image";
  image: CaptionedFile;
  context?: { message_id: string } | undefined;
  /**
   * A phone number, E.164 with a leading +.
   */
  to: string;
  from?: string | undefined;
  category?: "authentication" | "utility" | "marketing" | "service" | undefined;
  send_at?: string | undefined;
  ttl_seconds?: number | undefined;
  unknown_policy?: "once" | "otp" | "must" | undefined;
  client_reference?: string | undefined;
  metadata?: Record<string, string> | undefined;
};

export type SendVideoMessage = {
  type: "video";
  video: CaptionedFile;
  context?: { message_id: string } | undefined;
  /**
   * A phone number, E.164 with a leading +.
   */
  to: string;
  from?: string | undefined;
  category?: "authentication" | "utility" | "marketing" | "service" | undefined;
  send_at?: string | undefined;
  ttl_seconds?: number | undefined;
  unknown_policy?: "once" | "otp" | "must" | undefined;
  client_reference?: string | undefined;
  metadata?: Record<string, string> | undefined;
};

/**
 * Exactly one of id and link.
 */
export type SoundFile = { id?: string | undefined; link?: string | undefined; voice?: boolean | undefined };

export type SendAudioMessage = {
  type: "audio";
  audio: SoundFile;
  context?: { message_id: string } | undefined;
  /**
   * A phone number, E.164 with a leading +.
   */
  to: string;
  from?: string | undefined;
  category?: "authentication" | "utility" | "marketing" | "service" | undefined;
  send_at?: string | undefined;
  ttl_seconds?: number | undefined;
  unknown_policy?: "once" | "otp" | "must" | undefined;
  client_reference?: string | undefined;
  metadata?: Record<string, string> | undefined;
};

/**
 * Exactly one of id and link.
 */
export type DocumentFile = {
  id?: string | undefined;
  link?: string | undefined;
  caption?: string | undefined;
  filename?: string | undefined;
};

export type SendDocumentMessage = {
  type: "document";
  document: DocumentFile;
  context?: { message_id: string } | undefined;
  /**
   * A phone number, E.164 with a leading +.
   */
  to: string;
  from?: string | undefined;
  category?: "authentication" | "utility" | "marketing" | "service" | undefined;
  send_at?: string | undefined;
  ttl_seconds?: number | undefined;
  unknown_policy?: "once" | "otp" | "must" | undefined;
  client_reference?: string | undefined;
  metadata?: Record<string, string> | undefined;
};

/**
 * Exactly one of id and link.
 */
export type StickerFile = { id?: string | undefined; link?: string | undefined };

export type SendStickerMessage = {
  type: "sticker";
  sticker: StickerFile;
  context?: { message_id: string } | undefined;
  /**
   * A phone number, E.164 with a leading +.
   */
  to: string;
  from?: string | undefined;
  category?: "authentication" | "utility" | "marketing" | "service" | undefined;
  send_at?: string | undefined;
  ttl_seconds?: number | undefined;
  unknown_policy?: "once" | "otp" | "must" | undefined;
  client_reference?: string | undefined;
  metadata?: Record<string, string> | undefined;
};

export type Location = {
  latitude: number | string;
  longitude: number | string;
  name?: string | undefined;
  address?: string | undefined;
};

export type SendLocationMessage = {
  type: "location";
  location: Location;
  context?: { message_id: string } | undefined;
  /**
   * A phone number, E.164 with a leading +.
   */
  to: string;
  from?: string | undefined;
  category?: "authentication" | "utility" | "marketing" | "service" | undefined;
  send_at?: string | undefined;
  ttl_seconds?: number | undefined;
  unknown_policy?: "once" | "otp" | "must" | undefined;
  client_reference?: string | undefined;
  metadata?: Record<string, string> | undefined;
};

export type ContactCard = {
  name: {
    formatted_name: string;
    first_name?: string | undefined;
    last_name?: string | undefined;
    middle_name?: string | undefined;
    suffix?: string | undefined;
    prefix?: string | undefined;
  };
  phones?:
    | Array<{ phone?: string | undefined; type?: string | undefined; wa_id?: string | undefined }>
    | undefined;
  emails?: Array<{ email?: string | undefined; type?: string | undefined }> | undefined;
  org?:
    | { company?: string | undefined; department?: string | undefined; title?: string | undefined }
    | undefined;
  addresses?:
    | Array<{
        street?: string | undefined;
        city?: string | undefined;
        state?: string | undefined;
        zip?: string | undefined;
        country?: string | undefined;
        country_code?: string | undefined;
        type?: string | undefined;
      }>
    | undefined;
  urls?: Array<{ url: string; type?: string | undefined }> | undefined;
  birthday?: string | undefined;
};

export type SendContactsMessage = {
  type: "contacts";
  contacts: Array<ContactCard>;
  context?: { message_id: string } | undefined;
  /**
   * A phone number, E.164 with a leading +.
   */
  to: string;
  from?: string | undefined;
  category?: "authentication" | "utility" | "marketing" | "service" | undefined;
  send_at?: string | undefined;
  ttl_seconds?: number | undefined;
  unknown_policy?: "once" | "otp" | "must" | undefined;
  client_reference?: string | undefined;
  metadata?: Record<string, string> | undefined;
};

export type Reaction = { message_id: string; emoji: string };

export type SendReactionMessage = {
  type: "reaction";
  reaction: Reaction;
  /**
   * A phone number, E.164 with a leading +.
   */
  to: string;
  from?: string | undefined;
  category?: "authentication" | "utility" | "marketing" | "service" | undefined;
  send_at?: string | undefined;
  ttl_seconds?: number | undefined;
  unknown_policy?: "once" | "otp" | "must" | undefined;
  client_reference?: string | undefined;
  metadata?: Record<string, string> | undefined;
};

/**
 * Exactly one of id and link.
 */
export type HeaderFile = { id?: string | undefined; link?: string | undefined };

/**
 * Exactly one of id and link.
 */
export type HeaderDocument = {
  id?: string | undefined;
  link?: string | undefined;
  filename?: string | undefined;
};

export type Interactive =
  | {
      type: "button";
      header?:
        | { type: "text"; text: string }
        | { type: "image"; image: HeaderFile }
        | { type: "video"; video: HeaderFile }
        | { type: "document"; document: HeaderDocument }
        | undefined;
      body: { text: string };
      footer?: { text: string } | undefined;
      action: { buttons: Array<{ type: "reply"; reply: { id: string; title: string } }> };
    }
  | {
      type: "list";
      header?: { type: "text"; text: string } | undefined;
      body: { text: string };
      footer?: { text: string } | undefined;
      action: {
        button: string;
        sections: Array<{
          title?: string | undefined;
          rows: Array<{ id: string; title: string; description?: string | undefined }>;
        }>;
      };
    }
  | {
      type: "cta_url";
      header?:
        | { type: "text"; text: string }
        | { type: "image"; image: HeaderFile }
        | { type: "video"; video: HeaderFile }
        | { type: "document"; document: HeaderDocument }
        | undefined;
      body: { text: string };
      footer?: { text: string } | undefined;
      action: { name: "cta_url"; parameters: { display_text: string; url: string } };
    }
  | {
      type: "flow";
      header?:
        | { type: "text"; text: string }
        | { type: "image"; image: HeaderFile }
        | { type: "video"; video: HeaderFile }
        | { type: "document"; document: HeaderDocument }
        | undefined;
      body: { text: string };
      footer?: { text: string } | undefined;
      action: {
        name: "flow";
        parameters: {
          flow_message_version: string;
          flow_id?: string | undefined;
          flow_name?: string | undefined;
          flow_cta: string;
          flow_token?: string | undefined;
          mode?: "draft" | "published" | undefined;
          flow_action?: "navigate" | "data_exchange" | undefined;
          flow_action_payload?: { screen: string; data?: Record<string, unknown> | undefined } | undefined;
        };
      };
    }
  | {
      type: "product";
      body?: { text: string } | undefined;
      footer?: { text: string } | undefined;
      action: { catalog_id: string; product_retailer_id: string };
    }
  | {
      type: "product_list";
      header: { type: "text"; text: string };
      body: { text: string };
      footer?: { text: string } | undefined;
      action: {
        catalog_id: string;
        sections: Array<{
          title?: string | undefined;
          product_items: Array<{ product_retailer_id: string }>;
        }>;
      };
    }
  | {
      type: "catalog_message";
      body: { text: string };
      footer?: { text: string } | undefined;
      action: {
        name: "catalog_message";
        parameters?: { thumbnail_product_retailer_id?: string | undefined } | undefined;
      };
    }
  | { type: "location_request_message"; body: { text: string }; action: { name: "send_location" } }
  | {
      type: "address_message";
      header?:
        | { type: "text"; text: string }
        | { type: "image"; image: HeaderFile }
        | { type: "video"; video: HeaderFile }
        | { type: "document"; document: HeaderDocument }
        | undefined;
      body: { text: string };
      footer?: { text: string } | undefined;
      action: {
        name: "address_message";
        parameters: {
          country: string;
          values?: Record<string, string> | undefined;
          saved_addresses?: Array<{ id: string; value: Record<string, string> }> | undefined;
          validation_errors?: Record<string, string> | undefined;
        };
      };
    }
  | {
      type: "carousel";
      body: { text: string };
      action: {
        cards: Array<{
          card_index: number;
          type: "cta_url";
          header: { type: "image"; image: HeaderFile } | { type: "video"; video: HeaderFile };
          body?: { text: string } | undefined;
          action: { name: "cta_url"; parameters: { display_text: string; url: string } };
        }>;
      };
    }
  | {
      type: "contact_request";
      header?:
        | { type: "text"; text: string }
        | { type: "image"; image: HeaderFile }
        | { type: "video"; video: HeaderFile }
        | { type: "document"; document: HeaderDocument }
        | undefined;
      body: { text: string };
      footer?: { text: string } | undefined;
      action: { name: "request_contact_info" };
    };

export type SendInteractiveMessage = {
  type: "interactive";
  interactive: Interactive;
  context?: { message_id: string } | undefined;
  /**
   * A phone number, E.164 with a leading +.
   */
  to: string;
  from?: string | undefined;
  category?: "authentication" | "utility" | "marketing" | "service" | undefined;
  send_at?: string | undefined;
  ttl_seconds?: number | undefined;
  unknown_policy?: "once" | "otp" | "must" | undefined;
  client_reference?: string | undefined;
  metadata?: Record<string, string> | undefined;
};

export type TemplateParameter =
  | { type: "text"; parameter_name?: string | undefined; text: string }
  | {
      type: "currency";
      parameter_name?: string | undefined;
      currency: { fallback_value: string; code: string; amount_1000: number };
    }
  | { type: "date_time"; parameter_name?: string | undefined; date_time: { fallback_value: string } }
  | { type: "image"; parameter_name?: string | undefined; image: HeaderFile }
  | { type: "video"; parameter_name?: string | undefined; video: HeaderFile }
  | { type: "document"; parameter_name?: string | undefined; document: HeaderDocument }
  | { type: "location"; parameter_name?: string | undefined; location: Location }
  | { type: "payload"; payload: string }
  | { type: "coupon_code"; coupon_code: string }
  | {
      type: "action";
      action: {
        flow_token?: string | undefined;
        flow_action_data?: Record<string, unknown> | undefined;
        thumbnail_product_retailer_id?: string | undefined;
        sections?:
          | Array<{ title?: string | undefined; product_items: Array<{ product_retailer_id: string }> }>
          | undefined;
      };
    }
  | { type: "product"; product: { product_retailer_id: string; catalog_id: string } }
  | { type: "limited_time_offer"; limited_time_offer: { expiration_time_ms: number } };

export type TemplateComponent =
  | { type: "header" | "body" | "limited_time_offer"; parameters: Array<TemplateParameter> }
  | {
      type: "button";
      sub_type: "quick_reply" | "url" | "copy_code" | "flow" | "catalog" | "mpm" | "voice_call";
      index: number | string;
      parameters?: Array<TemplateParameter> | undefined;
    }
  | {
      type: "carousel";
      cards: Array<{
        card_index: number;
        components: Array<
          | { type: "header" | "body" | "limited_time_offer"; parameters: Array<TemplateParameter> }
          | {
              type: "button";
              sub_type: "quick_reply" | "url" | "copy_code" | "flow" | "catalog" | "mpm" | "voice_call";
              index: number | string;
              parameters?: Array<TemplateParameter> | undefined;
            }
        >;
      }>;
    };

export type TemplateContent = {
  name: string;
  language: string | { code: string; policy?: "deterministic" | undefined };
  components?: Array<TemplateComponent> | undefined;
  variables?: Record<string, string> | undefined;
};

export type SendTemplateMessage = {
  type: "template";
  template: TemplateContent;
  context?: { message_id: string } | undefined;
  /**
   * A phone number, E.164 with a leading +.
   */
  to: string;
  from?: string | undefined;
  category?: "authentication" | "utility" | "marketing" | "service" | undefined;
  send_at?: string | undefined;
  ttl_seconds?: number | undefined;
  unknown_policy?: "once" | "otp" | "must" | undefined;
  client_reference?: string | undefined;
  metadata?: Record<string, string> | undefined;
};

export type SendMessage =
  | SendTextMessage
  | SendImageMessage
  | SendVideoMessage
  | SendAudioMessage
  | SendDocumentMessage
  | SendStickerMessage
  | SendLocationMessage
  | SendContactsMessage
  | SendReactionMessage
  | SendInteractiveMessage
  | SendTemplateMessage;

export type MessageSummary = {
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
  to: string;
  /**
   * The sender, snd_…
   */
  from: string;
  type:
    | "text"
    | "image"
    | "video"
    | "audio"
    | "document"
    | "sticker"
    | "location"
    | "contacts"
    | "reaction"
    | "interactive"
    | "template";
  category: "authentication" | "utility" | "marketing" | "service";
  created_at: string;
};

export type TemplateUsed = {
  /**
   * tpl_…
   */
  id: string;
  name: string;
  /**
   * The one that was chosen.
   */
  language: string;
  version: number;
  asked_language: string | null;
};

export type MessageError = {
  code: string;
  title: string;
  detail: string;
  retryable: boolean;
  maybe_sent: boolean;
  provider_code: string | null;
};

export type TimelineEntry = {
  at: string;
  type: string;
  /**
   * api, dispatcher, provider, operator or system.
   */
  source: string;
  detail: Record<string, unknown> | null;
};

export type TextMessage = {
  type: "text";
  text: TextBody;
  context?: { message_id: string } | undefined;
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
  to: string;
  /**
   * The sender, snd_…
   */
  from: string;
  category: "authentication" | "utility" | "marketing" | "service";
  created_at: string;
  unknown_policy: "once" | "otp" | "must";
  send_at: string | null;
  expires_at: string | null;
  updated_at: string;
  provider_message_id: string | null;
  /**
   * True once it was sent again after a doubt: the recipient may have two copies.
   */
  possible_duplicate: boolean;
  client_reference: string | null;
  metadata: Record<string, string>;
  template_used?: TemplateUsed | undefined;
  error: MessageError | null;
  /**
   * How often it was handed to the provider.
   */
  attempts: number;
  /**
   * What it said is not kept any more: the member that `type` names is absent.
   */
  content_removed?: true | undefined;
  timeline?: Array<TimelineEntry> | undefined;
};

export type ImageMessage = {
  type: "image";
  image: CaptionedFile;
  context?: { message_id: string } | undefined;
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
  to: string;
  /**
   * The sender, snd_…
   */
  from: string;
  category: "authentication" | "utility" | "marketing" | "service";
  created_at: string;
  unknown_policy: "once" | "otp" | "must";
  send_at: string | null;
  expires_at: string | null;
  updated_at: string;
  provider_message_id: string | null;
  /**
   * True once it was sent again after a doubt: the recipient may have two copies.
   */
  possible_duplicate: boolean;
  client_reference: string | null;
  metadata: Record<string, string>;
  template_used?: TemplateUsed | undefined;
  error: MessageError | null;
  /**
   * How often it was handed to the provider.
   */
  attempts: number;
  /**
   * What it said is not kept any more: the member that `type` names is absent.
   */
  content_removed?: true | undefined;
  timeline?: Array<TimelineEntry> | undefined;
};

export type VideoMessage = {
  type: "video";
  video: CaptionedFile;
  context?: { message_id: string } | undefined;
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
  to: string;
  /**
   * The sender, snd_…
   */
  from: string;
  category: "authentication" | "utility" | "marketing" | "service";
  created_at: string;
  unknown_policy: "once" | "otp" | "must";
  send_at: string | null;
  expires_at: string | null;
  updated_at: string;
  provider_message_id: string | null;
  /**
   * True once it was sent again after a doubt: the recipient may have two copies.
   */
  possible_duplicate: boolean;
  client_reference: string | null;
  metadata: Record<string, string>;
  template_used?: TemplateUsed | undefined;
  error: MessageError | null;
  /**
   * How often it was handed to the provider.
   */
  attempts: number;
  /**
   * What it said is not kept any more: the member that `type` names is absent.
   */
  content_removed?: true | undefined;
  timeline?: Array<TimelineEntry> | undefined;
};

export type AudioMessage = {
  type: "audio";
  audio: SoundFile;
  context?: { message_id: string } | undefined;
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
  to: string;
  /**
   * The sender, snd_…
   */
  from: string;
  category: "authentication" | "utility" | "marketing" | "service";
  created_at: string;
  unknown_policy: "once" | "otp" | "must";
  send_at: string | null;
  expires_at: string | null;
  updated_at: string;
  provider_message_id: string | null;
  /**
   * True once it was sent again after a doubt: the recipient may have two copies.
   */
  possible_duplicate: boolean;
  client_reference: string | null;
  metadata: Record<string, string>;
  template_used?: TemplateUsed | undefined;
  error: MessageError | null;
  /**
   * How often it was handed to the provider.
   */
  attempts: number;
  /**
   * What it said is not kept any more: the member that `type` names is absent.
   */
  content_removed?: true | undefined;
  timeline?: Array<TimelineEntry> | undefined;
};

export type DocumentMessage = {
  type: "document";
  document: DocumentFile;
  context?: { message_id: string } | undefined;
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
  to: string;
  /**
   * The sender, snd_…
   */
  from: string;
  category: "authentication" | "utility" | "marketing" | "service";
  created_at: string;
  unknown_policy: "once" | "otp" | "must";
  send_at: string | null;
  expires_at: string | null;
  updated_at: string;
  provider_message_id: string | null;
  /**
   * True once it was sent again after a doubt: the recipient may have two copies.
   */
  possible_duplicate: boolean;
  client_reference: string | null;
  metadata: Record<string, string>;
  template_used?: TemplateUsed | undefined;
  error: MessageError | null;
  /**
   * How often it was handed to the provider.
   */
  attempts: number;
  /**
   * What it said is not kept any more: the member that `type` names is absent.
   */
  content_removed?: true | undefined;
  timeline?: Array<TimelineEntry> | undefined;
};

export type StickerMessage = {
  type: "sticker";
  sticker: StickerFile;
  context?: { message_id: string } | undefined;
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
  to: string;
  /**
   * The sender, snd_…
   */
  from: string;
  category: "authentication" | "utility" | "marketing" | "service";
  created_at: string;
  unknown_policy: "once" | "otp" | "must";
  send_at: string | null;
  expires_at: string | null;
  updated_at: string;
  provider_message_id: string | null;
  /**
   * True once it was sent again after a doubt: the recipient may have two copies.
   */
  possible_duplicate: boolean;
  client_reference: string | null;
  metadata: Record<string, string>;
  template_used?: TemplateUsed | undefined;
  error: MessageError | null;
  /**
   * How often it was handed to the provider.
   */
  attempts: number;
  /**
   * What it said is not kept any more: the member that `type` names is absent.
   */
  content_removed?: true | undefined;
  timeline?: Array<TimelineEntry> | undefined;
};

export type LocationMessage = {
  type: "location";
  location: Location;
  context?: { message_id: string } | undefined;
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
  to: string;
  /**
   * The sender, snd_…
   */
  from: string;
  category: "authentication" | "utility" | "marketing" | "service";
  created_at: string;
  unknown_policy: "once" | "otp" | "must";
  send_at: string | null;
  expires_at: string | null;
  updated_at: string;
  provider_message_id: string | null;
  /**
   * True once it was sent again after a doubt: the recipient may have two copies.
   */
  possible_duplicate: boolean;
  client_reference: string | null;
  metadata: Record<string, string>;
  template_used?: TemplateUsed | undefined;
  error: MessageError | null;
  /**
   * How often it was handed to the provider.
   */
  attempts: number;
  /**
   * What it said is not kept any more: the member that `type` names is absent.
   */
  content_removed?: true | undefined;
  timeline?: Array<TimelineEntry> | undefined;
};

export type ContactsMessage = {
  type: "contacts";
  contacts: Array<ContactCard>;
  context?: { message_id: string } | undefined;
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
  to: string;
  /**
   * The sender, snd_…
   */
  from: string;
  category: "authentication" | "utility" | "marketing" | "service";
  created_at: string;
  unknown_policy: "once" | "otp" | "must";
  send_at: string | null;
  expires_at: string | null;
  updated_at: string;
  provider_message_id: string | null;
  /**
   * True once it was sent again after a doubt: the recipient may have two copies.
   */
  possible_duplicate: boolean;
  client_reference: string | null;
  metadata: Record<string, string>;
  template_used?: TemplateUsed | undefined;
  error: MessageError | null;
  /**
   * How often it was handed to the provider.
   */
  attempts: number;
  /**
   * What it said is not kept any more: the member that `type` names is absent.
   */
  content_removed?: true | undefined;
  timeline?: Array<TimelineEntry> | undefined;
};

export type ReactionMessage = {
  type: "reaction";
  reaction: Reaction;
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
  to: string;
  /**
   * The sender, snd_…
   */
  from: string;
  category: "authentication" | "utility" | "marketing" | "service";
  created_at: string;
  unknown_policy: "once" | "otp" | "must";
  send_at: string | null;
  expires_at: string | null;
  updated_at: string;
  provider_message_id: string | null;
  /**
   * True once it was sent again after a doubt: the recipient may have two copies.
   */
  possible_duplicate: boolean;
  client_reference: string | null;
  metadata: Record<string, string>;
  template_used?: TemplateUsed | undefined;
  error: MessageError | null;
  /**
   * How often it was handed to the provider.
   */
  attempts: number;
  /**
   * What it said is not kept any more: the member that `type` names is absent.
   */
  content_removed?: true | undefined;
  timeline?: Array<TimelineEntry> | undefined;
};

export type InteractiveMessage = {
  type: "interactive";
  interactive: Interactive;
  context?: { message_id: string } | undefined;
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
  to: string;
  /**
   * The sender, snd_…
   */
  from: string;
  category: "authentication" | "utility" | "marketing" | "service";
  created_at: string;
  unknown_policy: "once" | "otp" | "must";
  send_at: string | null;
  expires_at: string | null;
  updated_at: string;
  provider_message_id: string | null;
  /**
   * True once it was sent again after a doubt: the recipient may have two copies.
   */
  possible_duplicate: boolean;
  client_reference: string | null;
  metadata: Record<string, string>;
  template_used?: TemplateUsed | undefined;
  error: MessageError | null;
  /**
   * How often it was handed to the provider.
   */
  attempts: number;
  /**
   * What it said is not kept any more: the member that `type` names is absent.
   */
  content_removed?: true | undefined;
  timeline?: Array<TimelineEntry> | undefined;
};

export type TemplateMessage = {
  type: "template";
  template: TemplateContent;
  context?: { message_id: string } | undefined;
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
  to: string;
  /**
   * The sender, snd_…
   */
  from: string;
  category: "authentication" | "utility" | "marketing" | "service";
  created_at: string;
  unknown_policy: "once" | "otp" | "must";
  send_at: string | null;
  expires_at: string | null;
  updated_at: string;
  provider_message_id: string | null;
  /**
   * True once it was sent again after a doubt: the recipient may have two copies.
   */
  possible_duplicate: boolean;
  client_reference: string | null;
  metadata: Record<string, string>;
  template_used?: TemplateUsed | undefined;
  error: MessageError | null;
  /**
   * How often it was handed to the provider.
   */
  attempts: number;
  /**
   * What it said is not kept any more: the member that `type` names is absent.
   */
  content_removed?: true | undefined;
  timeline?: Array<TimelineEntry> | undefined;
};

export type Message =
  | TextMessage
  | ImageMessage
  | VideoMessage
  | AudioMessage
  | DocumentMessage
  | StickerMessage
  | LocationMessage
  | ContactsMessage
  | ReactionMessage
  | InteractiveMessage
  | TemplateMessage;

export type CloudApiStanding = {
  quality: string | null;
  status: string | null;
  name: {
    name: string | null;
    /**
     * APPROVED, PENDING_REVIEW, DECLINED, …
     */
    status: string;
    reason: string | null;
  } | null;
  messaging_limit: { people: number | null; portfolio_id: string | null } | null;
  throughput: {
    /**
     * STANDARD, HIGH or NOT_APPLICABLE.
     */
    level: string;
    per_second: number | null;
  } | null;
  health: {
    /**
     * AVAILABLE, LIMITED or BLOCKED.
     */
    can_send: string;
    problems: Array<{ entity: string; code: string | null; description: string; solution: string | null }>;
  } | null;
  restrictions: Array<{ type: string; until: string | null }>;
  token: {
    valid: boolean;
    expires_at: string | null;
    missing_scopes: Array<string>;
    problem: string | null;
  } | null;
  warnings: Array<{ code: string; detail: string; since: string }>;
  checked_at: string | null;
  problem: string | null;
};

export type AccountFact = {
  fact: string;
  about: "number" | "account";
  value: unknown;
  at: string;
  seen_at: string;
  source: "webhook" | "refresh";
};

export type BusinessProfile = {
  about: string | null;
  address: string | null;
  description: string | null;
  email: string | null;
  vertical: string | null;
  websites: Array<string>;
  profile_picture_url: string | null;
};

export type MessageRate = {
  /**
   * ISO 3166 code, or `other`.
   */
  market: string;
  category: "marketing" | "utility" | "authentication" | "authentication_international" | "service";
  currency: string;
  valid_from: string;
  volume_from?: number | undefined;
  /**
   * Millionths of the currency.
   */
  amount_micros: number;
  source: string;
};

export type CostEstimate = {
  window: { open_until: string | null; free_entry_until: string | null };
  cost: {
    kind: "free" | "charged" | "unknown";
    amount_micros: number | null;
    currency: string | null;
    reason: string | null;
    source: string | null;
  };
};

export type OnboardingStep = {
  step:
    | "token"
    | "account"
    | "number"
    | "registration"
    | "subscription"
    | "webhook"
    | "templates"
    | "test_message";
  state: "done" | "failed" | "waiting";
  code: string | null;
  detail: string;
  remedy: string | null;
};

export type Onboarding = { done: boolean; steps: Array<OnboardingStep>; updated_at: string | null };

export type MetaApp = { app_id: string; config_id: string | null; updated_at: string };

export type SignedUp = {
  data: Array<{
    sender: string;
    phone_number_id: string;
    address: string;
    created: boolean;
    onboarding: Onboarding;
  }>;
  skipped: Array<{ phone_number_id: string; reason: string }>;
};

export type DeadLetter = {
  /**
   * The message, msg_…
   */
  id: string;
  to: string;
  from: string;
  type:
    | "text"
    | "image"
    | "video"
    | "audio"
    | "document"
    | "sticker"
    | "location"
    | "contacts"
    | "reaction"
    | "interactive"
    | "template";
  category: "authentication" | "utility" | "marketing" | "service";
  error: MessageError | null;
  attempts: number;
  created_at: string;
  dead_at: string;
};

export type DeadLetterReasons = {
  /**
   * How many were looked at, from the newest on.
   */
  counted: number;
  /**
   * Whether counting stopped there.
   */
  is_more: boolean;
  data: Array<{
    code: string;
    title: string;
    retryable: boolean;
    count: number;
    /**
     * When the last of them died.
     */
    last_at: string;
  }>;
};

export type ReplayRequest = {
  ids?: Array<string> | undefined;
  filter?:
    | {
        code?: string | undefined;
        sender?: string | undefined;
        since?: string | undefined;
        until?: string | undefined;
      }
    | undefined;
};

export type SenderFigures = {
  queue: {
    /**
     * What is due and has not left.
     */
    waiting: number;
    /**
     * Whether counting stopped there.
     */
    waiting_is_more: boolean;
    /**
     * What is due later, another try included.
     */
    scheduled: number;
    /**
     * Whether counting stopped there.
     */
    scheduled_is_more: boolean;
    oldest_at: string | null;
    classes: Array<{
      class: "authentication" | "utility" | "marketing";
      waiting: number;
      oldest_at: string | null;
    }>;
  };
  sent: {
    last_hour: {
      from: string;
      /**
       * What the provider took, minute by minute from `from` on; the last one still runs.
       */
      counts: Array<number>;
    };
    last_day: {
      from: string;
      /**
       * What the provider took, hour by hour from `from` on; the last one still runs.
       */
      counts: Array<number>;
    };
  };
};

export type EventResource = {
  /**
   * Also the `webhook-id`, and where to go on: `Last-Event-ID`.
   */
  id: string;
  timestamp: string;
  /**
   * Rises with each change of one thing, and of one conversation, in the order in which they
   * became final. Gaps mean nothing.
   */
  sequence: number;
  mode?: "live" | "test" | undefined;
  /**
   * `message.sent`, and others: docs/events.md.
   */
  type: string;
  /**
   * What the thing's status is now.
   */
  status?: string | undefined;
  message_id?: string | undefined;
  sender_id?: string | undefined;
  contact_id?: string | undefined;
  template_id?: string | undefined;
  campaign_id?: string | undefined;
  suppression_id?: string | undefined;
  alert_id?: string | undefined;
  webhook_endpoint_id?: string | undefined;
  /**
   * Why, as a code.
   */
  code?: string | undefined;
  data?: Record<string, unknown> | undefined;
};

export type EventTicket = {
  /**
   * `wpt_…`, shown this once. Null when the request was repeated under its Idempotency-Key.
   */
  ticket: string | null;
  expires_at: string;
};

export type Media = {
  /**
   * Stands as `id` in the image, video, audio, document or sticker.
   */
  id: string;
  kind: "image" | "video" | "audio" | "document" | "sticker";
  /**
   * What the bytes are.
   */
  mime_type: string;
  declared_type: string | null;
  size_bytes: number;
  /**
   * Of the bytes, in hex.
   */
  sha256: string;
  filename: string | null;
  origin: "upload" | "inbound" | "fetched";
  created_at: string;
  /**
   * Pushed ahead whenever a message uses it.
   */
  expires_at: string;
  /**
   * Opens the file without a key; whoever has it can.
   */
  url: string;
  url_expires_at: string;
};

export type ReceivedMessage = {
  /**
   * inb_…
   */
  id: string;
  /**
   * The sender that was written to, snd_…
   */
  sender: string;
  contact: {
    /**
     * con_…; stays the same for this person, on every transport.
     */
    id: string;
    name: string | null;
    phone: string | null;
    lid: string | null;
    user_id: string | null;
  } | null;
  provider_message_id: string;
  type:
    | "text"
    | "image"
    | "video"
    | "audio"
    | "document"
    | "sticker"
    | "location"
    | "contacts"
    | "reaction"
    | "button"
    | "interactive"
    | "order"
    | "system"
    | "edited"
    | "revoked"
    | "unsupported";
  text?: { body: string } | undefined;
  image?: { caption?: string | undefined } | undefined;
  video?: { caption?: string | undefined } | undefined;
  audio?:
    | {
        /**
         * A voice note, recorded in the chat.
         */
        voice: boolean;
      }
    | undefined;
  document?: { caption?: string | undefined; filename?: string | undefined } | undefined;
  sticker?: { animated: boolean } | undefined;
  location?:
    | {
        latitude: number;
        longitude: number;
        name?: string | undefined;
        address?: string | undefined;
        url?: string | undefined;
      }
    | undefined;
  contacts?: Array<{ name: { formatted_name: string } }> | undefined;
  reaction?:
    | {
        /**
         * The provider's id of the message reacted to.
         */
        message_id: string;
        emoji: string | null;
      }
    | undefined;
  button?: { text: string | null; payload: string | null } | undefined;
  interactive?:
    | { type: "button_reply"; button_reply: { id: string; title: string } }
    | { type: "list_reply"; list_reply: { id: string; title: string; description?: string | undefined } }
    | {
        type: "nfm_reply";
        nfm_reply: { name: string | null; body: string | null; response: Record<string, unknown> | null };
      }
    | undefined;
  order?:
    | {
        catalog_id: string | null;
        text: string | null;
        product_items: Array<{
          product_retailer_id: string;
          quantity: number | null;
          item_price: number | null;
          currency: string | null;
        }>;
      }
    | undefined;
  system?:
    | {
        /**
         * user_changed_number, user_changed_user_id, customer_identity_changed
         */
        type: string;
        body: string | null;
        phone: string | null;
        user_id: string | null;
        previous_user_id: string | null;
      }
    | undefined;
  edited?:
    | {
        /**
         * The provider's id of the message that was edited.
         */
        message_id: string;
        message: Record<string, unknown> | null;
      }
    | undefined;
  revoked?:
    | {
        /**
         * The provider's id of the message that was deleted.
         */
        message_id: string;
      }
    | undefined;
  unsupported?: { type: string | null; raw: Record<string, unknown> } | undefined;
  /**
   * What it said is not kept any more: the member that `type` names is absent.
   */
  content_removed?: true | undefined;
  media: {
    state: "remote" | "waiting" | "stored" | "gone" | "refused";
    id: string | null;
    mime_type: string | null;
    sha256: string | null;
    size: number | null;
  } | null;
  context: {
    message_id: string | null;
    forwarded: boolean;
    frequently_forwarded: boolean;
    referred_product: { catalog_id?: string | undefined; product_retailer_id?: string | undefined } | null;
  } | null;
  referral: {
    source_type?: string | undefined;
    source_id?: string | undefined;
    source_url?: string | undefined;
    headline?: string | undefined;
    body?: string | undefined;
    media_type?: string | undefined;
    image_url?: string | undefined;
    video_url?: string | undefined;
    thumbnail_url?: string | undefined;
    ctwa_clid?: string | undefined;
    welcome_text?: string | undefined;
  } | null;
  at: string;
  received_at: string;
};

export type UpsertContact = {
  /**
   * A phone number, E.164 with a leading +.
   */
  phone?: string | undefined;
  /**
   * <digits>@lid
   */
  lid?: string | undefined;
  user_id?: string | undefined;
  /**
   * In which the user_id holds.
   */
  account?: string | undefined;
  name?: string | null | undefined;
  language?: string | null | undefined;
  time_zone?: string | null | undefined;
  attributes?: Record<string, unknown> | undefined;
  tags?: Array<string> | undefined;
};

export type Contact = {
  /**
   * con_…
   */
  id: string;
  name: string | null;
  profile_name: string | null;
  phone: string | null;
  aliases: Array<{ kind: "phone" | "lid" | "user_id"; value: string; scope: string | null; seen_at: string }>;
  language: string | null;
  time_zone: string | null;
  tags: Array<string>;
  /**
   * lst_…
   */
  lists: Array<string>;
  attributes: Record<string, unknown>;
  /**
   * What may not be sent to them.
   */
  suppressed: Array<"marketing" | "all">;
  created_at: string;
  updated_at: string;
};

export type UpdateContact = {
  name?: string | null | undefined;
  language?: string | null | undefined;
  time_zone?: string | null | undefined;
  attributes?: Record<string, unknown> | undefined;
  tags?: Array<string> | undefined;
};

export type CreateContactAttribute = {
  name: string;
  type: "text" | "number" | "boolean" | "date" | "datetime" | "choice";
  choices?: Array<string> | undefined;
  description?: string | null | undefined;
  searchable?: boolean | undefined;
};

export type ContactAttribute = {
  name: string;
  type: "text" | "number" | "boolean" | "date" | "datetime" | "choice";
  choices: Array<string> | null;
  description: string | null;
  /**
   * `q` finds contacts by its words.
   */
  searchable: boolean;
  created_at: string;
  updated_at: string;
};

export type ContactAttributes = { data: Array<ContactAttribute> };

export type UpdateContactAttribute = {
  choices?: Array<string> | undefined;
  description?: string | null | undefined;
  searchable?: boolean | undefined;
};

export type ChangeTags = {
  contacts: Array<string>;
  add?: Array<string> | undefined;
  remove?: Array<string> | undefined;
};

export type TagsChanged = {
  changed: number;
  /**
   * Ids of nobody who stands.
   */
  not_found: Array<string>;
};

export type TagCounts = { data: Array<{ tag: string; contacts: number }>; next: string | null };

export type RenameTag = {
  /**
   * At most 64 characters once trimmed; kept in lower case.
   */
  from: string;
  /**
   * At most 64 characters once trimmed; kept in lower case.
   */
  to: string;
};

export type TagRenamed = {
  changed: number;
  /**
   * False when there are more: ask again.
   */
  done: boolean;
};

export type CreateContactList = { name: string; description?: string | null | undefined };

export type ContactList = {
  /**
   * lst_…
   */
  id: string;
  name: string;
  description: string | null;
  /**
   * How many people are on it.
   */
  contacts: number;
  created_at: string;
  updated_at: string;
};

export type UpdateContactList = { name?: string | undefined; description?: string | null | undefined };

export type ChangeMembers = { add?: Array<string> | undefined; remove?: Array<string> | undefined };

export type MembersChanged = {
  added: number;
  removed: number;
  /**
   * Ids of nobody who stands, among those to add.
   */
  not_found: Array<string>;
  /**
   * How many people are on the list now.
   */
  contacts: number;
};

export type CreateNote = { body: string };

export type Note = {
  /**
   * nte_…
   */
  id: string;
  /**
   * con_…
   */
  contact: string;
  /**
   * usr_… or key_…
   */
  author: string;
  body: string;
  created_at: string;
};

export type AppendConsent = {
  /**
   * A phone number, E.164 with a leading +.
   */
  phone: string;
  purpose: "marketing" | "all";
  state: "granted" | "withdrawn";
  source?: string | undefined;
  wording?: string | undefined;
  legal_basis?:
    | "consent"
    | "soft_opt_in"
    | "contract"
    | "legal_obligation"
    | "legitimate_interest"
    | undefined;
  language?: string | undefined;
  notice_version?: string | undefined;
  proof?: string | undefined;
  at?: string | undefined;
};

export type Consent = {
  /**
   * cns_…
   */
  id: string;
  contact: string | null;
  phone: string | null;
  purpose: "marketing" | "all";
  state: "granted" | "withdrawn";
  /**
   * keyword, provider, api, or what was given.
   */
  source: string;
  wording_sha256: string | null;
  legal_basis: "consent" | "soft_opt_in" | "contract" | "legal_obligation" | "legitimate_interest" | null;
  language: string | null;
  notice_version: string | null;
  recorded_by: string | null;
  proof: string;
  at: string;
  recorded_at: string;
};

export type ConsentWord = {
  word: string;
  means: "stop" | "start";
  /**
   * Of the confirmation. `en` by default.
   */
  language?: string | undefined;
  /**
   * What it ends or begins. `marketing` by default.
   */
  purpose?: "marketing" | "all" | undefined;
};

export type ConsentWords = {
  /**
   * They count before what is built in.
   */
  added?: Array<ConsentWord> | undefined;
  /**
   * Words that are built in and mean nothing here.
   */
  removed?: Array<string> | undefined;
};

export type ConfirmationText = {
  /**
   * BCP 47, such as `ar` or `pt-BR`.
   */
  language: string;
  stop?: string | undefined;
  start?: string | undefined;
};

export type ConsentConfirmations = {
  /**
   * True by default.
   */
  enabled: boolean;
  /**
   * In place of those that are built in.
   */
  texts?: Array<ConfirmationText> | undefined;
};

/**
 * On the recipient's clock; `from` later than `to` means over midnight.
 */
export type ConsentQuietHours = {
  from: string;
  to: string;
  /**
   * Marketing alone by default.
   */
  categories?: Array<"marketing" | "utility"> | undefined;
  /**
   * IANA: for people whose zone neither their contact nor their number tells. `UTC` by
   * default.
   */
  time_zone?: string | undefined;
};

export type FrequencyCap = {
  /**
   * Counted together. Marketing alone by default.
   */
  categories?: Array<"marketing" | "utility"> | undefined;
  /**
   * Messages that left to one person.
   */
  most: number;
  /**
   * In any period of so many days.
   */
  days: number;
  /**
   * What is over the cap waits until it may leave (the default), or is skipped.
   */
  over?: "defer" | "skip" | undefined;
};

export type ConsentSettings = {
  /**
   * 0 while nothing has been set.
   */
  version: number;
  updated_at: string | null;
  words: ConsentWords;
  confirmations: ConsentConfirmations;
  quiet_hours: ConsentQuietHours | null;
  frequency_caps: Array<FrequencyCap>;
};

export type PutConsentSettings = {
  /**
   * The version that was read.
   */
  version: number;
  words?: ConsentWords | undefined;
  confirmations?: ConsentConfirmations | undefined;
  quiet_hours?: ConsentQuietHours | null | undefined;
  frequency_caps?: Array<FrequencyCap> | undefined;
};

export type AddSuppression = {
  /**
   * A phone number, E.164 with a leading +.
   */
  phone: string;
  purpose?: "marketing" | "all" | undefined;
  reason: string;
};

export type Suppression = {
  /**
   * sup_…
   */
  id: string;
  phone: string | null;
  purpose: "marketing" | "all";
  lane: "own" | "provider";
  reason: string;
  source: string;
  since: string;
};

export type ContactImport = {
  /**
   * imp_…
   */
  id: string;
  kind: "contacts" | "suppressions";
  mode: "dry_run" | "commit";
  state: "waiting" | "running" | "done" | "failed" | "canceled" | "undoing" | "undone";
  filename: string | null;
  size_bytes: number;
  layout: {
    format: "csv" | "xlsx";
    encoding: string | null;
    separator: string | null;
    /**
     * Whether the first row names the columns.
     */
    header: boolean;
    columns: Array<{
      header: string;
      /**
       * phone, name, language, time_zone, tags, attribute:<name> or ignore.
       */
      target: string;
      /**
       * From 0 to 1; look at what is below 0.8.
       */
      confidence: number;
    }>;
  } | null;
  /**
   * From 0 to 1.
   */
  progress: number;
  rows: number;
  rows_total: number | null;
  created: number;
  updated: number;
  unchanged: number;
  duplicates: number;
  rejected: number;
  /**
   * For how many the evidence was recorded.
   */
  consents: number;
  rejects_url: string | null;
  problem: { code: string; detail: string } | null;
  undone: { removed: number; restored: number; kept: number } | null;
  undo_until: string | null;
  list: string | null;
  /**
   * key_… or usr_…
   */
  created_by: string;
  created_at: string;
  done_at: string | null;
};

export type ContactImportPreview = {
  layout: {
    format: "csv" | "xlsx";
    encoding: string | null;
    separator: string | null;
    /**
     * Whether the first row names the columns.
     */
    header: boolean;
    columns: Array<{
      header: string;
      /**
       * phone, name, language, time_zone, tags, attribute:<name> or ignore.
       */
      target: string;
      /**
       * From 0 to 1; look at what is below 0.8.
       */
      confidence: number;
    }>;
  };
  /**
   * The first fifty.
   */
  rows: Array<{
    /**
     * As a spreadsheet numbers it.
     */
    row: number;
    cells: Array<string>;
    phone: string | null;
    error: { reason: string; text: string } | null;
  }>;
  problem: { code: string; detail: string } | null;
};

export type SegmentTextTest = {
  is?: string | undefined;
  /**
   * Also holds for who has no such value.
   */
  is_not?: string | undefined;
  contains?: string | undefined;
  starts_with?: string | undefined;
  one_of?: Array<string> | undefined;
  is_set?: boolean | undefined;
};

export type SegmentNumberTest = {
  is?: number | undefined;
  /**
   * Also holds for who has no such value.
   */
  is_not?: number | undefined;
  less_than?: number | undefined;
  at_most?: number | undefined;
  more_than?: number | undefined;
  at_least?: number | undefined;
  /**
   * From and to, both included.
   */
  between?: Array<number> | undefined;
};

export type SegmentDateTest = {
  /**
   * A day, in the tenant's time zone.
   */
  on?: string | undefined;
  /**
   * A day, in the tenant's time zone.
   */
  before?: string | undefined;
  /**
   * A day, in the tenant's time zone.
   */
  after?: string | undefined;
  /**
   * From and to, both included.
   */
  between?: Array<string> | undefined;
  in_last_days?: number | undefined;
  in_next_days?: number | undefined;
  more_than_days_ago?: number | undefined;
  /**
   * Its day of the year is that many days ahead; 0 is today.
   */
  anniversary_in_days?: number | undefined;
  /**
   * Its day of the year is today or comes within so many days.
   */
  anniversary_within_days?: number | undefined;
};

export type SegmentRule =
  | { kind: "name"; text: SegmentTextTest }
  | {
      kind: "attribute";
      name: string;
      text?: SegmentTextTest | undefined;
      number?: SegmentNumberTest | undefined;
      date?: SegmentDateTest | undefined;
      boolean?: boolean | undefined;
      is_set?: boolean | undefined;
    }
  | { kind: "created"; date: SegmentDateTest }
  | { kind: "updated"; date: SegmentDateTest }
  | { kind: "country"; one_of: Array<string> }
  | { kind: "language"; one_of: Array<string> }
  | { kind: "time_zone"; one_of: Array<string> }
  | {
      kind: "tag";
      any_of?: Array<string> | undefined;
      all_of?: Array<string> | undefined;
      none_of?: Array<string> | undefined;
    }
  | { kind: "list"; any_of: Array<string> }
  | { kind: "segment"; id: string }
  | {
      kind: "consent";
      /**
       * `opted_in`: they agreed, and did not take it back. `suppressed`: nothing of this purpose
       * is sent to them.
       */
      state: "opted_in" | "suppressed";
      /**
       * marketing by default.
       */
      purpose?: "marketing" | "all" | undefined;
    }
  | {
      kind: "event";
      event: "sent" | "delivered" | "read" | "failed" | "replied" | "clicked";
      campaign?: string | undefined;
      /**
       * A template's name.
       */
      template?: string | undefined;
      /**
       * Not longer ago than so many times 24 hours.
       */
      within_days?: number | undefined;
      /**
       * Longer ago than so many times 24 hours.
       */
      before_days?: number | undefined;
      /**
       * How often; 1 by default.
       */
      at_least?: number | undefined;
    }
  | { kind: "bucket"; seed: string; from: number; to: number }
  | { kind: "all"; of: Array<Record<string, unknown>> }
  | { kind: "any"; of: Array<Record<string, unknown>> }
  | {
      kind: "not";
      /**
       * A rule again, of any kind.
       */
      of: Record<string, unknown>;
    };

export type CreateSegment = {
  name: string;
  description?: string | undefined;
  rule: SegmentRule;
  exclude?: SegmentRule | null | undefined;
};

export type Segment = {
  /**
   * seg_…
   */
  id: string;
  name: string;
  description: string;
  rule: SegmentRule;
  exclude: SegmentRule | null;
  created_at: string;
  updated_at: string;
};

export type PreviewSegment = { rule: SegmentRule; exclude?: SegmentRule | null | undefined };

export type SegmentContact = {
  /**
   * con_…
   */
  id: string;
  name: string | null;
  phone: string | null;
};

export type SegmentPreview = {
  /**
   * How many contacts match now.
   */
  count: number;
  /**
   * False when counting took too long: then `count` is an estimate.
   */
  exact: boolean;
  /**
   * `counted`: every contact was looked at. `sampled`: one in a hundred was. `planned`: the
   * database's guess.
   */
  method: "counted" | "sampled" | "planned";
  /**
   * Ten of them at most, the newest.
   */
  sample: Array<SegmentContact>;
  warnings: Array<{ path: string; message: string }>;
};

export type UpdateSegment = {
  name?: string | undefined;
  description?: string | undefined;
  rule?: SegmentRule | undefined;
  exclude?: SegmentRule | null | undefined;
};

export type CampaignTemplate = {
  name: string;
  /**
   * A language for all, or the contact's own, with the template's fallbacks. Default: contact.
   */
  language?: string | undefined;
  variables?:
    | Record<
        string,
        | string
        | {
            field?: "name" | "first_name" | "phone" | "language" | undefined;
            attribute?: string | undefined;
            /**
             * For people who have none.
             */
            fallback?: string | undefined;
          }
      >
    | undefined;
};

export type CampaignSchedule = {
  /**
   * A time by the clock of `time_zone` (2026-12-01T09:00), or an instant. Default: at once.
   */
  at?: string | undefined;
  time_zone?: string | undefined;
  /**
   * At that time by everybody's own clock: the contact's zone, else their number's.
   */
  recipient_local?: boolean | undefined;
  /**
   * For whom the time has passed already. Default: next_day.
   */
  late?: "now" | "next_day" | undefined;
  windows?: { from: string; to: string; days?: Array<number> | undefined } | undefined;
  repeat?:
    | {
        every: "day" | "week" | "month";
        interval?: number | undefined;
        days?: Array<number> | undefined;
        until?: string | undefined;
        count?: number | undefined;
      }
    | undefined;
};

/**
 * It pauses itself above these, once `minimum` messages have left.
 */
export type CampaignStops = {
  failure_percent?: number | undefined;
  opt_out_percent?: number | undefined;
  minimum?: number | undefined;
};

export type CampaignWinnerRule = {
  metric: "read" | "replied" | "clicked" | "converted";
  /**
   * From when all of the test were queued.
   */
  after_minutes: number;
  /**
   * How many take part in the test; the others wait for the winner.
   */
  test_percent: number;
  /**
   * Messages sent of each variant, 100 by default. With fewer the first variant wins.
   */
  min_sample?: number | undefined;
  /**
   * The first variant wins, too, where the lead of another may be chance. False by default.
   */
  needs_certainty?: boolean | undefined;
};

export type CampaignAb = {
  variants?:
    | Array<{
        share?: number | undefined;
        template?: CampaignTemplate | undefined;
        /**
         * As the campaign's `message`.
         */
        message?: Record<string, unknown> | undefined;
      }>
    | undefined;
  /**
   * How many get nothing, to compare with.
   */
  hold_out_percent?: number | undefined;
  winner?: CampaignWinnerRule | undefined;
};

export type CampaignFollowUp = {
  when: "not_read" | "not_replied" | "not_clicked";
  /**
   * From each person's own message.
   */
  after_minutes: number;
  template?: CampaignTemplate | undefined;
  /**
   * As the campaign's `message`.
   */
  message?: Record<string, unknown> | undefined;
};

export type CreateCampaign = {
  name: string;
  from?:
    | string
    | Array<
        | string
        | {
            /**
             * snd_… or its number.
             */
            sender: string;
            weight?: number | undefined;
          }
      >
    | undefined;
  template?: CampaignTemplate | undefined;
  message?:
    | { type: "text"; text: TextBody; context?: { message_id: string } | undefined }
    | { type: "image"; image: CaptionedFile; context?: { message_id: string } | undefined }
    | { type: "video"; video: CaptionedFile; context?: { message_id: string } | undefined }
    | { type: "audio"; audio: SoundFile; context?: { message_id: string } | undefined }
    | { type: "document"; document: DocumentFile; context?: { message_id: string } | undefined }
    | { type: "sticker"; sticker: StickerFile; context?: { message_id: string } | undefined }
    | { type: "location"; location: Location; context?: { message_id: string } | undefined }
    | { type: "contacts"; contacts: Array<ContactCard>; context?: { message_id: string } | undefined }
    | { type: "reaction"; reaction: Reaction }
    | { type: "interactive"; interactive: Interactive; context?: { message_id: string } | undefined }
    | { type: "template"; template: TemplateContent; context?: { message_id: string } | undefined }
    | undefined;
  category?: "authentication" | "utility" | "marketing" | "service" | undefined;
  ttl_seconds?: number | undefined;
  audience: {
    list?: string | Array<string> | undefined;
    segment?: string | Array<string> | undefined;
    tag?: string | Array<string> | undefined;
    everyone?: true | undefined;
    exclude?:
      | {
          list?: string | Array<string> | undefined;
          segment?: string | Array<string> | undefined;
          tag?: string | Array<string> | undefined;
        }
      | undefined;
    /**
     * A file of people, as text: imported onto a list of its own, which takes its place.
     */
    csv?: string | undefined;
  };
  schedule?: CampaignSchedule | undefined;
  rate?: { count: number; per: "second" | "minute" | "hour" } | null | undefined;
  quiet_hours?: { from?: string | undefined; to?: string | undefined } | null | undefined;
  stops?: CampaignStops | undefined;
  ab?: CampaignAb | null | undefined;
  /**
   * Links go over Waypost's own address, so that who follows them is counted.
   */
  track_links?: boolean | undefined;
  /**
   * Who writes after it has begun is sent nothing more of it.
   */
  stop_on_reply?: boolean | undefined;
  follow_up?: CampaignFollowUp | null | undefined;
};

export type CampaignAudience = {
  list?: string | Array<string> | undefined;
  segment?: string | Array<string> | undefined;
  tag?: string | Array<string> | undefined;
  everyone?: true | undefined;
  exclude?:
    | {
        list?: string | Array<string> | undefined;
        segment?: string | Array<string> | undefined;
        tag?: string | Array<string> | undefined;
      }
    | undefined;
};

export type CampaignWinner = {
  /**
   * 1 is the first.
   */
  variant: number;
  /**
   * After any but `best` it is the first.
   */
  because: "best" | "tie" | "too_few" | "uncertain";
  /**
   * Whether the highest share differs from each other one by more than chance would: 0 is not
   * within the interval of any difference (Newcombe's, 95%).
   */
  is_certain: boolean;
  figures: Array<{
    variant: number;
    sent: number;
    count: number;
    /**
     * The share of those it was sent to lies within (Wilson's interval, 95%). Null: sent to
     * nobody.
     */
    share: { low: number; high: number } | null;
  }>;
  at: string;
};

export type Campaign = {
  /**
   * cmp_…
   */
  id: string;
  name: string;
  status: "draft" | "scheduled" | "running" | "paused" | "finished" | "canceled";
  from: Array<{ sender: string; weight: number }>;
  template: CampaignTemplate | null;
  message: Record<string, unknown> | null;
  category: "authentication" | "utility" | "marketing" | "service";
  ttl_seconds: number | null;
  audience: CampaignAudience;
  import: string | null;
  schedule: CampaignSchedule;
  rate: { count: number; per: "second" | "minute" | "hour" } | null;
  quiet_hours: { from?: string | undefined; to?: string | undefined } | null;
  stops: CampaignStops;
  ab: CampaignAb | null;
  winner: CampaignWinner | null;
  track_links: boolean;
  stop_on_reply: boolean;
  follow_up: CampaignFollowUp | null;
  /**
   * It asks people of its `parent` again.
   */
  is_follow_up: boolean;
  version: number;
  is_tested: boolean;
  approved_by: string | null;
  created_by: string;
  created_at: string;
  updated_at: string;
  launched_at: string | null;
  launched_by: string | null;
  starts_at: string | null;
  finished_at: string | null;
  paused: { at: string; by: string | null; code: string; detail: string } | null;
  brake: { code: string; detail: string; until: string | null } | null;
  parent: string | null;
};

export type UpdateCampaign = {
  name?: string | undefined;
  from?:
    | string
    | Array<
        | string
        | {
            /**
             * snd_… or its number.
             */
            sender: string;
            weight?: number | undefined;
          }
      >
    | undefined;
  template?: CampaignTemplate | undefined;
  message?:
    | { type: "text"; text: TextBody; context?: { message_id: string } | undefined }
    | { type: "image"; image: CaptionedFile; context?: { message_id: string } | undefined }
    | { type: "video"; video: CaptionedFile; context?: { message_id: string } | undefined }
    | { type: "audio"; audio: SoundFile; context?: { message_id: string } | undefined }
    | { type: "document"; document: DocumentFile; context?: { message_id: string } | undefined }
    | { type: "sticker"; sticker: StickerFile; context?: { message_id: string } | undefined }
    | { type: "location"; location: Location; context?: { message_id: string } | undefined }
    | { type: "contacts"; contacts: Array<ContactCard>; context?: { message_id: string } | undefined }
    | { type: "reaction"; reaction: Reaction }
    | { type: "interactive"; interactive: Interactive; context?: { message_id: string } | undefined }
    | { type: "template"; template: TemplateContent; context?: { message_id: string } | undefined }
    | undefined;
  category?: "authentication" | "utility" | "marketing" | "service" | undefined;
  ttl_seconds?: number | undefined;
  audience?:
    | {
        list?: string | Array<string> | undefined;
        segment?: string | Array<string> | undefined;
        tag?: string | Array<string> | undefined;
        everyone?: true | undefined;
        exclude?:
          | {
              list?: string | Array<string> | undefined;
              segment?: string | Array<string> | undefined;
              tag?: string | Array<string> | undefined;
            }
          | undefined;
        /**
         * A file of people, as text: imported onto a list of its own, which takes its place.
         */
        csv?: string | undefined;
      }
    | undefined;
  schedule?: CampaignSchedule | undefined;
  rate?: { count: number; per: "second" | "minute" | "hour" } | null | undefined;
  quiet_hours?: { from?: string | undefined; to?: string | undefined } | null | undefined;
  stops?: CampaignStops | undefined;
  ab?: CampaignAb | null | undefined;
  /**
   * Links go over Waypost's own address, so that who follows them is counted.
   */
  track_links?: boolean | undefined;
  /**
   * Who writes after it has begun is sent nothing more of it.
   */
  stop_on_reply?: boolean | undefined;
  follow_up?: CampaignFollowUp | null | undefined;
};

export type LaunchCampaign = { skip_test?: boolean | undefined };

export type TestCampaign = {
  to: Array<string>;
  /**
   * Of an A/B test; 1 by default.
   */
  variant?: number | undefined;
  variables?: Record<string, string> | undefined;
};

export type RetryCampaign = { codes?: Array<string> | undefined; until?: string | undefined };

export type CampaignRecipient = {
  /**
   * con_…
   */
  contact: string;
  phone: string | null;
  status: string;
  reason: string | null;
  error: string | null;
  message: string | null;
  from: string | null;
  language: string | null;
  variables: Record<string, unknown> | null;
  replied_at: string | null;
  clicked_at: string | null;
  converted_at: string | null;
  variant: number | null;
  opted_out_at: string | null;
};

export type CampaignComparison = {
  metric: "read" | "replied" | "clicked" | "converted";
  variant: number | null;
  /**
   * Whether the highest share differs from each other one by more than chance would: 0 is not
   * within the interval of any difference (Newcombe's, 95%).
   */
  is_certain: boolean;
  figures: Array<{
    variant: number;
    sent: number;
    count: number;
    /**
     * The share of those it was sent to lies within (Wilson's interval, 95%). Null: sent to
     * nobody.
     */
    share: { low: number; high: number } | null;
  }>;
};

export type Amount = {
  currency: string;
  /**
   * Millionths of the currency.
   */
  amount_micros: number;
};

export type CampaignPreflight = {
  at: string;
  /**
   * Of the campaign; a change of it makes another.
   */
  version: number;
  /**
   * False for an audience so large that a part was judged, and the rest follows from it.
   */
  is_exact: boolean;
  audience: number;
  eligible: number;
  skipped: Record<string, number>;
  /**
   * Of the eligible, who will get theirs later, by the reason.
   */
  held: Record<string, number>;
  /**
   * People without a text, by the variable.
   */
  missing: Record<string, number>;
  /**
   * Eligible people with another campaign in the last 7 days.
   */
  also_written_to: number;
  cost: {
    amounts: Array<Amount>;
    /**
     * No rate card says what a message to them costs.
     */
    unpriced_people: number;
    countries: Array<{ country: string | null; people: number; amount: Amount | null; is_priced: boolean }>;
  };
  /**
   * By today's limits; null when it would take more than a year, or nobody can say.
   */
  duration: {
    starts_at: string;
    ends_at: string | null;
    seconds: number | null;
    /**
     * What it will wait for, by how long; the longest first.
     */
    brakes: Array<{ code: string; detail: string; sender: string; seconds: number }>;
  };
  senders: Array<{
    sender: string;
    people: number;
    /**
     * People this number has no chat with.
     */
    never_written_to: number;
    never_wrote: number;
    /**
     * People who have not written within 24 hours.
     */
    outside_window: number;
  }>;
  /**
   * What a launch would be refused for, with the same codes.
   */
  blockers: Array<{ code: string; detail: string }>;
  warnings: Array<{ code: string; detail: string }>;
};

export type CampaignReport = {
  funnel: {
    audience: number;
    eligible: number;
    sent: number;
    delivered: number;
    read: number;
    replied: number;
    failed: number;
    unknown: number;
    skipped: number;
    clicked: number;
    converted: number;
  };
  waiting: number;
  canceled: number;
  opted_out: number;
  skipped: Record<string, number>;
  failed: Record<string, number>;
  conversions: { by_name: Record<string, number>; values: Array<{ currency: string; value: number }> };
  /**
   * Who was sent nothing, to compare with.
   */
  hold_out: { people: number; converted: number };
  /**
   * Where the people behind each figure are listed.
   */
  people: Record<string, string>;
  /**
   * The tenant's; days and hours are by it.
   */
  time_zone: string;
  /**
   * What was counted from `at` on; times of nothing are left out. The last 2,000.
   */
  series: Array<{
    at: string;
    sent: number;
    delivered: number;
    read: number;
    replied: number;
    clicked: number;
    converted: number;
    opted_out: number;
    failed: number;
    unknown: number;
  }>;
  by_sender: Array<{
    sender: string;
    sent: number;
    delivered: number;
    read: number;
    replied: number;
    clicked: number;
    converted: number;
    opted_out: number;
    failed: number;
    unknown: number;
  }>;
  by_country: Array<{
    country: string | null;
    sent: number;
    delivered: number;
    read: number;
    replied: number;
    clicked: number;
    converted: number;
    opted_out: number;
    failed: number;
    unknown: number;
  }>;
  by_language: Array<{
    language: string | null;
    sent: number;
    delivered: number;
    read: number;
    replied: number;
    clicked: number;
    converted: number;
    opted_out: number;
    failed: number;
    unknown: number;
  }>;
  /**
   * 1 is the campaign's own content; 0 where nothing was compared.
   */
  by_variant: Array<{
    variant: number;
    sent: number;
    delivered: number;
    read: number;
    replied: number;
    clicked: number;
    converted: number;
    opted_out: number;
    failed: number;
    unknown: number;
  }>;
  /**
   * Of the variants, by everything that may be sought in a winner; empty where nothing was
   * compared.
   */
  comparison: Array<CampaignComparison>;
  winner: CampaignWinner | null;
  /**
   * How many replied, by weekday (Monday first) and hour of the tenant's day.
   */
  replies: Array<Array<number>>;
  planned: CampaignPreflight | null;
  actual: {
    starts_at: string | null;
    ends_at: string | null;
    seconds: number | null;
    eligible: number;
    skipped: Record<string, number>;
  };
};

/**
 * Exactly one of `token`, `contact` and `phone` says whose it is.
 */
export type CreateConversion = {
  name: string;
  /**
   * What the link that led there ends with: `/l/<token>`.
   */
  token?: string | undefined;
  /**
   * con_…
   */
  contact?: string | undefined;
  /**
   * A phone number, E.164 with a leading +.
   */
  phone?: string | undefined;
  value?: number | undefined;
  /**
   * ISO 4217.
   */
  currency?: string | undefined;
  /**
   * Your own name for it, such as an order's number: with the same `name` it counts once.
   */
  reference?: string | undefined;
  at?: string | undefined;
};

export type Conversion = {
  /**
   * cnv_…
   */
  id: string;
  name: string;
  contact: string | null;
  campaign: string | null;
  value: number | null;
  currency: string | null;
  reference: string | null;
  at: string;
};

/**
 * Messages count on the day they were accepted. The tables of templates, senders and
 * countries go by days of the clock that the tenant had then.
 */
export type Overview = {
  from: string;
  to: string;
  /**
   * The tenant's; days and hours are by it.
   */
  time_zone: string;
  total: {
    sent: number;
    delivered: number;
    read: number;
    /**
     * Messages that somebody answered within three days.
     */
    replied: number;
    /**
     * Messages of campaigns of which somebody followed a link.
     */
    clicked: number;
    /**
     * Messages of campaigns after which somebody did what they were for.
     */
    converted: number;
    failed: number;
    unknown: number;
    /**
     * What people wrote.
     */
    received: number;
  };
  /**
   * Days of nothing are left out.
   */
  by_day: Array<{
    day: string;
    sent: number;
    delivered: number;
    read: number;
    /**
     * Messages that somebody answered within three days.
     */
    replied: number;
    /**
     * Messages of campaigns of which somebody followed a link.
     */
    clicked: number;
    /**
     * Messages of campaigns after which somebody did what they were for.
     */
    converted: number;
    failed: number;
    unknown: number;
    /**
     * What people wrote.
     */
    received: number;
  }>;
  /**
   * Of the week, 1 is Monday.
   */
  by_hour: Array<{
    weekday: number;
    hour: number;
    sent: number;
    delivered: number;
    read: number;
    /**
     * Messages that somebody answered within three days.
     */
    replied: number;
    /**
     * Messages of campaigns of which somebody followed a link.
     */
    clicked: number;
    /**
     * Messages of campaigns after which somebody did what they were for.
     */
    converted: number;
    failed: number;
    unknown: number;
    /**
     * What people wrote.
     */
    received: number;
  }>;
  by_template: Array<{
    template: string | null;
    sent: number;
    delivered: number;
    read: number;
    /**
     * Messages that somebody answered within three days.
     */
    replied: number;
    /**
     * Messages of campaigns of which somebody followed a link.
     */
    clicked: number;
    /**
     * Messages of campaigns after which somebody did what they were for.
     */
    converted: number;
    failed: number;
    unknown: number;
    /**
     * What people wrote.
     */
    received: number;
  }>;
  by_sender: Array<{
    sender: string;
    sent: number;
    delivered: number;
    read: number;
    /**
     * Messages that somebody answered within three days.
     */
    replied: number;
    /**
     * Messages of campaigns of which somebody followed a link.
     */
    clicked: number;
    /**
     * Messages of campaigns after which somebody did what they were for.
     */
    converted: number;
    failed: number;
    unknown: number;
    /**
     * What people wrote.
     */
    received: number;
  }>;
  by_country: Array<{
    country: string | null;
    sent: number;
    delivered: number;
    read: number;
    /**
     * Messages that somebody answered within three days.
     */
    replied: number;
    /**
     * Messages of campaigns of which somebody followed a link.
     */
    clicked: number;
    /**
     * Messages of campaigns after which somebody did what they were for.
     */
    converted: number;
    failed: number;
    unknown: number;
    /**
     * What people wrote.
     */
    received: number;
  }>;
};

/**
 * A person is a number that was written to. A message counts when it is an hour old.
 */
export type Cohorts = {
  /**
   * The first week's Monday.
   */
  from: string;
  /**
   * The last week's Sunday.
   */
  to: string;
  /**
   * The tenant's; weeks are by it.
   */
  time_zone: string;
  /**
   * Weeks in which nobody was new are left out.
   */
  cohorts: Array<{
    /**
     * Its Monday.
     */
    week: string;
    /**
     * Who was written to for the first time that week.
     */
    people: number;
    /**
     * Up to this week, 63 at most.
     */
    weeks: Array<{
      /**
       * Weeks after the first, which is 0.
       */
      after: number;
      /**
       * Who was sent something that week.
       */
      sent: number;
      /**
       * Who has read something of that week, whenever they did.
       */
      read: number;
      /**
       * Who answered something of that week within three days.
       */
      replied: number;
    }>;
  }>;
};

export type PreflightPerson = {
  /**
   * con_…
   */
  contact: string;
  phone: string | null;
  reason: string | null;
  missing: Array<string>;
};

export type CampaignPreview = {
  data: Array<{
    /**
     * con_…
     */
    contact: string;
    phone: string;
    from: string;
    message: Record<string, unknown> | null;
    reason: string | null;
  }>;
};

export type CreateTemplate = {
  kind?: "cloud_api" | "local" | undefined;
  name: string;
  language: string;
  parameter_format?: "NAMED" | "POSITIONAL" | undefined;
  category: "MARKETING" | "UTILITY" | "AUTHENTICATION";
  components: Array<Record<string, unknown>>;
  message_send_ttl_seconds?: number | null | undefined;
  variables?: Record<string, { sample?: string | undefined; fallback?: string | undefined }> | undefined;
  from?: string | undefined;
  /**
   * True hands it to the provider's review at once; a local one may be sent from then on.
   */
  submit?: boolean | undefined;
};

/**
 * What a second person says of the draft.
 */
export type TemplateReview = {
  /**
   * The draft that is judged.
   */
  version: number;
  state: "waiting" | "approved" | "rejected";
  author: string | null;
  by: string | null;
  at: string | null;
  note: string | null;
};

export type Template = {
  id: string;
  name: string;
  language: string;
  kind: "cloud_api" | "local";
  account: string | null;
  mode: "live" | "test";
  /**
   * In Meta's words (APPROVED, PENDING, REJECTED, PAUSED, …); DRAFT before Meta has heard of
   * it.
   */
  status: string;
  rejection_reason: string | null;
  quality: string | null;
  category: "MARKETING" | "UTILITY" | "AUTHENTICATION";
  previous_category: string | null;
  correct_category: string | null;
  paused_until: string | null;
  parameter_format: "NAMED" | "POSITIONAL";
  components: Array<Record<string, unknown>>;
  message_send_ttl_seconds: number | null;
  draft: {
    category: "MARKETING" | "UTILITY" | "AUTHENTICATION";
    components: Array<Record<string, unknown>>;
    message_send_ttl_seconds?: number | null | undefined;
    variables?: Record<string, { sample?: string | undefined; fallback?: string | undefined }> | undefined;
  } | null;
  submission: {
    action: "submit" | "delete" | "unpause";
    asked_at: string;
    error: { code: string; detail: string; provider_code: string | null } | null;
  } | null;
  variables: Array<{
    name: string;
    kind:
      | "text"
      | "image"
      | "video"
      | "document"
      | "location"
      | "url_suffix"
      | "coupon_code"
      | "payload"
      | "instant";
    required: boolean;
    /**
     * The part it stands in, such as `body` or `button 0`.
     */
    in: string;
    example: string | null;
    /**
     * Taken where a message gives no value.
     */
    fallback?: string | undefined;
  }>;
  /**
   * How many different texts its choices can say.
   */
  variations: number;
  warnings: Array<{ path: string; message: string; start?: number | undefined; end?: number | undefined }>;
  review: TemplateReview | null;
  provider_template_id: string | null;
  /**
   * The latest one.
   */
  version: number;
  live_version: number | null;
  created_at: string;
  updated_at: string;
  history?:
    | Array<{
        at: string;
        type: string;
        /**
         * api, webhook, sync or dispatcher.
         */
        source: string;
        detail: Record<string, unknown>;
      }>
    | undefined;
};

export type UpdateTemplate = {
  category?: "MARKETING" | "UTILITY" | "AUTHENTICATION" | undefined;
  components?: Array<Record<string, unknown>> | undefined;
  message_send_ttl_seconds?: number | null | undefined;
  variables?: Record<string, { sample?: string | undefined; fallback?: string | undefined }> | undefined;
  /**
   * True hands it to the provider's review at once; a local one may be sent from then on.
   */
  submit?: boolean | undefined;
};

export type LintTemplate = {
  kind?: "cloud_api" | "local" | undefined;
  parameter_format?: "NAMED" | "POSITIONAL" | undefined;
  category: "MARKETING" | "UTILITY" | "AUTHENTICATION";
  components: Array<Record<string, unknown>>;
  message_send_ttl_seconds?: number | null | undefined;
  variables?: Record<string, { sample?: string | undefined; fallback?: string | undefined }> | undefined;
};

export type TemplateLint = {
  errors: Array<{ path: string; message: string; start?: number | undefined; end?: number | undefined }>;
  warnings: Array<{ path: string; message: string; start?: number | undefined; end?: number | undefined }>;
  variables: Array<{
    name: string;
    kind:
      | "text"
      | "image"
      | "video"
      | "document"
      | "location"
      | "url_suffix"
      | "coupon_code"
      | "payload"
      | "instant";
    required: boolean;
    /**
     * The part it stands in, such as `body` or `button 0`.
     */
    in: string;
    example: string | null;
    /**
     * Taken where a message gives no value.
     */
    fallback?: string | undefined;
  }>;
  variations: number;
};

export type TemplatePreview = {
  header: { format: string; text: string | null; media: string | null } | null;
  body: string | null;
  footer: string | null;
  buttons: Array<{ type: string; text: string; target: string | null }>;
  offer: string | null;
  cards: Array<{
    header: { format: string; text: string | null; media: string | null } | null;
    body: string | null;
    footer: string | null;
    buttons: Array<{ type: string; text: string; target: string | null }>;
  }>;
  errors: Array<{ path: string; message: string; start?: number | undefined; end?: number | undefined }>;
  recipients?:
    | Array<{
        header: { format: string; text: string | null; media: string | null } | null;
        body: string | null;
        footer: string | null;
        buttons: Array<{ type: string; text: string; target: string | null }>;
        offer: string | null;
        cards: Array<{
          header: { format: string; text: string | null; media: string | null } | null;
          body: string | null;
          footer: string | null;
          buttons: Array<{ type: string; text: string; target: string | null }>;
        }>;
        /**
         * con_…
         */
        contact: string;
        /**
         * Variables without a value or a fallback.
         */
        missing: Array<string>;
        errors: Array<{
          path: string;
          message: string;
          start?: number | undefined;
          end?: number | undefined;
        }>;
      }>
    | undefined;
};

export type TemplateVersion = {
  version: number;
  /**
   * Whether it is the one that is sent.
   */
  live: boolean;
  category: string;
  parameter_format: "NAMED" | "POSITIONAL";
  components: Array<Record<string, unknown>>;
  message_send_ttl_seconds: number | null;
  variables: Record<string, { sample?: string | undefined; fallback?: string | undefined }>;
  /**
   * usr_…, key_…, or `provider` for what was changed there.
   */
  author: string;
  review: { state: string; by: string; at: string; note: string | null } | null;
  created_at: string;
  changes: Array<{
    /**
     * A JSON pointer into the version.
     */
    path: string;
    before?: unknown;
    after?: unknown;
  }>;
};

export type TemplateGroup = {
  kind: "cloud_api" | "local";
  name: string;
  account: string | null;
  fallback: Array<string>;
  languages: Array<{ language: string; id: string; status: string; live_version: number | null }>;
};

export type PutTemplateGroup = {
  kind?: "cloud_api" | "local" | undefined;
  name: string;
  from?: string | undefined;
  fallback: Array<string>;
};

export type LibraryTemplate = {
  /**
   * What `library_template_name` names.
   */
  name: string;
  language: string;
  category: string;
  topic: string | null;
  usecase: string | null;
  industry: Array<string>;
  header: string | null;
  body: string;
  body_params: Array<string>;
  body_param_types: Array<string>;
  buttons: Array<Record<string, unknown>>;
};

export type AuditEntry = {
  /**
   * Its place in the chain; there is no gap.
   */
  number: number;
  at: string;
  action: string;
  actor: { kind: "key" | "person" | "operator" | "system" | "anybody"; id: string | null };
  reason: string | null;
  target: { kind: string; id: string } | null;
  /**
   * The names of the fields that were given.
   */
  changed: Array<string>;
  /**
   * What was changed to what. Of names, texts, addresses and secrets only the field is told.
   */
  changes: Array<{
    field: string;
    before?: string | number | boolean | null | Array<string> | undefined;
    after?: string | number | boolean | null | Array<string> | undefined;
  }>;
  outcome: "done" | "refused";
  request_id: string | null;
  ip: string | null;
  detail: Record<string, unknown>;
  /**
   * SHA-256, in hex.
   */
  hash: string;
};

export type AuditVerdict = {
  ok: boolean;
  /**
   * How many were in order.
   */
  entries: number;
  /**
   * SHA-256, in hex.
   */
  head: string;
  /**
   * How many signed seals the chain was held against.
   */
  seals: number;
  first_broken?:
    | {
        number: number;
        what: "edited" | "removed" | "inserted" | "truncated" | "rewritten" | "seal_forged";
        why: string;
      }
    | undefined;
};

export type Retention = {
  message_body: {
    /**
     * In force.
     */
    days: number;
    chosen: number | null;
    min_days: number;
    max_days: number;
    default_days: number;
  };
  media: {
    /**
     * In force.
     */
    days: number;
    chosen: number | null;
    min_days: number;
    max_days: number;
    default_days: number;
  };
  metadata: {
    /**
     * In force.
     */
    days: number;
    chosen: number | null;
    min_days: number;
    max_days: number;
    default_days: number;
  };
  webhooks: {
    /**
     * In force.
     */
    days: number;
    chosen: number | null;
    min_days: number;
    max_days: number;
    default_days: number;
  };
  /**
   * Whether everything is kept, whatever is chosen here.
   */
  legal_hold: boolean;
};

export type LegalHold = {
  /**
   * hold_…
   */
  id: string;
  phone: string | null;
  reason: string;
  placed_by: string;
  placed_at: string;
  lifted_at: string | null;
};

export type PrivacyRequest = {
  /**
   * prv_…
   */
  id: string;
  kind: "export" | "erase";
  reason: string;
  /**
   * key_…, usr_…, or the journal of erasures after a restore.
   */
  requested_by: string;
  state: "waiting" | "working" | "done" | "failed";
  waits_for: string | null;
  problem: string | null;
  /**
   * Rows by table that were erased, or records by kind that were exported.
   */
  counts: Record<string, number>;
  certificate: {
    statement: Record<string, unknown>;
    /**
     * Of the statement's canonical JSON (RFC 8785), in hex.
     */
    sha256: string;
    /**
     * Ed25519 over the same bytes, in base64.
     */
    signature: string;
    /**
     * PEM.
     */
    public_key: string;
  } | null;
  download: {
    /**
     * Opens the export without a key; whoever has it can.
     */
    url: string;
    expires_at: string;
  } | null;
  created_at: string;
  updated_at: string;
  done_at: string | null;
};

export type ConsentEvidence = {
  statement: {
    format: number;
    phone: string;
    contacts: Array<string>;
    written_at: string;
    events: Array<Record<string, unknown>>;
    in_force: Array<{
      purpose: "marketing" | "all";
      lane: string;
      state: "granted" | "withdrawn";
      since: string;
    }>;
  };
  sha256: string;
  signature: string;
  public_key: string;
};

export type ApiKey = {
  /**
   * key_…
   */
  id: string;
  name: string;
  mode: "live" | "test";
  scopes: Array<string>;
  state: "active" | "expired" | "revoked";
  hint: string | null;
  allowed_networks: Array<string> | null;
  requests_per_second: number | null;
  created_by: string | null;
  rotated_from: string | null;
  created_at: string;
  last_used_at: string | null;
  last_used_ip: string | null;
  expires_at: string | null;
  revoked_at: string | null;
};

export type ApiKeyCreated = {
  /**
   * key_…
   */
  id: string;
  name: string;
  mode: "live" | "test";
  scopes: Array<string>;
  state: "active" | "expired" | "revoked";
  hint: string | null;
  allowed_networks: Array<string> | null;
  requests_per_second: number | null;
  created_by: string | null;
  rotated_from: string | null;
  created_at: string;
  last_used_at: string | null;
  last_used_ip: string | null;
  expires_at: string | null;
  revoked_at: string | null;
  key: string | null;
};

export type TenantBrand = {
  name: string | null;
  logo_media_id: string | null;
  color: string | null;
  support_email: string | null;
  support_url: string | null;
};

export type TenantSettings = {
  /**
   * Whether a second person has to approve a template before it is submitted or used.
   */
  template_review: boolean;
  week_starts_on: "monday" | "saturday" | "sunday";
  hour_cycle: "h12" | "h23";
  /**
   * How long a new API key works when nobody says.
   */
  key_lifetime_days: number;
  /**
   * How long a key that is rotated goes on working when nobody says.
   */
  key_overlap_hours: number;
  campaign_approval_above: number | null;
};

export type TenantExport = {
  state: "waiting" | "done" | "failed" | "over";
  asked_at: string;
  expires_at: string | null;
  size_bytes: number | null;
  problem: string | null;
};

export type Tenant = {
  /**
   * ten_…
   */
  id: string;
  slug: string;
  name: string;
  state: "trial" | "active" | "suspended" | "closing";
  state_reason: string | null;
  state_since: string;
  trial_ends_at: string | null;
  erase_after: string | null;
  time_zone: string;
  locale: string;
  default_country: string | null;
  brand: TenantBrand;
  settings: TenantSettings;
  created_at: string;
  export: TenantExport | null;
};

export type TenantClosed = {
  tenant: Tenant;
  export: { url: string; passphrase: string; valid_days: number } | null;
};

export type PlanStanding = {
  plan: { name: string; version: number } | null;
  since: string | null;
  /**
   * `used` of messages counts what processes have set aside to accept soon; null where nobody
   * counts.
   */
  caps: Array<{
    cap:
      | "messages_per_minute"
      | "messages_per_day"
      | "messages_per_month"
      | "senders"
      | "seats"
      | "contacts"
      | "media_bytes"
      | "webhook_endpoints";
    limit: number;
    used: number | null;
    left: number | null;
    renews_at: string | null;
  }>;
};

export type UsageCost = {
  /**
   * One for each currency of the rate card.
   */
  amounts: Array<Amount>;
  /**
   * Delivered, and no rate card says what they cost.
   */
  unpriced_messages: number;
};

export type UsageRow = {
  key: string;
  accepted: number;
  sent: number;
  delivered: number;
  read: number;
  failed: number;
  received: number;
  /**
   * Of files that people sent.
   */
  media_bytes: number;
  cost: UsageCost;
};

export type PriceElsewhere = {
  name: string;
  /**
   * What the provider itself takes for messages.
   */
  messages: Amount | null;
  /**
   * What it takes for numbers, for each month that was begun.
   */
  monthly: Amount | null;
  meta: { amounts: Array<Amount>; unpriced_messages: number };
  /**
   * Null when a part is unknown, or currencies differ.
   */
  total: Amount | null;
  source: string | null;
  as_of: string | null;
  note: string;
};

export type Usage = {
  from: string;
  to: string;
  mode: "live" | "test";
  by: "day" | "month" | "sender" | "category" | "country";
  rows: Array<UsageRow>;
  total: UsageRow;
  elsewhere: Array<PriceElsewhere>;
};

export type UsageAlertRule =
  | { kind: "amount_per_month"; currency: string; amount_micros: number }
  | { kind: "percent_of_plan"; cap: "messages_per_day" | "messages_per_month"; percent: number };

export type UsageAlerts = {
  rules: Array<UsageAlertRule>;
  alerts: Array<{
    type: "usage.alert";
    rule: UsageAlertRule;
    window_start: string;
    /**
     * The amount in millionths, or the messages, that raised it.
     */
    value: number;
    at: string;
  }>;
};

export type Member = {
  id: string;
  email: string;
  name: string;
  role: string;
  role_name: string;
  two_factor: boolean;
  disabled: boolean;
  joined_at: string;
};

export type ChangeMember = { role: string };

export type Role = {
  /**
   * A name such as `agent`, or `rol_…` of the tenant's own.
   */
  id: string;
  name: string;
  scopes: Array<string>;
  built_in: boolean;
};

export type WriteRole = { name: string; scopes: Array<string> };

export type Invitation = {
  id: string;
  email: string;
  role: string;
  role_name: string;
  invited_by: string;
  created_at: string;
  expires_at: string;
};

export type Invite = { email: string; role: string };

export type InvitationCreated = {
  id: string;
  email: string;
  role: string;
  role_name: string;
  invited_by: string;
  created_at: string;
  expires_at: string;
  link: string | null;
  /**
   * Whether it is on its way by mail; else somebody has to pass it on.
   */
  mailed: boolean;
};

export type WebhookEndpoint = {
  /**
   * whe_…
   */
  id: string;
  mode: "live" | "test";
  url: string;
  events: Array<string>;
  description: string | null;
  /**
   * Their names; what they say is not shown again.
   */
  headers: Array<string>;
  senders: Array<string> | null;
  campaigns: Array<string> | null;
  payload: "thin" | "full" | "twilio";
  ordered: boolean;
  /**
   * Whether deliveries bear a `v1a` signature as well, which is checked with `public_key`.
   */
  asymmetric_signature: boolean;
  legacy_signature: "x-hub-signature-256" | "waha-sha512" | null;
  throttle: number | null;
  /**
   * `whpk_…`: what the `v1a` signature is checked with.
   */
  public_key: string;
  state: "enabled" | "paused" | "disabled";
  state_reason: string | null;
  state_since: string;
  failing_since: string | null;
  former_secret_until: string | null;
  created_at: string;
  updated_at: string;
};

export type WebhookEndpointFigures = {
  /**
   * How many deliveries were looked at, from the newest on.
   */
  counted: number;
  /**
   * Whether counting stopped there.
   */
  is_more: boolean;
  delivered: number;
  failed: number;
  waiting: number;
  /**
   * Whatever became of them, it took more than one attempt.
   */
  retried: number;
  attempts: number;
  answer_ms: { p50: number | null; p95: number | null };
};

export type CreateWebhookEndpoint = {
  url: string;
  events: Array<string>;
  description?: string | undefined;
  headers?: Record<string, string> | undefined;
  /**
   * `snd_…`: only what these numbers are named by; nothing that names no number.
   */
  senders?: Array<string> | undefined;
  /**
   * `cmp_…`: only what these campaigns are named by.
   */
  campaigns?: Array<string> | undefined;
  payload?: "thin" | "full" | "twilio" | undefined;
  /**
   * What is about one conversation comes one after the other.
   */
  ordered?: boolean | undefined;
  /**
   * Whether deliveries bear a `v1a` signature as well, which is checked with `public_key`.
   */
  asymmetric_signature?: boolean | undefined;
  legacy_signature?: "x-hub-signature-256" | "waha-sha512" | undefined;
  /**
   * At most so many deliveries a second, by each control process.
   */
  throttle?: number | undefined;
};

export type WebhookEndpointCreated = {
  /**
   * whe_…
   */
  id: string;
  mode: "live" | "test";
  url: string;
  events: Array<string>;
  description: string | null;
  /**
   * Their names; what they say is not shown again.
   */
  headers: Array<string>;
  senders: Array<string> | null;
  campaigns: Array<string> | null;
  payload: "thin" | "full" | "twilio";
  ordered: boolean;
  /**
   * Whether deliveries bear a `v1a` signature as well, which is checked with `public_key`.
   */
  asymmetric_signature: boolean;
  legacy_signature: "x-hub-signature-256" | "waha-sha512" | null;
  throttle: number | null;
  /**
   * `whpk_…`: what the `v1a` signature is checked with.
   */
  public_key: string;
  state: "enabled" | "paused" | "disabled";
  state_reason: string | null;
  state_since: string;
  failing_since: string | null;
  former_secret_until: string | null;
  created_at: string;
  updated_at: string;
  secret: string | null;
};

export type UpdateWebhookEndpoint = {
  url?: string | undefined;
  events?: Array<string> | undefined;
  description?: string | null | undefined;
  headers?: Record<string, string> | undefined;
  senders?: Array<string> | null | undefined;
  campaigns?: Array<string> | null | undefined;
  payload?: "thin" | "full" | "twilio" | undefined;
  /**
   * What is about one conversation comes one after the other.
   */
  ordered?: boolean | undefined;
  /**
   * Whether deliveries bear a `v1a` signature as well, which is checked with `public_key`.
   */
  asymmetric_signature?: boolean | undefined;
  legacy_signature?: "x-hub-signature-256" | "waha-sha512" | null | undefined;
  throttle?: number | null | undefined;
  state?: "enabled" | "paused" | undefined;
};

export type WebhookAttempt = {
  at: string;
  number: number;
  trigger: "event" | "replay" | "test";
  status: number | null;
  error: string | null;
  duration_ms: number;
  response: string | null;
};

export type WebhookDeliveryWithAttempts = {
  /**
   * whd_…
   */
  id: string;
  /**
   * whe_…
   */
  endpoint: string;
  /**
   * The `webhook-id` of every attempt.
   */
  event: string;
  type: string;
  state: "waiting" | "delivered" | "failed";
  /**
   * Of the present round; a replay begins another.
   */
  attempts: number;
  next_attempt_at: string | null;
  last_status: number | null;
  last_error: string | null;
  event_at: string;
  settled_at: string | null;
  request: {
    /**
     * Without what follows a question mark.
     */
    url: string;
    /**
     * What is told; the record of a full payload is not kept here.
     */
    body: Record<string, unknown>;
  };
  /**
   * The last thirty, oldest first.
   */
  attempt_log: Array<WebhookAttempt>;
};

export type WebhookDelivery = {
  /**
   * whd_…
   */
  id: string;
  /**
   * whe_…
   */
  endpoint: string;
  /**
   * The `webhook-id` of every attempt.
   */
  event: string;
  type: string;
  state: "waiting" | "delivered" | "failed";
  /**
   * Of the present round; a replay begins another.
   */
  attempts: number;
  next_attempt_at: string | null;
  last_status: number | null;
  last_error: string | null;
  event_at: string;
  settled_at: string | null;
};

export type ReplayWebhooks = {
  ids?: Array<string> | undefined;
  endpoint?: string | undefined;
  since?: string | undefined;
  until?: string | undefined;
  /**
   * As in `events`.
   */
  types?: Array<string> | undefined;
  include_delivered?: boolean | undefined;
};

export type WebhooksReplayed = { replayed: number; next_since: string | null };

export type RoutingPool = {
  name: string;
  senders: Array<{
    sender: string;
    /**
     * 1 by default.
     */
    weight?: number | undefined;
  }>;
};

export type RoutingCondition = {
  category?: Array<"authentication" | "utility" | "marketing" | "service"> | undefined;
  country?: Array<string> | undefined;
  /**
   * Whether the person has written to a sender of this road within 24 hours.
   */
  window?: "open" | "closed" | undefined;
  template?: Array<string> | undefined;
  type?:
    | Array<
        | "text"
        | "image"
        | "video"
        | "audio"
        | "document"
        | "sticker"
        | "location"
        | "contacts"
        | "reaction"
        | "interactive"
        | "template"
      >
    | undefined;
};

export type RoutingRoad = { pool?: string | undefined; sender?: string | undefined };

export type RoutingRule = {
  name?: string | undefined;
  when?: RoutingCondition | undefined;
  use: RoutingRoad;
  fallbacks?:
    | Array<{
        use: RoutingRoad;
        /**
         * It takes over when everything before it is refused for one of these; by default for any.
         */
        on?:
          | Array<"throttled" | "template_unavailable" | "not_on_whatsapp" | "sender_unavailable">
          | undefined;
      }>
    | undefined;
};

export type Routing = {
  version: number;
  updated_at: string | null;
  pools?: Array<RoutingPool> | undefined;
  /**
   * The first that holds decides; without one, the default sender does.
   */
  rules: Array<RoutingRule>;
  /**
   * Whether people keep the sender they last talked with; true by default.
   */
  stick_to_known?: boolean | undefined;
  /**
   * A sender below this score is passed over.
   */
  health_floor?: number | undefined;
  /**
   * A sender whose lane would keep a message waiting longer is passed over.
   */
  throttled_after_seconds?: number | undefined;
};

export type PutRouting = {
  version: number;
  pools?: Array<RoutingPool> | undefined;
  /**
   * The first that holds decides; without one, the default sender does.
   */
  rules: Array<RoutingRule>;
  /**
   * Whether people keep the sender they last talked with; true by default.
   */
  stick_to_known?: boolean | undefined;
  /**
   * A sender below this score is passed over.
   */
  health_floor?: number | undefined;
  /**
   * A sender whose lane would keep a message waiting longer is passed over.
   */
  throttled_after_seconds?: number | undefined;
};

export type ExplainRouting = {
  /**
   * A phone number, E.164 with a leading +.
   */
  to: string;
  from?: string | undefined;
  category?: "authentication" | "utility" | "marketing" | "service" | undefined;
  type?:
    | "text"
    | "image"
    | "video"
    | "audio"
    | "document"
    | "sticker"
    | "location"
    | "contacts"
    | "reaction"
    | "interactive"
    | "template"
    | undefined;
  template?: { name: string; language?: string | undefined } | undefined;
  send_at?: string | undefined;
};

export type RoutingExplanation = {
  sender: string | null;
  decided_by: "request" | "policy" | "default";
  policy_version: number | null;
  rule: { index: number; name: string | null } | null;
  /**
   * True when it would wait there, because no sender can take it now.
   */
  waits: boolean;
  candidates: Array<{
    sender: string;
    verdict: "chosen" | "refused" | "not_needed";
    code: string;
    detail: string | null;
  }>;
};

export type ProtectionSettings = {
  preset?: "cautious" | "normal" | "established" | "off" | undefined;
  daily_cap?: number | undefined;
  new_chats_per_day?: number | undefined;
  /**
   * Half of all gaps are shorter.
   */
  gap_seconds?: number | undefined;
  quiet_hours?: { from: string; to: string } | null | undefined;
  typing?: boolean | undefined;
  /**
   * IANA; by default the zone of the number.
   */
  time_zone?: string | undefined;
};

export type CreateSender = {
  name: string;
  transport: "whatsapp_web" | "cloud_api" | "dialog360" | "waha" | "wasender" | "sandbox";
  config?: Record<string, unknown> | undefined;
  default?: boolean | undefined;
  protection?: ProtectionSettings | undefined;
};

export type Protection = {
  preset: "cautious" | "normal" | "established" | "off";
  daily_cap: number | null;
  new_chats_per_day: number | null;
  gap_seconds: number | null;
  quiet_hours: { from: string; to: string } | null;
  typing: boolean;
  time_zone: string;
};

export type Session = {
  state:
    | "stopped"
    | "starting"
    | "pairing"
    | "connected"
    | "reconnecting"
    | "logged_out"
    | "replaced"
    | "banned";
  since: string;
  reason: string | null;
  advice?:
    | {
        /**
         * What has happened.
         */
        meaning: string;
        action: string | null;
      }
    | undefined;
};

export type Sender = {
  id: string;
  name: string;
  transport: "whatsapp_web" | "cloud_api" | "dialog360" | "waha" | "wasender" | "sandbox";
  address: string | null;
  mode: "live" | "test";
  default: boolean;
  config: Record<string, unknown>;
  health: {
    state: "healthy" | "degraded" | "paused" | "blocked";
    reason: string | null;
    since: string;
    score: number | null;
    reasons: Array<{
      code: string;
      /**
       * What it takes from the score.
       */
      points: number;
      text: string;
      until: string | null;
    }>;
  };
  limits: {
    per_second: number | null;
    per_day: number | null;
    sent_today: number | null;
    new_chats_per_day: number | null;
    new_chats_today: number | null;
    warm_up_stage: string | null;
    resumes_at: string | null;
  };
  protection: Protection | null;
  session: Session;
  cloud_api?: CloudApiStanding | null | undefined;
  created_at: string;
};

export type UpdateSender = {
  name?: string | undefined;
  config?: Record<string, unknown> | undefined;
  default?: boolean | undefined;
  paused?: boolean | undefined;
  protection?: ProtectionSettings | undefined;
};

export type SandboxChat = {
  /**
   * Id of a sender of this tenant, in test mode.
   */
  sender: string;
  name: string;
  /**
   * The business number, E.164.
   */
  address: string;
  /**
   * Whether this person blocks it.
   */
  blocked: boolean;
};

export type SandboxChatMessage = {
  /**
   * WhatsApp's id, `provider_message_id` of the message.
   */
  id: string;
  /**
   * Id of a sender of this tenant, in test mode.
   */
  sender: string;
  from: "sender" | "person";
  type: string;
  text: string | null;
  /**
   * As it came, by its type.
   */
  content: Record<string, unknown>;
  at: string;
  read_at: string | null;
};

export type SandboxPhone = {
  /**
   * E.164.
   */
  phone: string;
  name: string;
  /**
   * Every test sender that has a number.
   */
  chats: Array<SandboxChat>;
  /**
   * The latest hundred of each way, oldest first.
   */
  messages: Array<SandboxChatMessage>;
};

export type SandboxReply = { sender: string; text: string };

export type SandboxBlock = { sender: string; blocked: boolean };

export type SandboxScan = {
  /**
   * The text of a sender's QR code.
   */
  qr?: string | undefined;
  /**
   * A pairing code.
   */
  code?: string | undefined;
};

export type SessionExport = {
  /**
   * A sealed session file in base64, at most 45 MiB of it before encoding.
   */
  file: string;
  /**
   * The number whose link is in the file, E.164.
   */
  address: string;
  exported_at: string;
};
