// Files as transports are given them: of one sender's tenant, opened when they are sent.

import type { Database } from "../kernel/db.ts";
import { parseId } from "../kernel/ids.ts";
import type { OutgoingFile, OutgoingFiles } from "../transports/transport.ts";
import type { MediaStore } from "./bytes/port.ts";
import { type Links, linkTo } from "./present-media.ts";
import { after, providerLinkMs } from "./retention.ts";
import {
  forgetProviderId,
  type MediaRow,
  readMediaOfSender,
  readProviderId,
  writeProviderId,
} from "./store.ts";

export type OutgoingFilesDeps = {
  /** Under the engine's role; a sender's tenant and mode bound what is found. */
  db: Database;
  store: MediaStore;
  links: Links;
  now(): Date;
};

export function outgoingFilesOf(deps: OutgoingFilesDeps, senderId: string): OutgoingFiles {
  const { db } = deps;
  return {
    find: async (id) => {
      const uuid = parseId("med", id);
      const [row] = uuid === null ? [] : await readMediaOfSender(db, [senderId, uuid]);
      return row === undefined ? null : outgoingFile(deps, row);
    },
    providerId: async (id) => {
      const [row] = await readProviderId(db, [senderId, parseId("med", id)]);
      return row?.provider_id ?? null;
    },
    keepProviderId: async (id, provider) => {
      const uuid = parseId("med", id);
      if (provider === null) await forgetProviderId(db, [senderId, uuid]);
      else await writeProviderId(db, [senderId, uuid, provider.id, provider.forMs]);
    },
  };
}

function outgoingFile({ store, links, now }: OutgoingFilesDeps, row: MediaRow): OutgoingFile {
  return {
    mimeType: row.mime_type,
    sizeBytes: row.size_bytes,
    filename: row.filename,
    link: linkTo(row, links, after(now(), providerLinkMs)),
    open: async () => {
      const stream = await store.open({ tenantId: row.tenant_id, sha256: row.sha256 });
      if (stream === null) throw new Error("a file's row is there, and its bytes are not");
      return stream;
    },
  };
}
