// Uploaded media and the short-lived addresses it is downloaded from.
import { createHash, randomBytes } from "node:crypto";

export type Media = {
  id: string;
  account: string;
  mimeType: string;
  bytes: Buffer;
  sha256: string;
  filename: string | undefined;
  expiresAt: number;
};

export type MediaStore = {
  add(media: {
    account: string;
    mimeType: string;
    bytes: Buffer;
    filename?: string;
    expiresAt: number;
  }): Media;
  get(id: string, now: number): Media | undefined;
  remove(id: string): void;
  /** A download key for the id; every request of the id makes a new one. */
  grant(id: string, expiresAt: number): string;
  /** The media behind a download key that is still good. */
  granted(key: string, now: number): Media | undefined;
  clear(): void;
};

/** Grants kept at most; the oldest go first. */
const GRANT_LIMIT = 10_000;

export function createMediaStore(): MediaStore {
  const stored = new Map<string, Media>();
  const grants = new Map<string, { id: string; expiresAt: number }>();
  let next = 700_000_000_000_001;
  const get = (id: string, now: number) => {
    const media = stored.get(id);
    return media && media.expiresAt > now ? media : undefined;
  };
  return {
    add({ account, mimeType, bytes, filename, expiresAt }) {
      const id = String(next++);
      const sha256 = createHash("sha256").update(bytes).digest("hex");
      const media = { id, account, mimeType, bytes, sha256, filename, expiresAt };
      stored.set(id, media);
      return media;
    },
    get,
    remove(id) {
      stored.delete(id);
    },
    grant(id, expiresAt) {
      const key = randomBytes(16).toString("hex");
      grants.set(key, { id, expiresAt });
      const [oldest] = grants.size > GRANT_LIMIT ? grants.keys() : [];
      if (oldest !== undefined) grants.delete(oldest);
      return key;
    },
    granted(key, now) {
      const grant = grants.get(key);
      return grant && grant.expiresAt > now ? get(grant.id, now) : undefined;
    },
    clear() {
      stored.clear();
      grants.clear();
    },
  };
}
