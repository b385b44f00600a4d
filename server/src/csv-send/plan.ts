// A send as it was asked for, made ready: the file inspected, its columns named, its content compiled.

import type { SendOptions } from "@waypost/contract";
import type { OutgoingMessage } from "../client/index.ts";
import { Refusal } from "../kernel/refusal.ts";
import { type ColumnChoice, type Columns, readColumns } from "./columns.ts";
import { compileContent, type ContentChoice } from "./content.ts";
import { referenceOf, sendId } from "./identity.ts";
import { type CsvFile, inspectFile, type Reading } from "./inspect-file.ts";
import { createJudge, type Good, type Judgement, type Rules } from "./judge-rows.ts";
import { readRows } from "./read-rows.ts";

export type CsvSend = {
  path: string;
  reading: Reading;
  columns: readonly ColumnChoice[];
  country: string | null;
  content: ContentChoice;
  /** The same for every message. */
  options: Omit<SendOptions, "to" | "client_reference" | "metadata">;
  /** Which senders it reaches. A rehearsal with simulated people must not count as the real thing. */
  mode: "live" | "test";
  /** Tells a wanted repetition of the same send from a continued one. */
  again: string | null;
};

export type Plan = {
  id: string;
  file: CsvFile;
  rules: Rules;
  options: CsvSend["options"];
};

export async function makePlan(send: CsvSend): Promise<Plan> {
  const file = await inspectFile(send.path, send.reading);
  const columns = readColumns(await readHeader(file), send.columns);
  const content = compileContent(send.content, [...columns.variables.keys()]);
  const { country, options, mode, again } = send;
  const id = sendId(file.hash, {
    reading: [file.encoding, file.separator],
    columns: send.columns,
    country,
    content: send.content,
    options,
    mode,
    again,
  });
  return { id, file, rules: { columns, country, content }, options };
}

/** Every data row's judgement, many at a time. Each call reads the file anew. */
export async function* judgeRows(plan: Plan): AsyncGenerator<readonly Judgement[]> {
  const judge = createJudge(plan.rules);
  for await (const rows of readRows(plan.file)) {
    yield rows.filter(({ number }) => number > 1).map(judge);
  }
}

export function messageFor(plan: Plan, good: Good): OutgoingMessage {
  return {
    ...plan.options,
    to: good.to,
    client_reference: referenceOf(plan.id, good.row.number),
    ...good.message,
  };
}

async function readHeader(file: CsvFile): Promise<Columns["header"]> {
  for await (const [header] of readRows(file)) {
    if (header) return header.cells.map((cell) => cell.trim());
  }
  throw new Refusal(`${file.path} is empty.`);
}
