// What a CSV send says at the terminal: what was found in the file, and how the send went.
import type { MessageObject } from "@waypost/contract";
import type { Check, Counts, Plan, Sent } from "../../csv-send/index.ts";
import { print } from "../with-engine.ts";

export type CheckSpeech = { json: boolean; dryRun: boolean; rejects: string | undefined };

/** With --json, standard output is the result's; only a dry run's result is the check. */
export function sayCheck(plan: Plan, check: Check, { json, dryRun, rejects }: CheckSpeech): void {
  if (json && dryRun) return print(JSON.stringify({ send: plan.id, ...check }));
  const say = json ? console.error : print;
  const { file, rules } = plan;
  const phone = rules.columns.header[rules.columns.phone] ?? "";
  const country = rules.country ?? "none, so numbers need a country code";
  say(`${file.path}: ${file.encoding}, separated by ${JSON.stringify(file.separator)}`);
  say(`Phone numbers from "${phone}"; country: ${country}`);
  if (file.encoding.startsWith("windows-")) {
    say("The encoding is a guess: if names look wrong below, name it with --encoding.");
  }
  const bad = check.rows - check.good;
  say(`${count(check.rows)} rows: ${count(check.good)} good, ${count(bad)} not`);
  for (const [reason, number] of sorted(check.rejected)) say(line(reason, number));
  if (bad > 0 && rejects !== undefined) say(`They are in ${rejects}, with the reasons.`);
  if (bad > 0 && rejects === undefined) say("--rejects <file> writes them down with the reasons.");
  if (check.sample !== null) {
    say(`The first message, to ${check.sample.to}:`);
    say(textOf(check.sample.message).replaceAll(/^/gm, "  | "));
  }
}

export type Outcome = {
  sendId: string;
  check: Check;
  sent: Sent;
  /** Nothing when nobody waited for receipts. */
  statuses: Counts | null;
  settled: boolean;
};

export function saySent(
  { sendId, check, sent, statuses, settled }: Outcome,
  { json, rejects }: { json: boolean; rejects: string | undefined },
): void {
  const { accepted, acceptedBefore, refused } = sent;
  if (json) {
    const { rows, good, rejected } = check;
    const result = { send: sendId, rows, good, rejected, accepted };
    return print(JSON.stringify({ ...result, accepted_before: acceptedBefore, refused, statuses, settled }));
  }
  print(`Accepted: ${count(accepted + acceptedBefore)} of ${count(check.good)} good rows`);
  if (acceptedBefore > 0) print(`  of them by an earlier run: ${count(acceptedBefore)}`);
  for (const [code, number] of sorted(refused)) print(line(`refused: ${code}`, number));
  if (statuses !== null) {
    print("");
    for (const [status, number] of sorted(statuses)) print(line(status, number));
    if (!settled) print("Some were still on their way; `waypost tail` follows them.");
  }
  const notSent = Object.values(check.rejected).reduce((sum, each) => sum + each, 0);
  const where = rejects === undefined ? "" : `  ${rejects}`;
  if (notSent > 0) print(line("not sent", notSent) + where);
}

function textOf(message: MessageObject): string {
  if (message.type === "text") return message.text.body;
  if (message.type !== "template") return message.type;
  const { name, variables = {} } = message.template;
  const filled = Object.entries(variables).map(([variable, value]) => `${variable}: ${value}`);
  return [`template ${name}`, ...filled].join("\n");
}

function sorted(counts: Readonly<Record<string, number>>): [string, number][] {
  return Object.entries(counts).toSorted(([, a], [, b]) => b - a);
}

function line(label: string, number: number): string {
  return `  ${label.padEnd(28)}${count(number).padStart(9)}`;
}

export function count(number: number): string {
  return number.toLocaleString("en-US");
}
