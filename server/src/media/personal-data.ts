// What this room has of one person: the files they sent, and those that were sent to nobody else.

import type { Tx } from "../kernel/db.ts";
import { parseId, presentId } from "../kernel/ids.ts";
import {
  type Erased,
  type ExportPart,
  type Person,
  type PersonalData,
  valuesOf,
} from "../kernel/personal-data.ts";
import { dropInboundFiles, type FileOfPerson, letFilesGo, readFilesOfPerson } from "./personal-data-store.ts";

export type MediaOfMessages = {
  /** Presented ids of the files that messages to the person name. */
  sentTo(tx: Tx, person: Person): Promise<string[]>;
  /** Those of them that somebody else was sent as well. */
  sentToOthers(tx: Tx, person: Person, ids: readonly string[], since: Date): Promise<string[]>;
};

/** Before messages and what was received: it is by these that files are known to be the person's. */
export function mediaOfPerson(messages: MediaOfMessages): PersonalData {
  return {
    name: "files",
    tables: ["media", "media_blob", "media_at_provider", "inbound_file"],
    role: "waypost_app",
    export: (tx, person) => exportFiles(tx, person, messages),
    erase: (tx, person) => eraseFiles(tx, person, messages),
  };
}

/** Row and bytes go together (prune-media.ts); until then it is known by its messages whose file it was. */
async function eraseFiles(tx: Tx, person: Person, messages: MediaOfMessages): Promise<Erased> {
  const files = await filesOf(tx, person, messages);
  const shared = await sharedOf(tx, person, messages, files);
  const theirs = files.filter(({ id }) => !shared.has(id)).map(({ id }) => id);
  if (theirs.length > 0) {
    const gone = await letFilesGo(tx, [person.tenantId, theirs]);
    const waitsFor = "bytes of files that are still to be thrown away";
    return { counts: { media: gone.length }, more: false, waitsFor };
  }
  const asked = await dropInboundFiles(tx, [person.tenantId, person.contactIds, valuesOf(person)]);
  return { counts: { inbound_file: asked.length }, more: false, waitsFor: null };
}

async function sharedOf(
  tx: Tx,
  person: Person,
  messages: MediaOfMessages,
  files: readonly FileOfPerson[],
): Promise<Set<string>> {
  if (files.length === 0) return new Set();
  const oldest = Math.min(...files.map(({ created_at }) => created_at.getTime()));
  const ids = files.map(({ id }) => presentId("med", id));
  const shared = await messages.sentToOthers(tx, person, ids, new Date(oldest));
  return new Set(shared.flatMap((id) => parseId("med", id) ?? []));
}

async function filesOf(tx: Tx, person: Person, messages: MediaOfMessages): Promise<FileOfPerson[]> {
  const sent = (await messages.sentTo(tx, person)).flatMap((id) => parseId("med", id) ?? []);
  return readFilesOfPerson(tx, [person.tenantId, person.contactIds, valuesOf(person), sent]);
}

async function* exportFiles(tx: Tx, person: Person, messages: MediaOfMessages): AsyncGenerator<ExportPart> {
  const files = (await filesOf(tx, person, messages)).filter(({ is_gone }) => !is_gone);
  if (files.length > 0) {
    yield { kind: "records", name: "files", records: files.map(({ record }) => record) };
  }
  for (const { id, sha256, size_bytes } of files) {
    yield { kind: "file", name: presentId("med", id), sha256, sizeBytes: Number(size_bytes) };
  }
}
