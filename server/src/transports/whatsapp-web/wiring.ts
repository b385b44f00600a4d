// Ties the parts of a session together: who tells whom, and what each is given.

import type { EmitEvents, SessionMemory } from "../transport.ts";
import { createAcknowledgements } from "./acknowledgements.ts";
import { createBoundedMap } from "./bounded-map.ts";
import { createCaches } from "./caches.ts";
import type { Delivering } from "./deliver.ts";
import type { Route } from "./dial-guard.ts";
import { createEvidence } from "./evidence.ts";
import { createLife } from "./life/connection.ts";
import type { Life, Told } from "./life/connection.ts";
import { openLine } from "./line.ts";
import type { LineDeps, WebLine } from "./line.ts";
import { createOpenChoices } from "./open-choices.ts";
import type { FetchMedia } from "./outgoing/media.ts";
import type { ProbeTiming } from "./probe.ts";
import type { Proxy } from "./proxy.ts";
import { createRecipients } from "./recipients.ts";
import { repeatable } from "./repeat.ts";
import { createSentMessages } from "./sent-messages.ts";
import type { RememberingAccount } from "./session.ts";
import type { SocketSettings } from "./socket.ts";
import { createStanding } from "./standing.ts";
import type { Standing } from "./standing.ts";
import { findTarget } from "./targets.ts";
import type { Teller } from "./teller.ts";
import type { Clock } from "./time.ts";
import type { MayReach } from "./tunnel.ts";

export type SessionDeps = {
  settings: SocketSettings;
  fetchMedia: FetchMedia;
  clock: Clock;
  timing: SessionTiming;
  mayReachProxy: MayReach;
  /** The largest file that is fetched of what people send. */
  fileBytesMax: number;
};

export type SessionTiming = ProbeTiming & {
  /** How long WhatsApp may take to say that it has a message. */
  ackMs: number;
  /** How long a send waits for a connection that is on its way. */
  patienceMs: number;
};

export type Wired = {
  life: Life<WebLine>;
  delivering: Delivering;
  route: Route;
  /** The state as people are shown it. */
  shown(): Pick<Told, "state" | "reason">;
  stop(farewell?: (line: WebLine) => Promise<void>): Promise<void>;
};

type Telling = { tell: Teller; emit: EmitEvents; proxy: Proxy | null };

export function wireSession(account: RememberingAccount, deps: SessionDeps, telling: Telling): Wired {
  const { clock, settings } = deps;
  const { tell, proxy } = telling;
  const memories = remember(account.memory, clock, tell);
  const standing = createStanding({
    clock,
    onChange: () => life.remark(null),
    onNewChats: (until) => tell.later(async () => [{ kind: "new_chats_locked", until, at: clock.now() }]),
    onAlarm: (count) => {
      const words = `WhatsApp acknowledged none of the last ${count} messages of ${account.senderId}.`;
      settings.log("error", words);
    },
  });
  const mayReach = deps.mayReachProxy;
  const route: Route = { endpoint: settings.endpoint, proxy, mayReach, onProxy: standing.proxy };
  const lineDeps: LineDeps = {
    settings,
    memory: account.memory,
    clock,
    probing: deps.timing,
    ...hearAll(memories, standing, { clock, emit: telling.emit, route }),
    onNewChats: standing.newChats,
    onDead: (death) => life.recycle(death),
  };
  const life: Life<WebLine> = createLife<WebLine>({
    dial: (events) => openLine(lineDeps, events),
    tell: (told) => {
      const reason = standing.reasonFor(told);
      const event = { kind: "session", at: clock.now(), ...told, reason } as const;
      tell.later(async () => [event]);
    },
    forget: () => account.memory.clear(),
    onDown: () => memories.acks.settleAll({ kind: "gone" }),
    clock,
    qrMs: settings.timing.qrMs,
  });
  const delivering: Delivering = {
    ...memories,
    fetchMedia: deps.fetchMedia,
    target: (id) => findTarget(account.memory, memories.sent, id),
    clock,
    asPolls: account.config["choices_as"] === "poll",
    ackMs: deps.timing.ackMs,
    onSilence: () => {
      if (standing.unacknowledged()) life.recycle("not_acknowledged");
    },
  };
  const shown = () => ({ state: life.state().state, reason: standing.reasonFor(life.state()) });
  const stop: Wired["stop"] = async (farewell) => {
    standing.end();
    await life.stop(farewell);
  };
  return { life, delivering, route, shown, stop };
}

type Memories = ReturnType<typeof remember>;

/** What a session knows from one connection to the next. */
function remember(memory: SessionMemory, clock: Clock, tell: Teller) {
  const now = () => clock.now();
  const sent = createSentMessages(memory);
  return {
    acks: createAcknowledgements(),
    sent,
    recipients: createRecipients(memory, now),
    choices: createOpenChoices(memory),
    evidence: createEvidence({ sent, now, tell: tell.later }),
    caches: createCaches(now),
    told: createBoundedMap<true>({ entries: 2000 }),
  };
}

type Hearing = Pick<LineDeps, "parts" | "hearing" | "onAck" | "onStatuses">;

/** What becomes of what each connection hears. */
function hearAll(
  { acks, sent, recipients, choices, evidence, caches, told }: Memories,
  standing: Standing,
  { clock, emit, route }: { clock: Clock; emit: EmitEvents; route: Route },
): Hearing {
  const now = () => clock.now();
  return {
    parts: { caches, sentMessage: ({ id }) => repeatable(sent, id, now()), route },
    hearing: {
      now,
      told,
      onEcho: (id, at) => evidence.statuses([{ id, status: "sent", at }]),
      sent: (id) => sent.find(id),
      tell: async (event) => {
        if (event.from !== null) recipients.met(event.from);
        await emit([await choices.recognise(event)]);
      },
    },
    onAck: (id, error) => {
      standing.acknowledged();
      const ack =
        error === null ? ({ kind: "accepted" } as const) : ({ kind: "error", code: error } as const);
      if (!acks.settle(id, ack)) evidence.lateAck(id, error);
      else if (error === null) evidence.acknowledged(id);
    },
    onStatuses: (statuses) => evidence.statuses(statuses),
  };
}
