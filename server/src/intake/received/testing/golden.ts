// What a recorded payload is to become: its type, its content, and what stands around it.

import type { ReceivedType } from "@waypost/contract";

export type Golden = {
  /** What it is, in words. */
  name: string;
  /** As the provider sent it: the message item for Meta and WhatsApp Web, the whole body for the others. */
  payload: object;
  type: ReceivedType;
  content: unknown;
  context?: object;
  referral?: object;
  file?: { mime_type: string | null; sha256: string | null; size: number | null };
};

/** As a reply that was passed on nowhere has it. */
export const replyTo = (message_id: string): object => ({
  message_id,
  forwarded: false,
  frequently_forwarded: false,
  referred_product: null,
});

/** The hash of nothing, as Meta and WhatsApp write hashes and as we do. */
export const hash = {
  base64: "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
  hex: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
};
