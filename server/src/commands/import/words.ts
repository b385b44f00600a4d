// What an import says at the terminal: what was found in the file, and what became of its rows.
import type { ContactImportResource } from "@waypost/contract";
import { Refusal } from "../../kernel/refusal.ts";
import { count } from "../send/csv-words.ts";
import { print } from "../with-engine.ts";

export function sayImport(
  shown: ContactImportResource,
  { json, rejects }: { json: boolean; rejects: string | undefined },
): void {
  if (json) return print(JSON.stringify(shown));
  const { id, state, layout, problem } = shown;
  if (problem !== null && shown.rows === 0) throw new Refusal(`${problem.detail} (${problem.code}, ${id})`);
  if (state === "waiting" || state === "running") return print(`${id}  is under way`);
  const done = shown.mode === "dry_run" ? "tried, nothing was changed" : state;
  print(`${id}  ${done}: ${count(shown.rows)} rows`);
  if (layout !== null) {
    const columns = layout.columns.filter(({ target }) => target !== "ignore");
    print(`  ${columns.map(({ header, target }) => `"${header}" is ${target}`).join(", ")}`);
  }
  const names = ["created", "updated", "unchanged", "duplicates", "rejected"] as const;
  for (const name of names)
    if (shown[name] > 0) print(`  ${name.padEnd(12)}${count(shown[name]).padStart(11)}`);
  if (shown.rejects_url !== null) {
    print(
      rejects === undefined
        ? `The refused rows: GET ${shown.rejects_url}`
        : `The refused rows are in ${rejects}.`,
    );
  }
  if (problem !== null) print(`It stopped: ${problem.detail}`);
  if (shown.undo_until !== null)
    print(`Until ${shown.undo_until}: POST /v1/contacts/import/${id}/undo takes it back.`);
}
