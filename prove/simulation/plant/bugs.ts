// The planted bugs: each one line of ours, or of the model of a statement, made wrong in a way that looks harmless.

import type { Change } from "./change.ts";

export type Bug = { name: string; changes: readonly Change[] };

/** A seed that found each, tried before the search begins; any change of the code may move it. */
export const foundBy: Readonly<Record<string, number>> = {
  "no-epoch-check-in-claim": 4940,
  "no-fence-in-record": 215,
  "intent-after-send": 1,
  "timeout-treated-as-failure": 7,
  "lost-answer-treated-as-later": 2,
  "failure-beats-delivery": 3,
  "early-status-dropped": 6,
  "parked-never-applied": 6,
  "receipts-downgrade": 1,
  "pair-order-ignored": 7,
  "lease-from-the-answer": 8,
  "may-work-not-asked": 12,
  "takeover-sends-again": 12,
  "once-sent-again-after-doubt": 12,
  "duplicate-not-marked": 11,
  "key-stored-apart": 6,
  "bucket-without-a-bottom": 17,
  "expired-claimed": 13,
  "lease-on-the-wall-clock": 1801,
  "retries-without-end": 127,
  "scheduled-sent-early": 1,
  "retry-on-the-process-clock": 38,
  "late-pause-undoes-a-resume": 151,
  "doubts-without-a-breaker": 65,
  "breaker-closes-by-itself": 65,
  "lane-never-whole-again": 117,
};

const messaging = "server/src/messaging";
const model = "prove/simulation/model";

const bug = (name: string, file: string, find: string, put: string): Bug => ({
  name,
  changes: [{ file, find, put }],
});

export const bugs: readonly Bug[] = [
  bug(
    "no-epoch-check-in-claim",
    `${model}/claims.ts`,
    "return me !== undefined && unit?.owner === me.id && String(unit.epoch) === epoch;",
    "return unit !== undefined || me !== undefined || epoch !== null;",
  ),
  bug(
    "no-fence-in-record",
    `${model}/outcomes.ts`,
    'return attempt.state === "open" && attempt.epoch === epoch;',
    'return attempt.state !== "accepted" || epoch === "";',
  ),
  bug(
    "intent-after-send",
    "prove/simulation/ports/lane-store.ts",
    "          tables.onClaim?.(node, before, claimed);",
    `          tables.onClaim?.(node, before, claimed);
          for (const { id, tries } of claimed) {
            const intent = tables.attempts.get(id + "." + tries);
            if (intent === undefined) continue;
            tables.attempts.delete(id + "." + tries);
            const { schedule } = sim.world;
            schedule.at(schedule.now() + 20, () => void tables.attempts.set(id + "." + tries, intent));
          }`,
  ),
  bug(
    "timeout-treated-as-failure",
    `${messaging}/lifecycle.ts`,
    "return settleUnknown(outcome.error, message);",
    'return settleLater({ ...outcome, kind: "later", scope: "message", afterMs: null, counts: true }, message);',
  ),
  bug(
    "lost-answer-treated-as-later",
    "prove/simulation/actors/provider.ts",
    'return { kind: "unknown", error: error("outcome_unknown", detail) };',
    'return { kind: "later", error: error("provider_error", detail), scope: "message", afterMs: 0, counts: false };',
  ),
  bug(
    "failure-beats-delivery",
    `${messaging}/lifecycle.ts`,
    "  failed: 2,\n  delivered: 3,",
    "  failed: 9,\n  delivered: 3,",
  ),
  bug(
    "early-status-dropped",
    `${messaging}/apply-evidence.ts`,
    "if (early.length > 0) await store.park",
    "if (early.length > 99) await store.park",
  ),
  bug(
    "parked-never-applied",
    "server/src/intake/intake-worker.ts",
    "tx.takeMatchedParked(parkedPerRound)",
    "tx.takeMatchedParked(0 * parkedPerRound)",
  ),
  bug(
    "receipts-downgrade",
    `${messaging}/lifecycle.ts`,
    "return rank[proof] > rank[status] ? proof : status;",
    "return rank[proof] > 0 ? proof : status;",
  ),
  bug(
    "pair-order-ignored",
    `${model}/claims.ts`,
    "      other.id < row.id &&",
    "      other.id === row.id &&\n      other.class !== row.class &&",
  ),
  bug(
    "lease-from-the-answer",
    "server/src/kernel/nodes.ts",
    "  if (!pulse.alive) {\n    lapse(state);\n    return;\n  }\n  state.deadline = sent + state.leaseMs;",
    "  if (!pulse.alive) {\n    lapse(state);\n    return;\n  }\n  state.deadline = clock.monotonic() + state.leaseMs;",
  ),
  bug(
    "may-work-not-asked",
    "server/src/kernel/nodes.ts",
    "mayWork: () => state.id !== null && clock.monotonic() < state.deadline - safetyMs,",
    "mayWork: () => true,",
  ),
  bug(
    "takeover-sends-again",
    `${messaging}/dispatch/strays.ts`,
    "if (isLeft) void state.recorder.record(message, ownerEnded, null);",
    "if (isLeft) void state.recorder.record(message, notStarted, null);",
  ),
  bug(
    "once-sent-again-after-doubt",
    `${messaging}/lifecycle.ts`,
    "{ once: null, otp: 20_000",
    "{ once: 20_000, otp: 20_000",
  ),
  bug(
    "duplicate-not-marked",
    `${model}/claims.ts`,
    'possible_duplicate: row.possible_duplicate || row.status === "unknown",',
    "possible_duplicate: row.possible_duplicate,",
  ),
  bug(
    "key-stored-apart",
    "prove/simulation/ports/accepting-database.ts",
    "        for (const row of free) tables.keys.set(keyName(row), row);",
    "        const { schedule } = sim.world;\n" +
      "        for (const row of free)\n" +
      "          schedule.at(schedule.now() + 2_500, () => tables.keys.set(keyName(row), row));",
  ),
  bug(
    "bucket-without-a-bottom",
    `${messaging}/pacing.ts`,
    "return { tokens: Math.min(limit.burst, bucket.tokens + (elapsed * limit.rate) / 1000), at: now };",
    "return { tokens: limit.burst + bucket.tokens + (elapsed * limit.rate) / 1000, at: now };",
  ),
  bug(
    "expired-claimed",
    `${model}/claims.ts`,
    "    .filter((row) => row.expires_at === null || row.expires_at > now)\n    .filter((row) => !waits",
    "    .filter((row) => !waits",
  ),
  bug(
    "lease-on-the-wall-clock",
    "prove/simulation/actors/transport-node.ts",
    "{ store: nodeStoreOf(sim, life), clock, newId: () => ground.newId(life) },",
    "{ store: nodeStoreOf(sim, life), newId: () => ground.newId(life),\n" +
      "      clock: { ...clock, monotonic: () => clock.now().getTime() } },",
  ),
  bug(
    "retries-without-end",
    `${messaging}/lifecycle.ts`,
    "if (outcome.counts && message.attempts >= attemptsMax)",
    "if (outcome.counts && message.attempts >= 99)",
  ),
  bug(
    "scheduled-sent-early",
    `${model}/claims.ts`,
    ".filter((row) => row.due_at <= now)",
    ".filter((row) => row.due_at <= now + 2_000)",
  ),
  bug(
    "retry-on-the-process-clock",
    "prove/simulation/ports/lane-store.ts",
    "run: () => recordOutcomes(tables, rows, databaseNow(sim)),",
    "run: () => recordOutcomes(tables, rows, databaseNow(sim) + life.machine.wallOffMs),",
  ),
  bug(
    "late-pause-undoes-a-resume",
    "prove/simulation/actors/transport-node.ts",
    "if (sender === undefined || String(sender.version) !== version) return false;",
    'if (sender === undefined || version === "") return false;',
  ),
  bug(
    "doubts-without-a-breaker",
    `${messaging}/breaker.ts`,
    "if (!isOpen(breaker) && doubts < doubtsMax)",
    "if (!isOpen(breaker) && doubts < 9_999)",
  ),
  bug(
    "breaker-closes-by-itself",
    `${messaging}/lane.ts`,
    "return (isOpen(breaker) ? 1 : inFlightMax) - inFlight;",
    "return (isOpen(breaker) ? inFlightMax : inFlightMax) - inFlight;",
  ),
  bug(
    "lane-never-whole-again",
    `${messaging}/dispatch/frontier.ts`,
    "now >= lane.wholeAt",
    "lane.wholeAt === 0",
  ),
];
