// One call of the Graph API: what was asked of which object, by whom.
import type { PhoneNumber, Template, Token } from "../business/index.ts";
import type { Media } from "../business/media.ts";
import type { Answer, Request } from "../http/answer.ts";
import { isObject, parseJson } from "../json.ts";
import type { JsonObject } from "../json.ts";
import type { Network } from "../network.ts";
import { badParameter } from "./graph-error.ts";

export type Call = Request & {
  network: Network;
  version: string;
  /** The id in the path, and what follows it. */
  node: string;
  edge: string;
  token: Token;
};

export type NodeCall<T> = Call & { target: T };
export type NumberCall = NodeCall<PhoneNumber>;
export type TemplateCall = NodeCall<Template>;
export type MediaCall = NodeCall<Media>;

export type Handler<T> = (call: NodeCall<T>) => Answer | Promise<Answer>;

/** Parameters of a write: a JSON object, a form, or the query string, as Graph takes all three. */
export async function parametersOf(call: Call): Promise<JsonObject> {
  const body = await call.body();
  const type = call.headers["content-type"] ?? "";
  if (type.startsWith("application/x-www-form-urlencoded")) {
    return Object.fromEntries(new URLSearchParams(body.toString()));
  }
  if (body.length === 0) return Object.fromEntries(call.query);
  const value = parseJson(body.toString());
  if (!isObject(value)) throw badParameter("Invalid parameter", "The body is not a JSON object.");
  return value;
}
