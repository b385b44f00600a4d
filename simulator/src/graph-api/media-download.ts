// GET of a media address: bytes for the account's token, 404 once the address expired (Meta: media).
import type { Answer, Request } from "../http/answer.ts";
import { reply } from "../http/answer.ts";
import type { Network } from "../network.ts";
import { tokenOf } from "./authorization.ts";
import { GraphError } from "./graph-error.ts";

export function downloadMedia(network: Network, request: Request): Answer {
  const { business, clock } = network;
  const media = business.media.granted(request.query.get("hash") ?? "", clock.now());
  if (!media || request.path[1] !== "attachments" || request.query.get("mid") !== media.id) {
    return reply({ error: "URL signature expired" }, 404);
  }
  if (!mayRead(network, request, media.account)) return reply({ error: "not authorized" }, 401);
  return {
    kind: "reply",
    status: 200,
    body: media.bytes,
    headers: { "content-type": media.mimeType },
  };
}

function mayRead(network: Network, request: Request, account: string): boolean {
  try {
    return tokenOf(request, network).accounts.has(account);
  } catch (problem) {
    if (problem instanceof GraphError) return false;
    throw problem;
  }
}
