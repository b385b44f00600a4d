// Reads Meta's error objects, which come in several shapes, from answers and from status webhooks alike.

import { fields } from "../http/json.ts";

export type GraphError = {
  code: number;
  subcode: number | null;
  /** Meta's own word that the failure will pass. */
  transient: boolean;
  /** What Meta says, for people. */
  detail: string;
};

/** `error` of an answer, or one of `errors` of a failed status; null when it is neither. */
export function readGraphError(value: unknown): GraphError | null {
  const error = fields(value);
  const code = number(error["code"]);
  if (code === null) return null;
  const data = error["error_data"];
  // Sometimes an object with `details`, sometimes plain text.
  const details = typeof data === "string" ? data : fields(data)["details"];
  const said = [error["message"] ?? error["title"], error["error_user_msg"], details];
  return {
    code,
    subcode: number(error["error_subcode"]),
    transient: error["is_transient"] === true,
    detail: sentence(said),
  };
}

const longest = 500;

/** Meta often says the same twice, whole or in part. */
function sentence(parts: readonly unknown[]): string {
  let said = "";
  for (const part of parts) {
    if (typeof part !== "string" || said.includes(part)) continue;
    said += said === "" ? part : `: ${part}`;
  }
  return said.slice(0, longest).toWellFormed().replaceAll("\0", "");
}

function number(value: unknown): number | null {
  const read = typeof value === "string" && /^-?\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof read === "number" && Number.isSafeInteger(read) ? read : null;
}
