// Template creation and edit errors: code 100 with a subcode, the reason in error_user_msg.
import { GraphError } from "../graph-error.ts";

/** Subcodes without a page of Meta's are left out; the code alone then speaks. */
const REASONS = {
  exists: { subcode: 2388024, title: "Content in This Language Already Exists" },
  name_deleted: { subcode: 2388023, title: "Message template language is being deleted" },
  too_long: { subcode: 2388040, title: "Character Limit Exceeded" },
  header: { subcode: 2388047, title: "Message Header Format Is Incorrect" },
  body: { subcode: 2388072, title: "Message Body Format Is Incorrect" },
  footer: { subcode: 2388073, title: "Message Footer Format Is Incorrect" },
  edges: { subcode: 2388299, title: "Leading or Trailing Params Not Allowed" },
  ratio: { subcode: 2388293, title: "Parameters Words Ratio Exceeded" },
  edit_limit: { subcode: 2388039, title: "Template Edit Limit Exceeded" },
  cap: { subcode: 2388019, title: "Message Template Limit Exceeded" },
  not_found: { subcode: 2593002, title: "Message Template Not Found" },
  examples: { subcode: 2388043, title: "Message Template Is Missing Expected Field(s)" },
  other: { subcode: undefined, title: "Invalid parameter" },
} as const;

export type TemplateReason = keyof typeof REASONS;

export function templateError(reason: TemplateReason, userMessage: string): GraphError {
  const { subcode, title } = REASONS[reason];
  return new GraphError(100, {
    message: "Invalid parameter",
    details: userMessage,
    ...(subcode !== undefined && { subcode }),
    userTitle: title,
    userMessage,
  });
}
