// Both stores, on a real disk and on a server that checks every signature, keep to the same promises.

import { createHash, randomBytes, randomUUID } from "node:crypto";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { credentials, type LoopbackS3, startLoopbackS3 } from "../testing/loopback-s3.ts";
import { bucketOf, openMediaStore } from "./open.ts";
import type { BlobName, MediaStore, StagedFile } from "./port.ts";

let dataDir: string;
let s3: LoopbackS3;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "waypost media "));
  s3 = await startLoopbackS3();
  vi.stubEnv("AWS_ACCESS_KEY_ID", credentials.accessKeyId);
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", credentials.secretAccessKey);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await s3.stop();
  await rm(dataDir, { recursive: true });
});

const addresses = {
  "a disk": () => pathToFileURL(join(dataDir, "elsewhere")).href,
  "a bucket": () => `s3://files/of%20ours?region=eu-central-1&endpoint=${encodeURIComponent(s3.url)}`,
};

async function openStore(name: keyof typeof addresses): Promise<MediaStore> {
  const store = await openMediaStore({ address: addresses[name](), dataDir });
  onTestFinished(() => store.close());
  return store;
}

async function staged(store: MediaStore, bytes: Buffer): Promise<StagedFile & { name: BlobName }> {
  await mkdir(store.stagingDir, { recursive: true });
  const path = join(store.stagingDir, randomUUID());
  await writeFile(path, bytes);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return { path, sizeBytes: bytes.length, name: { tenantId: randomUUID(), sha256 } };
}

async function read(store: MediaStore, ...asked: Parameters<MediaStore["open"]>): Promise<Buffer | null> {
  const stream = await store.open(...asked);
  return stream && buffer(stream);
}

describe.each(["a disk", "a bucket"] as const)("%s", (kind) => {
  test("gives back what it was given, whole and in part", async () => {
    const store = await openStore(kind);
    const bytes = randomBytes(200_000);
    const { name, ...file } = await staged(store, bytes);
    await store.put(name, file);
    expect(await read(store, name)).toEqual(bytes);
    expect(await read(store, name, { start: 10, end: 99_999 })).toEqual(bytes.subarray(10, 100_000));
  });

  test("keeps each tenant's own, even of the same bytes", async () => {
    const store = await openStore(kind);
    const one = await staged(store, Buffer.from("the same"));
    const other = await staged(store, Buffer.from("the same"));
    await store.put(one.name, one);
    expect(await read(store, other.name)).toBeNull();
    await store.put(other.name, other);
    await store.delete(one.name);
    expect(await read(store, one.name)).toBeNull();
    expect(await read(store, other.name)).toEqual(Buffer.from("the same"));
  });

  test("takes the same bytes twice, and a deletion of what is gone", async () => {
    const store = await openStore(kind);
    const first = await staged(store, Buffer.from("twice"));
    const again = await staged(store, Buffer.from("twice"));
    await store.put(first.name, first);
    await store.put(first.name, again);
    await store.delete(first.name);
    await store.delete(first.name);
    expect(await read(store, first.name)).toBeNull();
  });

  test.each([
    { tenantId: "../../../etc", sha256: "0".repeat(64) },
    { tenantId: randomUUID(), sha256: "../passwd" },
    { tenantId: `${randomUUID()}/..`, sha256: "0".repeat(64) },
    { tenantId: randomUUID(), sha256: `${"0".repeat(64)}/../x` },
  ])("never makes a path of anything but an id and a hash: %o", async (name) => {
    const store = await openStore(kind);
    await expect(store.open(name)).rejects.toThrow("a tenant's id and a hash");
    await expect(store.put(name, { path: "x", sizeBytes: 1 })).rejects.toThrow("a tenant's id and a hash");
  });
});

describe("a disk", () => {
  test("leaves nothing beside what it keeps", async () => {
    const store = await openStore("a disk");
    const { name, ...file } = await staged(store, Buffer.from("alone"));
    await store.put(name, file);
    expect(await readdir(store.stagingDir)).toEqual([]);
    await store.delete(name);
  });
});

describe("a bucket", () => {
  const large = randomBytes(40 * 1024 * 1024);

  test("gets a large file in parts, and a part that fails again from its start", async () => {
    const store = await openStore("a bucket");
    const { name, ...file } = await staged(store, large);
    s3.fail(1, /partNumber=2/);
    await store.put(name, file);
    expect(s3.requests.filter((line) => line.includes("partNumber=2"))).toHaveLength(2);
    expect((await read(store, name))?.equals(large)).toBe(true);
    expect([...s3.objects.keys()].some((key) => key.startsWith(`/files/of ours/${name.tenantId}/`))).toBe(
      true,
    );
  });

  test("keeps nothing of an upload that cannot be ended", async () => {
    const store = await openStore("a bucket");
    const { name, ...file } = await staged(store, large);
    s3.fail(99, /partNumber=3/);
    await expect(store.put(name, file)).rejects.toThrow();
    s3.fail(0, /$^/);
    expect(s3.openUploads()).toBe(0);
    expect(await read(store, name)).toBeNull();
  });

  test("that does not know us says so, and is not asked again", async () => {
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "another");
    onTestFinished(() => void vi.stubEnv("AWS_SECRET_ACCESS_KEY", credentials.secretAccessKey));
    const store = await openStore("a bucket");
    const { name, ...file } = await staged(store, Buffer.from("stranger"));
    const before = s3.requests.length;
    await expect(store.put(name, file)).rejects.toThrow("SignatureDoesNotMatch");
    expect(s3.requests.length - before).toBe(1);
  });

  test("is named by its address", () => {
    expect(bucketOf(new URL("s3://files"))).toEqual({
      bucket: "files",
      prefix: "",
      region: "us-east-1",
      endpoint: null,
    });
  });
});
