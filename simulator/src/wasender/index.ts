// WasenderApi's face (wasenderapi.com/api-docs): a gateway in the cloud, with a key for each linked phone.
import { createLinks } from "../gateway/index.ts";
import type { Gateway } from "../gateway/index.ts";
import type { Answer, Request } from "../http/answer.ts";
import { reply } from "../http/answer.ts";
import type { JsonObject } from "../json.ts";
import type { Network } from "../network.ts";
import { senderOf } from "../people/sender.ts";
import type { HookPoster } from "../webhooks/hook-poster.ts";
import { receivedOf, STATUSES, tell, updateOf } from "./events.ts";
import { WasenderRefused } from "./refused.ts";
import { answerRoute } from "./routes.ts";
import { createWasenderSessions } from "./sessions.ts";
import type { WasenderSession, WasenderSessions } from "./sessions.ts";

export { ACCOUNT_TOKEN } from "./routes.ts";

/** Everything a request to WasenderApi may need. */
export type Wasender = {
  network: Network;
  sessions: WasenderSessions;
  links: ReturnType<typeof createLinks>;
  tellFailed(session: WasenderSession, key: JsonObject): void;
};

export function createWasenderGateway(network: () => Network, poster: HookPoster): Gateway {
  const links = createLinks(network);
  const sessions = createWasenderSessions(links);
  const tellOf = (session: WasenderSession, event: string, data: JsonObject) =>
    tell(network(), poster, session, { event, data });
  const tellFailed = (session: WasenderSession, key: JsonObject) =>
    tellOf(session, "messages.update", { update: { status: STATUSES.failed }, key });
  const become = (session: WasenderSession, status: WasenderSession["status"]) => {
    session.status = status;
    tellOf(session, "session.status", { status });
  };
  const linkWhere = (isMeant: (session: WasenderSession) => boolean) => {
    const session = sessions.all().find((each) => each.status === "need_scan" && isMeant(each));
    if (session) become(session, "connected");
    return session !== undefined;
  };
  return {
    face: "wasender",
    answer: (request) => answer({ network: network(), sessions, links, tellFailed }, request),
    scan: (phone, qr) => linkWhere(({ link }) => links.scan(link, phone, qr)),
    enterCode: () => false,
    unlink(phone) {
      const linked = sessions.all().filter(({ link }) => links.isOf(link, phone));
      for (const session of linked) {
        session.link = links.none();
        become(session, "disconnected");
      }
      return linked.length > 0;
    },
    tellStatus(row, status) {
      const number = senderOf(network(), row);
      for (const session of sessions.all())
        if (session.link.number === number)
          tellOf(session, "messages.update", updateOf(network(), row, status));
    },
    wrote(message) {
      const number = network().business.numbers[message.number];
      for (const session of sessions.all())
        if (session.link.number === number && session.status === "connected")
          tellOf(session, "messages.received", receivedOf(message));
    },
    reset: () => sessions.clear(),
    stop: () => poster.stop(),
  };
}

async function answer(wasender: Wasender, request: Request): Promise<Answer> {
  const { outage } = wasender.network.conditions.faults.account;
  if (outage === "refuse") return { kind: "reset" };
  try {
    if (outage === "unavailable") throw new WasenderRefused(503, { success: false, message: "Unavailable" });
    return await answerRoute(wasender, request);
  } catch (problem) {
    if (problem instanceof WasenderRefused) return reply(problem.body, problem.status);
    throw problem;
  }
}
