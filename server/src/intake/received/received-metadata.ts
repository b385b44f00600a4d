// What of a received message is seen by somebody who may know that a person wrote, and not who and what.

import { metadataOnly } from "../../kernel/metadata-only.ts";

/** A contact's id stays: by it one person's messages are told from another's. */
export const receivedMetadata = metadataOnly({
  fields: ["id", "sender", "contact", "type", "content_removed", "at", "received_at"],
  shorten: { contact: (contact) => (contact === null ? null : contactView(contact)) },
});

const contactView = metadataOnly({ fields: ["id"], shorten: {} });
