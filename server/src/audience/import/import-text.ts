// An import of a text that is there already, with a list of its own: all in the caller's transaction.

import type { Tx } from "../../kernel/db.ts";
import { AppError } from "../../kernel/errors.ts";
import { type Caller, nameActor } from "../../kernel/route.ts";
import { insertList } from "../store/list.ts";
import type { ImportDeps } from "./deps.ts";
import { watchBytes } from "./file/byte-facts.ts";
import { contactSettings } from "./read-options.ts";
import { openMax } from "./start-import.ts";
import { acceptImport, countOpenImports, insertImport, readImport, wakeWorkers } from "./store/import.ts";
import { insertPiece } from "./store/pieces.ts";

export type ImportTextDeps = Pick<ImportDeps, "defaultCountry" | "now"> & { newId(): string };

/** It came in one piece, and is kept as one. */
const textBytesMax = 1024 * 1024;

/** `name`: of the list, as far as nobody else has it. */
export type TextFile = { name: string; text: string };

/** As a commit with nothing but a list said; people who are known already keep what is known of them. */
export async function importText(
  deps: ImportTextDeps,
  tx: Tx,
  { tenantId, actor, scopes }: Caller,
  { name, text }: TextFile,
): Promise<{ listId: string; importId: string }> {
  if (!scopes.has("contacts:write"))
    throw new AppError("insufficient_scope", "A file of people needs the scope contacts:write.");
  const bytes = Buffer.from(text);
  if (bytes.length > textBytesMax)
    throw new AppError("import_too_large", "Import a file of more than 1 MB by itself.");
  const [open] = await countOpenImports(tx, [tenantId]);
  if ((open?.count ?? 0) >= openMax)
    throw new AppError("too_many_imports", `${openMax} files of this tenant wait already.`);
  const [listId, importId] = [deps.newId(), deps.newId()];
  const listName = `${name.slice(0, 60)} (${importId.slice(-12)})`;
  await insertList(tx, [tenantId, listId, listName, "The people of a campaign's file."]);
  const settings = contactSettings({ mode: "commit" }, await deps.defaultCountry(tenantId), deps.now());
  const who = nameActor(actor);
  await insertImport(tx, [
    tenantId,
    importId,
    "contacts",
    false,
    who,
    null,
    JSON.stringify(settings),
    listId,
  ]);
  const watch = watchBytes();
  watch.take(bytes);
  await insertPiece(tx, [tenantId, importId, 0, bytes]);
  await acceptImport(tx, [tenantId, importId, bytes.length, JSON.stringify(watch.facts(true))]);
  await wakeWorkers(tx, []);
  return { listId, importId };
}

/** What has become of it, and the list it fills; null when it is not there any more. */
export async function readTextImport(
  tx: Tx,
  tenantId: string,
  importId: string,
): Promise<{ state: string; listId: string | null } | null> {
  const [row] = await readImport(tx, [tenantId, importId]);
  return row === undefined ? null : { state: row.state, listId: row.list_id };
}
