// Access tokens: what one may do and until when, and how Embedded Signup's code becomes one (Graph: "Debug token").

import { fields, words } from "../../http/json.ts";
import type { Asked } from "../../transport.ts";
import type { TokenFact } from "./fact.ts";
import { readId } from "./health.ts";
import { type GraphLine, type MetaApp, refused } from "./line.ts";

export type InspectedToken = {
  fact: TokenFact;
  /** The business accounts it was given for; empty where Meta names none. */
  wabaIds: readonly string[];
};

/** What the token of a sender must be allowed to (Cloud API, "Permissions"). */
export const neededScopes = ["whatsapp_business_management", "whatsapp_business_messaging"] as const;

/**
 * Graph wants an app's own token here. Where the app's id is not known the token asks about itself, which Graph lets
 * those of the app's own people do. A token it does not know any more is an answer too: it is not valid.
 */
export async function inspectToken(
  line: GraphLine,
  token: string,
  app: MetaApp | null,
): Promise<Asked<InspectedToken>> {
  const query = { input_token: token };
  const as = app === null ? {} : { as: `${app.appId}|${app.appSecret}` };
  const answer = await line({ method: "GET", edge: "debug_token", query, ...as });
  if (!answer.ok) {
    const isOver = answer.error.code === "provider_auth_failed";
    return isOver ? { ok: true, value: { fact: invalid(answer.error.detail), wabaIds: [] } } : answer;
  }
  const data = fields(answer.value["data"]);
  const { scopes, granular_scopes: granular } = data;
  return {
    ok: true,
    value: {
      fact: {
        valid: data["is_valid"] === true,
        expiresAt: instantIn(data["expires_at"]),
        appId: readId(data["app_id"]),
        scopes: textsIn(scopes),
        problem: data["is_valid"] === true ? null : (words(fields(data["error"])["message"]) ?? "not valid"),
      },
      wabaIds: (Array.isArray(granular) ? granular : []).map(fields).flatMap(targetsOf),
    },
  };
}

function invalid(problem: string): TokenFact {
  return { valid: false, expiresAt: null, appId: null, scopes: [], problem };
}

/** Zero is Meta's way to say never. */
function instantIn(value: unknown): string | null {
  return typeof value === "number" && value > 0 ? new Date(value * 1_000).toISOString() : null;
}

function targetsOf({ scope, target_ids: targets }: Readonly<Record<string, unknown>>): string[] {
  return scope === "whatsapp_business_management" ? textsIn(targets) : [];
}

function textsIn(value: unknown): string[] {
  return (Array.isArray(value) ? value : []).flatMap((item) => words(item) ?? []);
}

/** `redirectUri`: where the dialog led back to, for Meta compares it; null when Meta's own script showed the dialog. */
export type SignupCode = { code: string; redirectUri: string | null };

/** The code lives for seconds and is good once; the token it becomes reaches the accounts that were shared. */
export async function exchangeCode(
  line: GraphLine,
  { appId, appSecret }: MetaApp,
  { code, redirectUri }: SignupCode,
): Promise<Asked<string>> {
  const body = {
    client_id: appId,
    client_secret: appSecret,
    code,
    grant_type: "authorization_code",
    ...(redirectUri === null ? {} : { redirect_uri: redirectUri }),
  };
  const answer = await line({ method: "POST", edge: "oauth/access_token", body });
  if (!answer.ok)
    return { ok: false, error: { ...answer.error, detail: without(answer.error.detail, appSecret) } };
  const token = answer.value["access_token"];
  return typeof token === "string" && /^[\x21-\x7e]{1,4096}$/.test(token)
    ? { ok: true, value: token }
    : refused("provider_error", null, "Meta answered the code without a token.");
}

function without(text: string, secret: string): string {
  return text.replaceAll(secret, "[secret]");
}
