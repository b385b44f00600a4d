// The life of an accepted message: sent, received, read, or failed, each step told by webhook.
import { entry, FLAG, mark } from "../ledger/index.ts";
import type { Network } from "../network.ts";
import { answerBy } from "./answer.ts";
import { hasBlocked } from "./index.ts";
import { isFree } from "./pricing.ts";
import { senderOf } from "./sender.ts";
import { tellStatus } from "./tell-status.ts";
import { SLOW_MS, temperOf } from "./temper.ts";

/** One step is due at a time; it is packed with its row into one number (see schedule.ts). */
const STEP = { sent: 0, delivered: 1, read: 2, failed: 3, played: 4, reply: 5 } as const;
const STEPS = 8;

export function beginJourney(network: Network, row: number, failure: number | undefined) {
  const { conditions, schedule, clock, ledger } = network;
  // A code before the outcome is `failed` is a failure still to come.
  if (failure !== undefined) ledger.rows.failure.set(row, failure);
  const wait = conditions.random.between("sent", conditions.people.sent_ms);
  schedule.at(clock.now() + wait, row * STEPS + (failure === undefined ? STEP.sent : STEP.failed));
}

export function takeStep(network: Network, code: number) {
  const row = Math.floor(code / STEPS);
  const step = code % STEPS;
  if (step === STEP.sent) return sent(network, row);
  if (step === STEP.delivered) return delivered(network, row);
  if (step === STEP.read) return read(network, row);
  if (step === STEP.failed) return failed(network, row);
  if (step === STEP.played) return played(network, row);
  return answerBy(network, row);
}

/** A person reads a message before its time came, or one they would not have read. */
export function readNow(network: Network, row: number): boolean {
  if (entry.outcome(network.ledger, row) !== "received") return false;
  read(network, row);
  return true;
}

function sent(network: Network, row: number) {
  const { ledger, conditions, clock } = network;
  const number = senderOf(network, row);
  const billed = !entry.has(ledger, row, "web");
  if (billed && isFree(network, number, row))
    ledger.rows.flags.set(row, ledger.rows.flags.get(row) | FLAG.free);
  mark.sent(ledger, row);
  tellStatus(network, row, "sent");
  const temper = temperOf(ledger.rows.phone.get(row));
  if (temper === "never_receives" || entry.has(ledger, row, "undeliverable")) return mark.lost(ledger, row);
  const wait = conditions.random.between("delivered", conditions.people.delivered_ms);
  network.schedule.at(clock.now() + wait + (temper === "slow" ? SLOW_MS : 0), row * STEPS + STEP.delivered);
}

function delivered(network: Network, row: number) {
  const { ledger, conditions, clock } = network;
  // Blocking reaches messages that are still under way: they stay at one tick.
  if (hasBlocked(network.people, ledger.rows.phone.get(row), ledger.rows.number.get(row)))
    return mark.lost(ledger, row);
  mark.received(ledger, row, clock.now());
  if (isUntold(network, row)) return;
  tellStatus(network, row, "delivered");
  if (temperOf(ledger.rows.phone.get(row)) === "never_reads") return;
  if (conditions.random.chance("unread", conditions.people.unread_rate)) return;
  const wait = conditions.random.between("read", conditions.people.read_ms);
  network.schedule.at(clock.now() + wait, row * STEPS + STEP.read);
}

/** On the Graph API; phones do confirm reactions, as WhatsApp Web shows. */
function isUntold({ ledger, conditions }: Network, row: number): boolean {
  if (entry.kind(ledger, row) !== "reaction" || entry.has(ledger, row, "web")) return false;
  return !conditions.settings.messages.reaction_receipts;
}

function read(network: Network, row: number) {
  const { ledger, conditions, clock, schedule } = network;
  // Read already, by the control API.
  if (entry.outcome(ledger, row) !== "received") return;
  mark.read(ledger, row, clock.now());
  tellStatus(network, row, "read");
  const wait = conditions.random.between("reply", conditions.people.reply_ms);
  if (entry.has(ledger, row, "voice")) schedule.at(clock.now() + wait, row * STEPS + STEP.played);
  const temper = temperOf(ledger.rows.phone.get(row));
  if (temper !== "replies" && temper !== "answers_stop") return;
  if (entry.kind(ledger, row) !== "reaction") schedule.at(clock.now() + wait, row * STEPS + STEP.reply);
}

function played(network: Network, row: number) {
  mark.played(network.ledger, row);
  tellStatus(network, row, "played");
}

function failed(network: Network, row: number) {
  mark.failed(network.ledger, row, network.ledger.rows.failure.get(row));
  tellStatus(network, row, "failed");
}
