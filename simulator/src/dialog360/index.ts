// 360dialog's face (docs.360dialog.com): Meta's messages under a key of the number's own, webhooks passed on.
import { createHmac } from "node:crypto";
import type { PhoneNumber } from "../business/index.ts";
import { envelopeOf, GraphError } from "../graph-api/graph-error.ts";
import { nextTraceId } from "../graph-api/headers.ts";
import { postMessage } from "../graph-api/messages.ts";
import type { Answer, Request } from "../http/answer.ts";
import { reply } from "../http/answer.ts";
import { isObject, parseJson } from "../json.ts";
import type { Network } from "../network.ts";

/** One for all numbers: it belongs to the partner (Signature Validation). */
export const PLATFORM_SECRET = "d360-simulator-platform-secret";

/** The Basics: the key names the number. */
export function apiKeyOf({ id }: PhoneNumber): string {
  return `D360SIMULATORKEY${id}`;
}

export async function answerDialog360(network: Network, request: Request): Promise<Answer> {
  const { outage, token_expired } = network.conditions.faults.account;
  if (outage === "refuse") return { kind: "reset" };
  if (outage === "unavailable") return ownError(502, "WhatsApp for Business API not available");
  const key = request.headers["d360-api-key"];
  const number = network.business.numbers.find((each) => apiKeyOf(each) === key);
  if (!number || token_expired) return ownError(401, "Invalid api_key");
  const place = `${request.method} ${request.path.slice(1).join("/")}`;
  if (place === "POST messages") return send(network, request, number);
  if (place === "POST v1/configs/webhook") return setWebhook(request, number);
  if (place === "GET v1/configs/webhook") return reply({ url: number.override?.url ?? "" });
  return ownError(404, "Resource not found");
}

async function send(network: Network, request: Request, number: PhoneNumber): Promise<Answer> {
  const token = { value: "", accounts: new Set([number.account.id]), expiresAt: null };
  const place = { version: "v25.0", node: number.id, edge: "messages" };
  try {
    return await postMessage({ ...request, ...place, network, token, target: number });
  } catch (problem) {
    if (!(problem instanceof GraphError)) throw problem;
    return reply(envelopeOf(problem, nextTraceId()), problem.status);
  }
}

/** `{url, headers?}`: the headers come with every webhook of this number. */
async function setWebhook(request: Request, number: PhoneNumber): Promise<Answer> {
  const body = parseJson((await request.body()).toString());
  const { url, headers = {} } = isObject(body) ? body : {};
  if (typeof url !== "string" || !/^https?:\/\//.test(url)) return ownError(400, "url is not valid");
  if (!isObject(headers)) return ownError(400, "headers must be an object");
  const told = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
  number.override = {
    url,
    verifyToken: "",
    proof: (raw, wrong) => ({ ...told, "x-360dialog-signature": signatureOf(raw, wrong) }),
  };
  return reply({ url, headers });
}

function signatureOf(body: Buffer, wrong: boolean): string {
  return createHmac("sha256", wrong ? "not the platform secret" : PLATFORM_SECRET)
    .update(body)
    .digest("hex");
}

/** Error Code Reference; the envelope is that of its older documents (unverified for today's). */
function ownError(status: number, message: string): Answer {
  return reply({ meta: { success: false, http_code: status, developer_message: message } }, status);
}
