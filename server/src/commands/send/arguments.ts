// Reads the arguments of `waypost send`: what every send has in common, and what goes with which.
import { parseArgs } from "node:util";
import type { SendOptions } from "@waypost/contract";
import type { ContentChoice } from "../../csv-send/index.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { accessOptions } from "../api-access.ts";

const options = {
  ...accessOptions,
  to: { type: "string" },
  text: { type: "string" },
  template: { type: "string" },
  language: { type: "string" },
  var: { type: "string", multiple: true, default: [] as string[] },
  from: { type: "string" },
  category: { type: "string" },
  "send-at": { type: "string" },
  ttl: { type: "string" },
  reference: { type: "string" },
  "idempotency-key": { type: "string" },
  wait: { type: "boolean" },
  timeout: { type: "string" },
  json: { type: "boolean", default: false },
  csv: { type: "string" },
  column: { type: "string", multiple: true, default: [] as string[] },
  country: { type: "string" },
  "dry-run": { type: "boolean" },
  rejects: { type: "string" },
  again: { type: "string" },
  "batch-size": { type: "string" },
  encoding: { type: "string" },
  separator: { type: "string" },
} as const;

export type Arguments = ReturnType<typeof parseStrictly>["values"];

export function readArguments(args: string[]): Arguments {
  const { values } = inWords(() => parseStrictly(args));
  const misplaced = (values.csv === undefined ? onlyForCsv : onlyForOne).find((name) => {
    const value = values[name];
    return Array.isArray(value) ? value.length > 0 : value !== undefined;
  });
  if (misplaced === undefined) return values;
  const [goes, not] = values.csv === undefined ? ["--csv", "--to"] : ["--to", "--csv"];
  throw new Refusal(`--${misplaced} goes with ${goes}, not with ${not}.`);
}

/** What `parseArgs` refuses is a mistake of the person at the terminal. */
export function inWords<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof TypeError) throw new Refusal(error.message);
    throw error;
  }
}

export function readContent(values: Arguments): ContentChoice {
  const { text, template: name, language } = values;
  if ((text === undefined) === (name === undefined)) {
    throw new Refusal("Say what to send: --text <text>, or --template <name>.");
  }
  if (text !== undefined) return { kind: "text", text };
  if (name === undefined || language === undefined) {
    throw new Refusal("A template needs its --language, such as en or pt_BR.");
  }
  const variables = Object.fromEntries(values.var.map((pair) => readPair(pair, "--var first_name=Asha")));
  return { kind: "template", name, language, variables };
}

/** Values the API may still refuse; it says so better than a second copy of its rules would. */
export function readOptions(values: Arguments): Omit<SendOptions, "to" | "client_reference" | "metadata"> {
  const { from, category, ttl, "send-at": sendAt } = values;
  return {
    ...(from === undefined ? {} : { from }),
    ...(category === undefined ? {} : { category: category as SendOptions["category"] & string }),
    ...(sendAt === undefined ? {} : { send_at: sendAt }),
    ...(ttl === undefined ? {} : { ttl_seconds: readDuration(ttl, "--ttl") }),
  };
}

/** In seconds: `90`, `90s`, `30m`, `2h`, `1d`. */
export function readDuration(text: string, option: string): number {
  const [, digits = "", unit = "s"] = /^(\d{1,9})([smhd])?$/.exec(text) ?? [];
  if (digits === "") throw new Refusal(`${option} takes a duration such as 90s, 30m, 2h or 1d.`);
  return Number(digits) * (unitSeconds[unit] ?? 1);
}

export function readPair(text: string, example: string): [name: string, value: string] {
  const at = text.indexOf("=");
  if (at < 1) throw new Refusal(`"${text}" is not a name and a value, as in ${example}.`);
  return [text.slice(0, at).trim(), text.slice(at + 1)];
}

const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

const onlyForOne = ["reference", "idempotency-key"] as const;
const onlyForCsv = [
  "column",
  "country",
  "dry-run",
  "rejects",
  "again",
  "batch-size",
  "encoding",
  "separator",
] as const;

function parseStrictly(args: string[]) {
  return parseArgs({ args, options, allowNegative: true });
}
