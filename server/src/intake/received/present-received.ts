// How a person's message leaves the API, and every event that tells of one.

import type { ReceivedMessage } from "@waypost/contract";
import type { ContactSummary } from "../../audience/index.ts";
import { presentId } from "../../kernel/ids.ts";
import { shapeOf } from "./shape.ts";
import type { ReceivedRow } from "./store.ts";

/** `contact`: who wrote, as they are known now. */
export function presentReceived(row: ReceivedRow, contact: ContactSummary | undefined): ReceivedMessage {
  const { type, body, file } =
    row.shape === null && row.body["content_removed"] === undefined
      ? shapeOf(row.type, row.body)
      : { type: row.type as ReceivedMessage["type"], body: row.body, file: row.media };
  // Where the retention has taken the words away, `content_removed` stands alone beside the type.
  const { context = null, referral = null, ...content } = body as Partial<ReceivedMessage>;
  return {
    id: presentId("inb", row.id),
    sender: presentId("snd", row.sender_id),
    contact: contact === undefined ? null : presentContact(contact),
    provider_message_id: row.provider_message_id,
    type,
    ...content,
    media:
      file === null
        ? null
        : {
            state: row.file_state ?? "remote",
            id: row.media_id === null ? null : presentId("med", row.media_id),
            mime_type: file.mime_type,
            sha256: file.sha256,
            size: file.size,
          },
    context,
    referral,
    at: row.at.toISOString(),
    received_at: row.received_at.toISOString(),
  };
}

function presentContact({ id, name, phone, lid, user_id }: ContactSummary): ReceivedMessage["contact"] {
  return { id: presentId("con", id), name, phone, lid, user_id };
}
