// Requests about numbers, block lists, media and templates as Meta publishes them, each with Meta's answer.
//
// Numbers and media: business-messaging-api_v23.0.yaml of github.com/facebook/openapi, at commit
// 231e184578bf86f5024149dd8d5ec234e340f6cb. Block list: its successor for v25.0. Copyright (c) Meta Platforms, Inc.
// and affiliates, MIT licence. Templates, which that file has not: Meta's page "Templates", "Parameter formats".

export const success = { success: true };

/** "Request SMS verification code" and "Request voice verification code". */
export const requestCodes = [
  { code_method: "SMS", language: "en_US" },
  { code_method: "VOICE", language: "es_ES" },
] as const;

/** "Registration with tier configuration". */
export const registration = {
  messaging_product: "whatsapp",
  pin: "123456",
  tier: "PROD",
  data_localization_region: "AE",
} as const;

export const block = { messaging_product: "whatsapp", block_users: [{ user: "+16505551234" }] } as const;

const blocked = { input: "+16505551234", wa_id: "16505551234" };

export const blockAnswer = { messaging_product: "whatsapp", block_users: { added_users: [blocked] } };
export const unblockAnswer = { messaging_product: "whatsapp", block_users: { removed_users: [blocked] } };

/** The specification's "Upload Image" and "Upload Audio" name files; these are their types. */
export const uploads = [
  { filename: "file.jpg", type: "image/jpeg" },
  { filename: "file.ogg", type: "audio/ogg" },
] as const;

export const namedTemplate = {
  name: "order_confirmation",
  language: "en_US",
  category: "utility",
  parameter_format: "named",
  components: [
    {
      type: "body",
      text: "Thank you, {{first_name}}! Your order number is {{order_number}}.",
      example: {
        body_text_named_params: [
          { param_name: "first_name", example: "Pablo" },
          { param_name: "order_number", example: "860198-230332" },
        ],
      },
    },
  ],
} as const;

/** What sends it. */
export const namedMessage = {
  messaging_product: "whatsapp",
  recipient_type: "individual",
  to: "+16505551234",
  type: "template",
  template: {
    name: "order_confirmation",
    language: { code: "en_US" },
    components: [
      {
        type: "body",
        parameters: [
          { type: "text", parameter_name: "first_name", text: "Jessica" },
          { type: "text", parameter_name: "order_number", text: "SKBUP2-4CPIG9" },
        ],
      },
    ],
  },
} as const;

export const positionalTemplate = {
  name: "order_confirmation",
  language: "en_US",
  category: "utility",
  parameter_format: "positional",
  components: [
    {
      type: "body",
      text: "Hi {{1}}! Your order number is {{2}}. Thank you.",
      example: { body_text: [["Pablo", "860198-230332"]] },
    },
  ],
} as const;

export const positionalMessage = {
  ...namedMessage,
  template: {
    ...namedMessage.template,
    components: [
      {
        type: "body",
        parameters: [
          { type: "text", text: "Jessica" },
          { type: "text", text: "SKBUP2-4CPIG9" },
        ],
      },
    ],
  },
} as const;
