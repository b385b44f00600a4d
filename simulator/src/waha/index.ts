// WAHA's face (devlikeapro/waha-docs): sessions over HTTP that are linked devices of this network's phones.
import { createLinks } from "../gateway/index.ts";
import type { Gateway } from "../gateway/index.ts";
import type { Answer, Request } from "../http/answer.ts";
import { reply } from "../http/answer.ts";
import type { JsonObject } from "../json.ts";
import type { Network } from "../network.ts";
import { senderOf } from "../people/sender.ts";
import type { HookPoster } from "../webhooks/hook-poster.ts";
import { ackPayload, inboundPayload, reactionPayload, tell } from "./events.ts";
import { WahaRefused } from "./refused.ts";
import { answerRoute } from "./routes.ts";
import { createSessions } from "./sessions.ts";
import type { Sessions, WahaSession } from "./sessions.ts";

export const WAHA_API_KEY = "waha-simulator-api-key";

/** Everything a request to WAHA may need. */
export type Waha = {
  network: Network;
  sessions: Sessions;
  links: ReturnType<typeof createLinks>;
  tell(session: WahaSession, event: string, payload: JsonObject): void;
};

export function createWahaGateway(network: () => Network, poster: HookPoster): Gateway {
  const links = createLinks(network);
  const tellOf = (session: WahaSession, event: string, payload: JsonObject) =>
    tell(network(), poster, session, { event, payload });
  const sessions = createSessions({
    network,
    links,
    onStatus: (session) => tellOf(session, "session.status", { status: session.status, data: null }),
  });
  const working = (): WahaSession[] => sessions.all().filter(({ status }) => status === "WORKING");
  const linkWhere = (isMeant: (session: WahaSession) => boolean) => {
    const session = sessions.all().find((each) => each.status === "SCAN_QR_CODE" && isMeant(each));
    if (session) sessions.linked(session);
    return session !== undefined;
  };
  return {
    face: "waha",
    answer: (request) => answer({ network: network(), sessions, links, tell: tellOf }, request),
    scan: (phone, qr) => linkWhere(({ link }) => links.scan(link, phone, qr)),
    enterCode: (phone, code) => linkWhere(({ link }) => links.enterCode(link, phone, code)),
    unlink(phone) {
      const linked = sessions.all().filter(({ link }) => links.isOf(link, phone));
      for (const session of linked) sessions.unlinked(session);
      return linked.length > 0;
    },
    tellStatus(row, status) {
      const number = senderOf(network(), row);
      for (const session of working())
        if (session.link.number === number)
          tellOf(session, "message.ack", ackPayload(network(), row, status));
    },
    wrote(message) {
      const number = network().business.numbers[message.number];
      for (const session of working().filter(({ link }) => link.number === number)) {
        if (message.type === "reaction") {
          tellOf(session, "message.reaction", reactionPayload(session, message));
          continue;
        }
        const payload = inboundPayload(session, message);
        tellOf(session, "message", payload);
        tellOf(session, "message.any", payload);
      }
    },
    reset: () => sessions.clear(),
    stop: () => poster.stop(),
  };
}

async function answer(waha: Waha, request: Request): Promise<Answer> {
  const { outage } = waha.network.conditions.faults.account;
  if (outage === "refuse") return { kind: "reset" };
  try {
    if (outage === "unavailable") throw new WahaRefused(503, { statusCode: 503, message: "Unavailable" });
    if (request.headers["x-api-key"] !== WAHA_API_KEY)
      throw new WahaRefused(401, { statusCode: 401, message: "Unauthorized" });
    return await answerRoute(waha, request);
  } catch (problem) {
    if (problem instanceof WahaRefused) return reply(problem.body, problem.status);
    throw problem;
  }
}
