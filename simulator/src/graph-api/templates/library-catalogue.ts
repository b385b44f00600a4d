// The ready-made templates of this network's library: our own texts, under Meta's topics and use cases.

/** In Meta's field names, as its library shows them. */
export type LibraryTemplate = LibraryPlace & LibraryText;

type LibraryPlace = {
  id: string;
  name: string;
  language: string;
  category: "UTILITY";
  topic: string;
  usecase: string;
  industry: readonly string[];
};

type LibraryText = {
  header?: string;
  body: string;
  /** An example for each variable, and what kind of value it is. */
  body_params: readonly string[];
  body_param_types: readonly ("ADDRESS" | "AMOUNT" | "DATE" | "EMAIL" | "NUMBER" | "PHONE NUMBER" | "TEXT")[];
  /** Where a link leads and which number is called, says who takes the template over. */
  buttons: readonly { type: "PHONE_NUMBER" | "QUICK_REPLY" | "URL"; text: string }[];
};

const common = { language: "en_US", category: "UTILITY" } as const;

export const catalogue: readonly LibraryTemplate[] = [
  {
    ...common,
    id: "910000000000001",
    name: "delivery_update_sim",
    topic: "ORDER_MANAGEMENT",
    usecase: "DELIVERY_UPDATE",
    industry: ["E_COMMERCE"],
    header: "Your parcel is on its way",
    body: "Hello {{1}}, your order {{2}} arrives on {{3}}. You can follow it until then.",
    body_params: ["Asha", "MG-17", "3 March"],
    body_param_types: ["TEXT", "TEXT", "DATE"],
    buttons: [{ type: "URL", text: "Follow the parcel" }],
  },
  {
    ...common,
    id: "910000000000002",
    name: "delivery_failed_sim",
    topic: "ORDER_MANAGEMENT",
    usecase: "DELIVERY_FAILED",
    industry: ["E_COMMERCE"],
    body: "We could not deliver order {{1}} to {{2}} today. Please call us to agree on another day.",
    body_params: ["MG-17", "1 Fictional Rd, Kochi"],
    body_param_types: ["TEXT", "ADDRESS"],
    buttons: [{ type: "PHONE_NUMBER", text: "Call us" }],
  },
  {
    ...common,
    id: "910000000000003",
    name: "payment_due_sim",
    topic: "PAYMENTS",
    usecase: "PAYMENT_DUE_REMINDER",
    industry: ["FINANCIAL_SERVICES", "E_COMMERCE"],
    body: "Hello {{1}}, your payment of {{2}} is due on {{3}}. If you have paid already, nothing is left to do.",
    body_params: ["Asha", "$75.00", "3 March"],
    body_param_types: ["TEXT", "AMOUNT", "DATE"],
    buttons: [
      { type: "URL", text: "Pay now" },
      { type: "PHONE_NUMBER", text: "Call us" },
    ],
  },
  {
    ...common,
    id: "910000000000004",
    name: "feedback_survey_sim",
    topic: "CUSTOMER_FEEDBACK",
    usecase: "FEEDBACK_SURVEY",
    industry: ["E_COMMERCE"],
    body: "Thank you for your order {{1}}. Were you content with what you got?",
    body_params: ["MG-17"],
    body_param_types: ["TEXT"],
    buttons: [
      { type: "QUICK_REPLY", text: "Yes" },
      { type: "QUICK_REPLY", text: "No" },
    ],
  },
];
