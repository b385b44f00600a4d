// Callback addresses: read from a request and proven by Meta's handshake before they count (Meta: webhooks).
import { randomInt } from "node:crypto";
import { request } from "undici";
import type { Callback } from "../business/index.ts";
import type { JsonObject } from "../json.ts";
import type { Call } from "./call.ts";
import { badParameter, GraphError } from "./graph-error.ts";

/** An override for an account or number; without a URL there is none. */
export async function overrideOf(
  call: Call,
  { override_callback_uri, verify_token }: JsonObject,
): Promise<Callback | null> {
  if (override_callback_uri === undefined || override_callback_uri === "") return null;
  const callback = callbackOf({ url: override_callback_uri, verifyToken: verify_token });
  if (callback.url.length > 200)
    throw badParameter("Param override_callback_uri must be at most 200 characters long.");
  await shakeHands(callback);
  return callback;
}

export function callbackOf({ url, verifyToken }: { url: unknown; verifyToken: unknown }): Callback {
  if (typeof url !== "string" || !/^https?:\/\/[^\s]+$/.test(url))
    throw badParameter("The callback URL is not valid.");
  if (typeof verifyToken !== "string" || verifyToken === "")
    throw badParameter("The parameter verify_token is required.");
  return { url, verifyToken };
}

/** GET with hub.challenge; the answer must be 200 and the challenge itself. */
export async function shakeHands({ url, verifyToken }: Callback) {
  const challenge = String(randomInt(1_000_000_000, 2_000_000_000));
  const address = new URL(url);
  address.searchParams.set("hub.mode", "subscribe");
  address.searchParams.set("hub.challenge", challenge);
  address.searchParams.set("hub.verify_token", verifyToken);
  const problem = await problemOf(address, challenge);
  if (problem)
    throw new GraphError(2200, {
      status: 400,
      message: "Callback verification failed",
      details: problem,
    });
}

async function problemOf(address: URL, challenge: string): Promise<string | undefined> {
  try {
    const answer = await request(address, { headersTimeout: 10_000, bodyTimeout: 10_000 });
    const text = await answer.body.text();
    if (answer.statusCode !== 200)
      return `HTTP Status Code = ${answer.statusCode}; HTTP Message = ${text.slice(0, 200)}`;
    return text.trim() === challenge ? undefined : "The response does not match the challenge.";
  } catch {
    return "The URL couldn't be reached.";
  }
}
