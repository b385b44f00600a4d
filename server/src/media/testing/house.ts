// What tests of files stand on: the routes over real HTTP, a real database, and a store on a real disk.

import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createHarness, type Harness, newId } from "../../http/harness.ts";
import { openMediaStore } from "../bytes/open.ts";
import type { MediaStore } from "../bytes/port.ts";
import { mediaDownload, type MediaRouteDeps, mediaRoutes } from "../routes.ts";

type HarnessOptions = NonNullable<Parameters<typeof createHarness>[1]>;

export type MediaHouse = {
  http: Harness;
  store: MediaStore;
  deps: MediaRouteDeps;
  errors: Error[];
  /** The bytes that are kept, by their hashes. */
  kept(tenantId: string): Promise<string[]>;
  staged(): Promise<string[]>;
  close(): Promise<void>;
};

export async function openMediaHouse(
  more: { limits?: HarnessOptions["limits"]; store?: (disk: MediaStore) => MediaStore } = {},
): Promise<MediaHouse> {
  const dataDir = await mkdtemp(join(tmpdir(), "waypost media "));
  const disk = await openMediaStore({ address: null, dataDir });
  const store = more.store?.(disk) ?? disk;
  const errors: Error[] = [];
  const links = { key: Buffer.alloc(32, 9), publicUrl: "https://waypost.test" };
  // The routes are made with the harness, whose database they need; the download waits for both.
  let made: MediaRouteDeps | undefined;
  const deps = (): MediaRouteDeps => {
    if (made === undefined) throw new Error("the house is still being opened");
    return made;
  };
  const http = await createHarness(
    ({ app }) => {
      made = {
        db: app,
        store,
        links,
        newId,
        now: () => new Date(),
        onError: (error) => void errors.push(error),
      };
      return mediaRoutes(made);
    },
    {
      downloads: [{ path: "/media/:token", handle: (request) => mediaDownload(deps()).handle(request) }],
      ...(more.limits === undefined ? {} : { limits: more.limits }),
    },
  );
  return {
    http,
    store,
    deps: deps(),
    errors,
    kept: async (tenantId) => {
      const at = join(dataDir, "media", tenantId);
      const found = await readdir(at, { recursive: true, withFileTypes: true }).catch(() => []);
      return found.filter((entry) => entry.isFile()).map((entry) => entry.name);
    },
    staged: () => readdir(store.stagingDir).catch(() => []),
    close: async () => {
      await http.close();
      await rm(dataDir, { recursive: true });
    },
  };
}

export type Uploaded = { status: number; body: Record<string, unknown>; headers: Headers };

export async function upload(
  { http }: Pick<MediaHouse, "http">,
  key: string,
  body: Buffer,
  headers: Record<string, string> = {},
): Promise<Uploaded> {
  const response = await fetch(`${http.url}/v1/media`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/octet-stream", ...headers },
    body: new Uint8Array(body),
  });
  const answer = (await response.json()) as Record<string, unknown>;
  return { status: response.status, body: answer, headers: response.headers };
}
