// One attempt at one message: kept before it leaves, sent under its own id, believed on WhatsApp's word only.

import type { Outcome, OutgoingMessage, TransportError } from "../transport.ts";
import type { Acknowledgements } from "./acknowledgements.ts";
import { outcomeOfError } from "./error-map.ts";
import { jidOf } from "./jids.ts";
import { sending } from "./keys/signal-repository.ts";
import type { WebLine } from "./line.ts";
import { messageIdOf } from "./message-id.ts";
import { compose, MediaUnavailable } from "./outgoing/compose.ts";
import type { Target } from "./outgoing/compose.ts";
import type { FetchMedia } from "./outgoing/media.ts";
import { showTyping } from "./outgoing/typing.ts";
import type { OpenChoices } from "./open-choices.ts";
import type { Recipients } from "./recipients.ts";
import type { SentMessage, SentMessages } from "./sent-messages.ts";
import type { Clock } from "./time.ts";

export type Delivering = {
  acks: Acknowledgements;
  sent: SentMessages;
  recipients: Recipients;
  choices: OpenChoices;
  fetchMedia: FetchMedia;
  target(id: string): Promise<Target>;
  clock: Clock;
  /** Whether buttons and lists go as polls. */
  asPolls: boolean;
  /** How long WhatsApp may take to say that it has a message. */
  ackMs: number;
  /** It did not. */
  onSilence(): void;
};

export async function deliver(
  delivering: Delivering,
  line: WebLine,
  outgoing: OutgoingMessage,
  signal: AbortSignal,
): Promise<Outcome> {
  const id = messageIdOf(outgoing.correlation);
  const giveUp = limit(delivering, signal);
  const prepared = await Promise.race([prepare(delivering, line, outgoing, { id, signal }), giveUp.over]);
  giveUp.release();
  // What goes on being prepared is sent by nobody.
  if (prepared === "over" || signal.aborted) return notSent("The wait ended before the message left.");
  if ("kind" in prepared) return prepared;
  const stopped = await typeFirst(delivering, line, { outgoing, jid: prepared.jid, signal });
  return stopped ?? (await relay(delivering, line, { id, sent: prepared, signal }));
}

/** Everything up to the first byte. What fails here has surely not left. */
async function prepare(
  delivering: Delivering,
  line: WebLine,
  { to, message, correlation }: OutgoingMessage,
  { id, signal }: { id: string; signal: AbortSignal },
): Promise<SentMessage | Outcome> {
  const { recipients, sent, clock, fetchMedia, target } = delivering;
  try {
    // A second attempt sends the very same message: the same bytes of media, the same secret.
    const before = isFirst(correlation) ? null : await sent.find(id);
    const at = clock.now().getTime();
    if (before) return { ...before, correlation, at };
    const canonical = (await recipients.check(line.socket, [to])).get(to) ?? null;
    if (canonical === null) return refused("recipient_undeliverable", "The number is not on WhatsApp.");
    const jid = jidOf(canonical);
    const { asPolls } = delivering;
    const composing = { socket: line.socket, jid, signal, fetchMedia, find: target, asPolls };
    const { message: composed, choices, isPoll } = await compose(message, composing);
    if (choices && !isPoll) await delivering.choices.offer(canonical, { id, at, ...choices });
    const poll = choices && isPoll ? { choices } : {};
    return { correlation, jid, at, message: composed, ...poll };
  } catch (error) {
    if (error instanceof MediaUnavailable)
      return refused("media_rejected", "The media could not be fetched.");
    return { ...notSent("The message could not be prepared; it did not leave."), counts: true };
  }
}

/** No number is given to two attempts, so nothing can have been kept before the first. */
function isFirst(correlation: string): boolean {
  return correlation.endsWith(".1");
}

/** Null when it may leave now. */
async function typeFirst(
  { clock }: Delivering,
  { socket, over }: WebLine,
  { outgoing, jid, signal }: { outgoing: OutgoingMessage; jid: string; signal: AbortSignal },
): Promise<Outcome | null> {
  const { message, typingMs: ms = 0 } = outgoing;
  if (message.type !== "text" || !(ms > 0)) return null;
  await showTyping({ socket, jid, ms, clock }, AbortSignal.any([signal, over]));
  if (over.aborted) return waitsForSession(connectionFailed("The connection ended before the message left."));
  return signal.aborted ? notSent("The wait ended before the message left.") : null;
}

type Leaving = { id: string; sent: SentMessage; signal: AbortSignal };

async function relay(delivering: Delivering, line: WebLine, leaving: Leaving): Promise<Outcome> {
  const { id, sent, signal } = leaving;
  const along = delivering.sent.keep(id, sent);
  const progress = { along, encrypted: false, mayHaveLeft: false, calledOff: false };
  const ack = delivering.acks.expect(id);
  const relayed = sending.run(progress, () =>
    line.socket.relayMessage(sent.jid, sent.message, { messageId: id }).then(
      () => "left" as const,
      () => "failed" as const,
    ),
  );
  const wait = limit(delivering, signal);
  const first = await Promise.race([ack, relayed, wait.over]);
  if (first === "left") wait.start();
  const last = first === "left" ? await Promise.race([ack, wait.over]) : first;
  wait.release();
  delivering.acks.forget(id);
  if (last === "over" && !signal.aborted) delivering.onSilence();
  if (typeof last === "object" && last.kind === "accepted")
    return { kind: "accepted", providerMessageId: id };
  if (typeof last === "object" && last.kind === "error") {
    if (last.code === staleDevices) await forgetDevices(line, sent.jid);
    return outcomeOfError(last.code);
  }
  // A send in Baileys' hands cannot be called back, so a wait given up says nothing about it.
  const surelyNot = last !== "over" && !progress.mayHaveLeft;
  if (!surelyNot) return unknown;
  // The connection is over, but what it holds back might still be let go.
  progress.calledOff = true;
  return waitsForSession(connectionFailed("The connection failed before the message left."));
}

/** SmaxInvalid: the recipient's list of devices is out of date. */
const staleDevices = "479";

async function forgetDevices({ socket }: WebLine, jid: string): Promise<void> {
  await socket.userDevicesCache.del(jid.split("@")[0] ?? jid);
}

/** The caller's signal, and from `start` on the time WhatsApp has to answer. */
function limit({ clock, ackMs }: Delivering, signal: AbortSignal) {
  let end = () => {};
  let callOff = () => {};
  const over = new Promise<"over">((resolve) => (end = () => resolve("over")));
  if (signal.aborted) end();
  signal.addEventListener("abort", end);
  return {
    over,
    start: () => (callOff = clock.after(ackMs, end)),
    release: () => {
      callOff();
      signal.removeEventListener("abort", end);
    },
  };
}

function refused(code: TransportError["code"], detail: string): Outcome {
  return { kind: "refused", error: { code, providerCode: null, detail } };
}

/** Nothing was wrong with the message, so it costs no attempt. */
export function notSent(detail: string): Later {
  const error = connectionFailed(detail);
  return { kind: "later", error, scope: "message", afterMs: null, counts: false };
}

/**
 * The lane stands still with the session and moves with it again. A pause of the sender's own, which only a person
 * ends, would outlast the trouble: starting the session does not lift it.
 */
export function waitsForSession(error: TransportError, afterMs = 1000): Later {
  return { kind: "later", error, scope: "sender", afterMs, counts: false };
}

type Later = Extract<Outcome, { kind: "later" }>;

function connectionFailed(detail: string): TransportError {
  return { code: "connection_failed", providerCode: null, detail };
}

const unknown: Outcome = {
  kind: "unknown",
  error: {
    code: "outcome_unknown",
    providerCode: null,
    detail: "The message may have left, and WhatsApp did not say that it has it.",
  },
};
