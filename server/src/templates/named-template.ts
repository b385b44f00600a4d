// What a request about templates names: one of the caller's templates, or the account of one of their senders.

import type { Tx } from "../kernel/db.ts";
import { AppError } from "../kernel/errors.ts";
import { parseId, presentId } from "../kernel/ids.ts";
import type { Caller, RouteRequest } from "../kernel/route.ts";
import type { SenderFinder } from "../senders/index.ts";
import type { TemplateRow } from "./store/rows.ts";
import { readAccountOfSender, readTemplate, readTemplateForUpdate } from "./store/template.ts";

export type FindSender = { finder: Pick<SenderFinder, "find"> };

export async function namedTemplate(request: RouteRequest, tx: Tx): Promise<TemplateRow> {
  const { caller } = request;
  return found(await readTemplate(tx, [caller.tenantId, caller.mode, templateId(request)]));
}

/** Because what follows decides on what it reads. */
export async function lockedTemplate(request: RouteRequest, tx: Tx): Promise<TemplateRow> {
  const { caller } = request;
  return found(await readTemplateForUpdate(tx, [caller.tenantId, caller.mode, templateId(request)]));
}

/** The account of the sender that is named, or of the default one. */
export async function accountOf(
  { finder }: FindSender,
  tx: Tx,
  caller: Caller,
  from: string | undefined,
): Promise<string> {
  const sender = await finder.find(caller.tenantId, caller.mode, from ?? null);
  if (sender === null) {
    throw new AppError("sender_not_found", "There is no such sender within reach of this key.", {
      errors: [{ path: "/from", message: "names no sender" }],
    });
  }
  const [row] = await readAccountOfSender(tx, [caller.tenantId, caller.mode, sender.id]);
  if (row !== undefined) return row.account;
  const detail = `The sender ${presentId("snd", sender.id)} has no templates that can be managed here.`;
  throw new AppError("templates_not_supported", detail);
}

/** A local template is of all the tenant's senders. */
export function localAccount(from: string | undefined): "" {
  if (from === undefined) return "";
  throw new AppError("invalid_request", "A local template is of all senders.", {
    errors: [{ path: "/from", message: "is for templates of an account" }],
  });
}

/** What is not an id of ours answers like an id of somebody else: it is not there. */
function templateId({ params }: RouteRequest): string {
  const id = parseId("tpl", params["id"] ?? "");
  if (id === null) throw notFound();
  return id;
}

function found([row]: readonly TemplateRow[]): TemplateRow {
  if (row === undefined) throw notFound();
  return row;
}

function notFound(): AppError {
  return new AppError("not_found", "There is no such template.");
}
