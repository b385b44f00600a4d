// `waypost confirm`: ends a quarantine, once a person has seen what waits and said so.
import { attach } from "../attach.ts";
import type { Config } from "../config.ts";
import { Refusal } from "../kernel/refusal.ts";
import { confirm, type ConfirmOptions, lookAtWaiting, quarantineReasons } from "../operations/index.ts";
import { recordAct } from "./record-act.ts";
import { recallErased } from "../recall-erased.ts";
import { withEngine } from "./with-engine.ts";

export const summary = "end a quarantine: allow a restored Waypost to send";

export const usage = `waypost confirm [--yes-send] [--skip-older-than <time>] [--nothing-lost] [--trust-failovers]

Without --yes-send it changes nothing, and shows what would happen. Before you say it, make sure
that the Waypost this one was copied from has ended.

What waited or was under way when the quarantine began may have been sent since by the one that was
copied: it becomes \`unknown\` and is kept for a person, who may send each again. What was scheduled
for later, and what was accepted in quarantine, is sent.

  --skip-older-than  of what would be sent, what was due longer ago expires: 1h, 90m, 2d
  --nothing-lost     the database is whole, because it was moved, upgraded or failed over without a
                     loss: what waited is sent, too
  --trust-failovers  from now on a failover of your Postgres is no reason for a quarantine; a
                     restore to a point in time is not noticed any more, either`;

export async function run(args: string[], config: Config): Promise<void> {
  const { parseArgs } = await import("node:util");
  const { values } = parseArgs({
    args,
    options: {
      "yes-send": { type: "boolean", default: false },
      "skip-older-than": { type: "string" },
      "nothing-lost": { type: "boolean", default: false },
      "trust-failovers": { type: "boolean", default: false },
    },
  });
  const options = {
    dueBefore: readDueBefore(values["skip-older-than"], Date.now()),
    nothingLost: values["nothing-lost"],
    trustsNewTimelines: values["trust-failovers"] ? true : null,
  };
  const attached = attach(config);
  await withEngine(attached, async (engine) => {
    const { unapplied } = await recallErased(attached, engine);
    if (unapplied > 0 && values["yes-send"]) {
      throw new Refusal(
        `${unapplied} people were erased after the backup was made, and are still in it: let Waypost run ` +
          "until it has erased them again, then confirm.",
      );
    }
    if (!values["yes-send"]) return console.log(describe(await lookAtWaiting(engine, options), options));
    const done = await confirm(engine, options);
    if (done !== null) await recordAct(engine, { action: "quarantine.ended", detail: done });
    console.log(
      done === null
        ? "There is no quarantine."
        : `The quarantine has ended. ${done.held} kept for a person, ${done.skipped} skipped; the rest is sent.`,
    );
  });
}

function describe(found: Awaited<ReturnType<typeof lookAtWaiting>>, { dueBefore }: ConfirmOptions): string {
  if (found === null) return "There is no quarantine: messages are sent.";
  const first = found.oldest === null ? "" : `; the first was due ${found.oldest.toISOString()}`;
  return [
    `Quarantine since ${found.since.toISOString()}: ${quarantineReasons[found.reason]}.`,
    "",
    `  ${found.held} may have been sent before: kept for a person as \`unknown\``,
    ...(dueBefore === null ? [] : [`  ${found.skipped} were due before ${dueBefore.toISOString()}: skipped`]),
    `  ${found.waiting} would be sent${first}`,
    "",
    "Nothing was changed. `waypost confirm --yes-send`, with the same options, does it.",
  ].join("\n");
}

const unitMs: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

function readDueBefore(text: string | undefined, now: number): Date | null {
  if (text === undefined) return null;
  const match = /^(\d{1,6})([mhd])$/.exec(text);
  const unit = unitMs[match?.[2] ?? ""];
  if (unit === undefined) throw new Refusal("--skip-older-than takes a time such as 90m, 1h or 2d.");
  return new Date(now - Number(match?.[1]) * unit);
}
