// WAHA's sessions (how-to/sessions): created, started, linked by QR or code, stopped, logged out.
import type { createLinks, Link } from "../gateway/index.ts";
import { isObject } from "../json.ts";
import type { JsonObject } from "../json.ts";
import type { Network } from "../network.ts";
import { noSuchSession, refused } from "./refused.ts";

export type SessionStatus = "STOPPED" | "STARTING" | "SCAN_QR_CODE" | "WORKING" | "FAILED";

export type WahaSession = { name: string; status: SessionStatus; config: JsonObject; link: Link };

export type SessionsDeps = {
  network(): Network;
  links: ReturnType<typeof createLinks>;
  onStatus(session: WahaSession): void;
};

export type Sessions = ReturnType<typeof createSessions>;

type Life = ReturnType<typeof createLife>;

/** What a real engine takes to get going, in short. */
const START_MS = 20;

/** What happens to one session. */
function createLife({ network, links, onStatus }: SessionsDeps) {
  function become(session: WahaSession, status: SessionStatus) {
    if (session.status === status) return;
    session.status = status;
    onStatus(session);
  }

  function start(session: WahaSession) {
    if (session.status !== "STOPPED" && session.status !== "FAILED") return;
    become(session, "STARTING");
    const { schedule, clock } = network();
    schedule.at(clock.now() + START_MS, () => {
      if (session.status === "STARTING")
        become(session, session.link.number === null ? "SCAN_QR_CODE" : "WORKING");
    });
  }

  function restart(session: WahaSession) {
    become(session, "STOPPED");
    start(session);
  }

  return {
    start,
    restart,
    stop: (session: WahaSession) => become(session, "STOPPED"),
    /** A running session starts from scratch. */
    logout(session: WahaSession) {
      session.link = links.none();
      if (session.status !== "STOPPED") restart(session);
    },
    linked: (session: WahaSession) => become(session, "WORKING"),
    /** Its owner removed the device on the phone. */
    unlinked(session: WahaSession) {
      session.link = links.none();
      become(session, "FAILED");
    },
  };
}

export function createSessions(deps: SessionsDeps) {
  const sessions = new Map<string, WahaSession>();
  const life: Life = createLife(deps);
  return {
    ...life,
    all: () => [...sessions.values()],
    find(name: string): WahaSession {
      const session = sessions.get(name);
      if (!session) throw noSuchSession();
      return session;
    },
    create(name: string, { config, start: starts = true }: JsonObject): WahaSession {
      if (sessions.has(name)) {
        const message = `Session '${name}' already exists. Use PUT to update it.`;
        throw refused(422, message, "Unprocessable Entity");
      }
      const session: WahaSession = {
        name,
        status: "STOPPED",
        config: isObject(config) ? config : {},
        link: deps.links.none(),
      };
      sessions.set(name, session);
      if (starts !== false) life.start(session);
      return session;
    },
    /** A running session is stopped and started with the new configuration. */
    update(session: WahaSession, { config }: JsonObject) {
      session.config = isObject(config) ? config : {};
      if (session.status !== "STOPPED") life.restart(session);
    },
    delete: (name: string) => void sessions.delete(name),
    clear: () => sessions.clear(),
  };
}

export function chatOf(phone: number | string): string {
  return `${phone}@c.us`;
}

/** How WAHA shows a session; `me` is known while it works. */
export function shown(session: WahaSession): JsonObject {
  const { name, status, config } = session;
  return { name, status, config, me: meOf(session), engine: { engine: "NOWEB" } };
}

export function meOf({ link, status }: WahaSession): JsonObject | null {
  if (link.number === null || status !== "WORKING") return null;
  return { id: chatOf(link.number.digits), pushName: link.number.verifiedName };
}
