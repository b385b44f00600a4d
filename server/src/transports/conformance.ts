// What every transport must do, as one suite: a driver passes it against its own provider or says why not.

import { errorDictionary } from "@waypost/contract";
import type { MessageObject } from "@waypost/contract";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type {
  Account,
  Outcome,
  OutgoingMessage,
  Session,
  StatusEvent,
  Transport,
  TransportEvent,
} from "./transport.ts";

/** Starts the provider; called once for the suite. */
export type StartRig = () => Promise<Rig>;

export type Rig = {
  transport: Transport;
  account: Account;
  /** Where a message goes to meet each situation. */
  people: Record<Situation, string>;
  /** All events so far, from the session or from the provider's webhooks. */
  events: TransportEvent[];
  /** Whether the provider has the message in its hands. */
  reached(message: OutgoingMessage): boolean;
  stop(): Promise<void>;
};

/**
 * ordinary: accepted, delivered. refused: never. later: not now. lost: delivered, but the answer never came.
 * silent: no answer until the caller gives up.
 */
export type Situation = "ordinary" | "refused" | "later" | "lost" | "silent";

export type Case = keyof typeof cases;

/** `skips` names the reason for every case a driver cannot show. */
export function describeTransport(name: string, start: StartRig, skips: Partial<Record<Case, string>> = {}) {
  describe(`${name} as a transport`, () => {
    let rig: Rig;
    beforeAll(async () => {
      rig = await start();
    }, 30_000);
    afterAll(() => rig.stop());

    for (const [title, run] of Object.entries(cases)) {
      const reason = isCase(title) ? skips[title] : undefined;
      if (reason === undefined) test(title, () => withSession(rig, run), 30_000);
      else test.skip(`${title} (${reason})`, () => {});
    }
  });
}

type Run = (rig: Rig, session: Session) => Promise<void>;

const cases = {
  "an accepted message has the provider's id": async (rig, session) => {
    const outcome = await send(session, to(rig, "ordinary"));
    expect(outcome).toEqual({ kind: "accepted", providerMessageId: expect.stringMatching(/./) });
  },

  "receipts carry the attempt's name and the provider's id": async (rig, session) => {
    const message = to(rig, "ordinary");
    const outcome = await send(session, message);
    expect(outcome.kind).toBe("accepted");
    const receipts = await receiptsOf(rig, message);
    const ids = new Set(receipts.map((receipt) => receipt.providerMessageId));
    expect([...ids]).toEqual([outcome.kind === "accepted" && outcome.providerMessageId]);
  },

  "a message that can never arrive is refused": async (rig, session) => {
    expect((await send(session, to(rig, "refused"))).kind).toBe("refused");
  },

  "a message whose lane was lost on the way does not leave": async (rig, session) => {
    const message = { ...to(rig, "ordinary"), mayLeave: () => false };
    expect(await send(session, message)).toMatchObject({ kind: "later", scope: "message", counts: false });
    expect(rig.reached(message)).toBe(false);
    // And neither did it harm the next one.
    expect((await send(session, to(rig, "ordinary"))).kind).toBe("accepted");
  },

  "a message that cannot go now goes later": async (rig, session) => {
    expect((await send(session, to(rig, "later"))).kind).toBe("later");
  },

  "a lost answer is unknown, and the receipt settles it": async (rig, session) => {
    const message = to(rig, "lost");
    expect((await send(session, message)).kind).toBe("unknown");
    expect((await receiptsOf(rig, message)).length).toBeGreaterThan(0);
  },

  "a message given up before it left goes later, and nobody receives it": async (rig, session) => {
    const message = to(rig, "ordinary");
    const outcome = await session.send(message, AbortSignal.abort());
    expect(outcome.kind).toBe("later");
    // The next message's receipts have come, so the first one's would have.
    const next = to(rig, "ordinary");
    await send(session, next);
    await receiptsOf(rig, next);
    expect(statusesOf(rig, message)).toEqual([]);
  },

  "a message given up after it left is unknown": async (rig, session) => {
    const giveUp = new AbortController();
    const message = to(rig, "silent");
    const sending = session.send(message, giveUp.signal);
    await vi.waitFor(() => expect(rig.reached(message)).toBe(true), { timeout: 15_000 });
    giveUp.abort();
    expect((await sending).kind).toBe("unknown");
  },

  "as many at once as it says": async (rig, session) => {
    const count = rig.transport.capabilities.maxInFlight;
    const outcomes = await Promise.all(
      Array.from({ length: count }, () => send(session, to(rig, "ordinary"))),
    );
    const ids = outcomes.map((outcome) => outcome.kind === "accepted" && outcome.providerMessageId);
    expect(new Set(ids).size).toBe(count);
    expect(ids).not.toContain(false);
  },

  "a time for typing delays a text, and changes nothing else": async (rig, session) => {
    const outcome = await send(session, { ...to(rig, "ordinary"), typingMs: 50 });
    expect(outcome).toEqual({ kind: "accepted", providerMessageId: expect.stringMatching(/./) });
  },

  "a type it does not carry is refused": async (rig, session) => {
    const message = samples.find(({ type }) => !rig.transport.capabilities.messageTypes.has(type));
    if (!message) throw new Error("It carries every type: skip this case.");
    const outcome = await send(session, { ...to(rig, "ordinary"), message });
    expect(outcome).toMatchObject({ kind: "refused", error: { code: "type_not_supported" } });
  },

  "every type is answered, never thrown at": async (rig, session) => {
    for (const message of samples) {
      const outcome = await send(session, { ...to(rig, "ordinary"), message });
      expect(["accepted", "refused", "later", "unknown"]).toContain(outcome.kind);
    }
  },

  "closing twice is closing once, and a send after it goes later": async (rig, session) => {
    await session.close();
    await session.close();
    expect((await send(session, to(rig, "ordinary"))).kind).toBe("later");
  },

  "closing one session leaves the sender's next one working": async (rig, session) => {
    const other = await open(rig);
    await other.close();
    expect((await send(session, to(rig, "ordinary"))).kind).toBe("accepted");
  },

  "without its configuration it answers, and says so": async (rig) => {
    const session = await open(rig, { config: {}, secrets: {} });
    const outcome = await send(session, to(rig, "ordinary"));
    await session.close();
    expect(["later", "refused"]).toContain(outcome.kind);
  },
} satisfies Record<string, Run>;

function isCase(title: string): title is Case {
  return Object.hasOwn(cases, title);
}

async function withSession(rig: Rig, run: Run): Promise<void> {
  const session = await open(rig);
  try {
    await run(rig, watched(rig, session));
  } finally {
    await session.close();
  }
}

/** Checks of every outcome, whatever the case is about: known codes, and no secret in the words. */
function watched(rig: Rig, session: Session): Session {
  return {
    close: () => session.close(),
    send: async (message, signal) => {
      const outcome = await session.send(message, signal);
      if (outcome.kind !== "accepted") expect(errorDictionary).toHaveProperty(outcome.error.code);
      for (const secret of Object.values(rig.account.secrets)) {
        expect(JSON.stringify(outcome)).not.toContain(secret);
      }
      return outcome;
    },
  };
}

function open(rig: Rig, change: Partial<Account> = {}): Promise<Session> {
  return rig.transport.open({ ...rig.account, ...change }, async (events) => {
    rig.events.push(...events);
  });
}

function send(session: Session, message: OutgoingMessage): Promise<Outcome> {
  return session.send(message, AbortSignal.timeout(20_000));
}

let sent = 0;

function to(rig: Rig, situation: Situation): OutgoingMessage {
  sent++;
  const body = `Message ${sent}`;
  return {
    to: rig.people[situation],
    message: { type: "text", text: { body } },
    correlation: `msg_conformance${sent}.1`,
  };
}

function statusesOf(rig: Rig, { correlation }: OutgoingMessage): StatusEvent[] {
  return rig.events.filter(
    (event): event is StatusEvent => event.kind === "status" && event.correlation === correlation,
  );
}

async function receiptsOf(rig: Rig, message: OutgoingMessage): Promise<StatusEvent[]> {
  await vi.waitFor(
    () => expect(statusesOf(rig, message).map(({ status }) => status)).toContain("delivered"),
    {
      timeout: 15_000,
    },
  );
  return statusesOf(rig, message);
}

const samples: readonly MessageObject[] = [
  { type: "text", text: { body: "Hi" } },
  { type: "image", image: { link: "https://cdn.example/a.png" } },
  { type: "video", video: { id: "1" } },
  { type: "audio", audio: { id: "1" } },
  { type: "document", document: { id: "1", filename: "a.pdf" } },
  { type: "sticker", sticker: { id: "1" } },
  { type: "location", location: { latitude: 9.9, longitude: 76.2 } },
  { type: "contacts", contacts: [{ name: { formatted_name: "Asha Nair", first_name: "Asha" } }] },
  { type: "reaction", reaction: { message_id: "wamid.X", emoji: "👍" } },
  {
    type: "interactive",
    interactive: {
      type: "button",
      body: { text: "Change?" },
      action: { buttons: [{ type: "reply", reply: { id: "yes", title: "Yes" } }] },
    },
  },
  {
    type: "template",
    template: { name: "trip_reminder", language: "en_US", variables: { first_name: "Asha" } },
  },
];
