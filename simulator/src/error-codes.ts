// Meta's error codes: title, usual details and HTTP status, most of which is unverified.

export type ErrorCode = { title: string; details: string; status: number };

const TABLE: Readonly<Record<number, readonly [title: string, details: string, status?: number]>> = {
  0: ["AuthException", "We were unable to authenticate the app user.", 401],
  1: ["API Unknown", "Invalid request or possible server error.", 400],
  2: ["API Service", "Temporary due to downtime or due to being overloaded.", 503],
  3: ["API Method", "Capability or permissions issue.", 403],
  4: ["API Too Many Calls", "The app has reached its API call rate limit."],
  10: ["Permission Denied", "Permission is either not granted or has been removed.", 403],
  33: ["Parameter value is not valid", "The business phone number has been deleted."],
  100: ["Invalid parameter", "The request included one or more unsupported or misspelled parameters."],
  104: ["An access token is required to request this resource.", "", 401],
  190: ["Access token has expired", "Your access token has expired.", 401],
  368: [
    "Temporarily blocked for policies violations",
    "The account has been restricted or disabled for violating a platform policy.",
    403,
  ],
  80007: ["Rate limit issues", "The WhatsApp Business Account has reached its rate limit."],
  130403: ["Business has blocked this user", "The business has blocked this user."],
  130429: ["Rate limit hit", "Cloud API message throughput has been reached."],
  130472: ["User's number is part of an experiment", "Message was not sent as part of an experiment."],
  130497: [
    "Business account is restricted from messaging users in this country.",
    "The account is restricted from messaging users in this country.",
    403,
  ],
  131000: ["Something went wrong", "Message failed to send due to an unknown error.", 500],
  131005: ["Access denied", "Permission is either not granted or has been removed.", 403],
  131008: ["Required parameter is missing", "The request is missing a required parameter."],
  131009: ["Parameter value is not valid", "One or more parameter values are invalid."],
  131016: ["Service unavailable", "A service is temporarily unavailable.", 500],
  131020: ["Group is not available", "The group does not exist."],
  131021: ["Recipient cannot be sender", "Sender and recipient phone number is the same."],
  131026: ["Message undeliverable", "Unable to deliver message."],
  131030: [
    "Recipient phone number not in allowed list",
    "Add the recipient phone number to the recipient list and try again.",
  ],
  131031: [
    "Business Account locked",
    "The account has been restricted or disabled for violating a platform policy, or " +
      "its data could not be verified.",
    403,
  ],
  131037: [
    "Display name approval needed",
    "The number used to send the message does not have an approved display name.",
  ],
  131042: ["Business eligibility payment issue", "There was an error related to your payment method."],
  131045: ["Incorrect certificate", "Message failed to send due to a phone number registration error.", 500],
  131047: [
    "Re-engagement message",
    "Message failed to send because more than 24 hours have passed since the " +
      "customer last replied to this number.",
  ],
  131048: [
    "Spam rate limit hit",
    "Message failed to send because there are restrictions on how many messages can " +
      "be sent from this phone number.",
  ],
  131049: [
    "This message was not delivered to maintain healthy ecosystem engagement.",
    "In order to maintain a healthy ecosystem engagement, the message failed to be delivered.",
  ],
  131050: [
    "Unable to deliver the message. This recipient has chosen to stop receiving " +
      "marketing messages on WhatsApp from your business.",
    "The recipient has stopped marketing messages from this business.",
  ],
  131051: ["Unsupported message type", "Message type is currently not supported."],
  131052: ["Media download error", "Unable to download the media sent by the user."],
  131053: ["Media upload error", "Unable to upload the media used in the message."],
  131055: ["Method not allowed", "Only marketing template messages can be sent through this endpoint."],
  131056: [
    "(Business Account, Consumer Account) pair rate limit hit",
    "Too many messages sent from the sender phone number to the same recipient phone " +
      "number in a short period of time.",
  ],
  131057: ["Account in maintenance mode", "Business Account is in maintenance mode.", 500],
  131062: [
    "Business-scoped user IDs are not supported for this message",
    "One-tap, zero-tap and copy code authentication templates need a phone number.",
  ],
  131063: ["Marketing messages are disabled on Cloud API", "Use the marketing messages endpoint."],
  131064: [
    "Messaging limit reached",
    "Messaging limit reached because of template classification violations.",
  ],
  132000: [
    "Number of parameters does not match the expected number of params",
    "The number of variable parameter values does not match the number of variables in the template.",
  ],
  132001: [
    "Template name does not exist in the translation",
    "The template does not exist in the specified language or the template has not been approved.",
    404,
  ],
  132005: ["Translated text too long", "Translated text is too long."],
  132007: ["Template format character policy violated", "Template content violates a WhatsApp policy."],
  132012: [
    "Parameter format does not match format in the created template",
    "Variable parameter values formatted incorrectly.",
  ],
  132015: [
    "Template is paused",
    "Template is paused due to low quality so it cannot be sent in a template message.",
  ],
  132016: [
    "Template is disabled",
    "Template has been paused too many times due to low quality and is now permanently disabled.",
  ],
  132018: [
    "Template parameter validation failed",
    "There is a validation error in the template's parameters.",
  ],
  133005: ["Two step verification PIN Mismatch", "Two-step verification PIN incorrect."],
  133010: ["Phone number not registered", "Phone number not registered on the WhatsApp Business Platform."],
  133016: [
    "Account register deregister rate limit exceeded",
    "Registration or deregistration failed because there were too many attempts.",
  ],
  134100: ["Only marketing messages are supported", "Send other categories through the messages endpoint."],
  135000: [
    "Generic user error",
    "Message failed to send because of an unknown error with your request parameters.",
  ],
  137000: ["Identity key hash mismatch", "The recipient identity key hash does not match."],
  139100: ["Failed to block/unblock users", "Some users could not be blocked or unblocked."],
  139101: ["Blocklist limit reached", "The blocklist holds 64,000 users."],
};

/** Unlisted codes behave like an unknown error, so that any code can be injected. */
export function errorCode(code: number): ErrorCode {
  const [title, details, status = 400] = TABLE[code] ?? ["Something went wrong", `Error ${code}.`];
  return { title, details, status };
}
