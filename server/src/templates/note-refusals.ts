// What a refused message says of its template: paused and disabled are taken as told, anything else is looked at.

import type { ErrorCode } from "@waypost/contract";
import type { Database } from "../kernel/db.ts";
import { applyFacts } from "./apply-facts.ts";
import { type Fact, inSeconds } from "./state.ts";
import { holdAgain, hurrySyncOfSenders, lockTemplatesOfSenders } from "./store/facts.ts";
import { notifyTemplates } from "./store/template.ts";

/** A message that the provider refused because of its template. */
export type TemplateRefusal = {
  senderId: string;
  name: string;
  language: string;
  code: ErrorCode;
  /** What the provider said. */
  detail: string;
  /** When the message was handed over: what the provider told since then is newer. */
  at: Date;
};

export type RefusalNotes = {
  /**
   * After the refusal is recorded, so that its message is found waiting. Returns at once; a campaign's thousand
   * refusals are one note.
   */
  note(refusal: TemplateRefusal): void;
  drained(): Promise<void>;
};

const events: Partial<Record<ErrorCode, string>> = {
  template_paused: "PAUSED",
  template_disabled: "DISABLED",
};

/** Codes that speak of a template and not of one message. */
const others: ReadonlySet<ErrorCode> = new Set(["template_missing", "template_policy_violation"]);

function speaksOfTemplate(code: ErrorCode): boolean {
  return events[code] !== undefined || others.has(code);
}

/** `db` under the engine's role. */
export function createRefusalNotes(deps: { db: Database; onError(error: Error): void }): RefusalNotes {
  const waiting = new Map<string, TemplateRefusal>();
  let writing: Promise<void> | null = null;
  const write = async (): Promise<void> => {
    while (waiting.size > 0) {
      const refusals = [...waiting.values()];
      waiting.clear();
      // Not kept when the database does not take them: the next refused message says the same.
      await noteRefusals(deps.db, refusals).catch(deps.onError);
    }
    writing = null;
  };
  return {
    note: (refusal) => {
      if (!speaksOfTemplate(refusal.code)) return;
      const { senderId, name, language, code } = refusal;
      waiting.set(`${senderId} ${name} ${language} ${code}`, refusal);
      writing ??= write();
    },
    drained: async () => {
      await writing;
    },
  };
}

async function noteRefusals(db: Database, refusals: readonly TemplateRefusal[]): Promise<void> {
  await db.transaction(async (tx) => {
    const rows = await lockTemplatesOfSenders(
      tx,
      refusals.map(({ senderId, name, language }) => ({ sender_id: senderId, name, language })),
    );
    const known: string[] = [];
    const facts = refusals.flatMap(({ senderId, name, language, code, detail, at }): Fact[] => {
      const event = events[code];
      const row = rows.find(
        (each) => each.sender_id === senderId && each.name === name && each.language === language,
      );
      if (event === undefined || row === undefined) return [];
      if (row.status === event) {
        known.push(row.id);
        return [];
      }
      const news = { kind: "status", event, reason: null, said: detail, pausedUntil: null } as const;
      return [{ templateId: row.id, source: "dispatcher", at: inSeconds(at), news }];
    });
    await applyFacts(tx, rows, facts);
    await holdAgain(tx, [known]);
    await hurrySyncOfSenders(tx, [...new Set(refusals.map(({ senderId }) => senderId))]);
    await notifyTemplates(tx, []);
  });
}
