// Opens the store that a configuration's address names.

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openDisk } from "./disk.ts";
import type { MediaStore } from "./port.ts";
import type { Bucket } from "./s3.ts";

export type StoreOptions = {
  /** `file:///path` or `s3://bucket/prefix?region=…&endpoint=…`; null for the data directory. */
  address: string | null;
  dataDir: string;
};

/** Nothing is asked of it yet: a store that is away stops files, and not the process. */
export async function openMediaStore({ address, dataDir }: StoreOptions): Promise<MediaStore> {
  const own = join(dataDir, "media");
  const url = address === null ? null : new URL(address);
  if (url === null) return openDisk(own);
  if (url.protocol === "file:") return openDisk(fileURLToPath(url));
  // Loaded by those who have a bucket: the SDK costs the others' processes 20 MB for nothing.
  const { openS3 } = await import("./s3.ts");
  return openS3(bucketOf(url), join(own, "staging"));
}

/** `s3://bucket/a/b` puts all keys below `a/b/`. */
export function bucketOf(url: URL): Bucket {
  const path = url.pathname.replaceAll(/^\/+|\/+$/g, "");
  return {
    bucket: url.hostname,
    prefix: path === "" ? "" : `${decodeURIComponent(path)}/`,
    region: url.searchParams.get("region") ?? "us-east-1",
    endpoint: url.searchParams.get("endpoint"),
  };
}
