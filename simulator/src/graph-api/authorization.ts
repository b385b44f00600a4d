// Who is calling (Meta: Graph API): bearer tokens, the app token, and what each may reach.
import type { Token } from "../business/index.ts";
import type { Request } from "../http/answer.ts";
import type { Network } from "../network.ts";
import { GraphError } from "./graph-error.ts";

export function tokenOf(request: Request, network: Network): Token {
  const { conditions, business, clock } = network;
  const value = bearerOf(request);
  if (value === undefined) throw new GraphError(conditions.settings.messages.missing_token_code);
  const token = business.tokens.get(value) ?? appToken(network, value);
  if (!token)
    throw new GraphError(190, {
      message: "Invalid OAuth access token - Cannot parse access token",
    });
  if (
    conditions.faults.account.token_expired ||
    (token.expiresAt !== null && token.expiresAt <= clock.now())
  ) {
    throw new GraphError(190, {
      subcode: 463,
      message: "Error validating access token: Session has expired.",
    });
  }
  return token;
}

/** `OAuth` is the scheme of resumable uploads (Meta: media); Graph also reads the query string. */
function bearerOf({ headers, query }: Request): string | undefined {
  const header = headers.authorization;
  const space = header?.indexOf(" ") ?? -1;
  if (header && space > 0 && /^(bearer|oauth)$/i.test(header.slice(0, space)))
    return header.slice(space + 1).trim();
  return query.get("access_token") ?? undefined;
}

/** `APP_ID|APP_SECRET` speaks for the app and reaches no account. */
function appToken({ business: { app } }: Network, value: string): Token | undefined {
  return value === `${app.id}|${app.secret}` ? { value, accounts: new Set(), expiresAt: null } : undefined;
}
