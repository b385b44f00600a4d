// Tokens: Embedded Signup's code exchange and token inspection (Meta: Graph API).
import { randomBytes } from "node:crypto";
import type { Answer, Request } from "../http/answer.ts";
import { reply } from "../http/answer.ts";
import { isObject, parseJson } from "../json.ts";
import type { Network } from "../network.ts";
import type { Call } from "./call.ts";
import { badParameter, GraphError } from "./graph-error.ts";

/**
 * A code is good once. The dialog itself is not simulated: `POST /_sim/accounts/{waba_id}/signup` shares an account and
 * gives its code; any other code shares the first account.
 */
export async function exchangeCode(network: Network, request: Request): Promise<Answer> {
  const { app, tokens, accounts } = network.business;
  const asked = await parametersOf(request);
  if (asked.get("client_id") !== app.id)
    throw new GraphError(101, { status: 400, message: "Error validating application." });
  if (asked.get("client_secret") !== app.secret) {
    throw new GraphError(1, { status: 400, message: "Error validating client secret." });
  }
  if (asked.get("grant_type") === "client_credentials") {
    return reply({ access_token: `${app.id}|${app.secret}`, token_type: "bearer" });
  }
  const code = asked.get("code");
  if (!code) throw badParameter("The parameter code is required.");
  const { signups } = network.business;
  const shared = signups.get(code);
  if (shared === null) {
    throw new GraphError(100, { subcode: 36009, message: "This authorization code has been used." });
  }
  if (shared !== undefined && shared.redirectUri !== asked.get("redirect_uri")) {
    const message = "Error validating verification code. Please make sure your redirect_uri is identical";
    throw new GraphError(100, { subcode: 36008, message: `${message} to the one you used in the dialog.` });
  }
  signups.set(code, null);
  const value = `EAASIMULATOR${randomBytes(16).toString("hex")}ZD`;
  tokens.set(value, {
    value,
    accounts: new Set(shared === undefined ? [...accounts.keys()].slice(0, 1) : [shared.account]),
    expiresAt: null,
  });
  return reply({ access_token: value, token_type: "bearer" });
}

async function parametersOf(request: Request): Promise<URLSearchParams> {
  const text = (await request.body()).toString();
  const body = parseJson(text);
  const given = isObject(body)
    ? Object.entries(body).map(([name, value]): [string, string] => [name, String(value)])
    : [...new URLSearchParams(text)];
  return new URLSearchParams([...request.query, ...given]);
}

export function inspectToken({ query, network }: Call): Answer {
  const { app, tokens } = network.business;
  const inspected = query.get("input_token");
  if (!inspected) throw badParameter("The parameter input_token is required.");
  const token = tokens.get(inspected);
  const expired = network.conditions.faults.account.token_expired;
  if (!token || expired) {
    const error = {
      code: 190,
      message: expired ? "Session has expired." : "Invalid OAuth access token.",
    };
    return reply({ data: { error, is_valid: false, scopes: [] } });
  }
  const scopes = ["whatsapp_business_management", "whatsapp_business_messaging"];
  return reply({
    data: {
      app_id: app.id,
      type: "SYSTEM_USER",
      application: "Waypost sandbox",
      expires_at: token.expiresAt === null ? 0 : Math.floor(token.expiresAt / 1000),
      is_valid: true,
      scopes,
      granular_scopes: scopes.map((scope) => ({ scope, target_ids: [...token.accounts] })),
      user_id: "400000000000001",
    },
  });
}
