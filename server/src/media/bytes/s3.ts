// Files in a bucket of S3 or of a server that speaks like it; streamed from the staged file, never held in memory.

import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { type MediaStore, pathOf, type StagedFile } from "./port.ts";

export type Bucket = {
  bucket: string;
  /** Before every key; empty, or ends with a slash. */
  prefix: string;
  region: string;
  /** Of a server other than Amazon's; keys then stand in the path, which all of them take. */
  endpoint: string | null;
};

/** Larger files go in parts of this size: what breaks off is sent again from its part, not from its start. */
const partBytes = 16 * 1024 * 1024;

/** Credentials come by the SDK's own chain: variables, files, the machine's role. */
export function openS3(at: Bucket, stagingDir: string): MediaStore {
  const client = new S3Client({
    region: at.region,
    ...(at.endpoint === null ? {} : { endpoint: at.endpoint, forcePathStyle: true }),
    // Not every server that speaks like S3 knows the newer trailers; the hash is the name, and TLS guards the way.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    // It would write to the console; what goes wrong is an error here.
    logger: silent,
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 60_000 },
  });
  const placeOf = (key: string): Place => ({ Bucket: at.bucket, Key: `${at.prefix}${key}` });
  return {
    stagingDir,
    put: async (name, file) => {
      const place = placeOf(pathOf(name));
      if (file.sizeBytes <= partBytes) await putWhole(client, place, file);
      else await putInParts(client, place, file);
    },
    open: async (name, range) => {
      const Range = range && `bytes=${range.start}-${range.end}`;
      try {
        const { Body } = await client.send(
          new GetObjectCommand({ ...placeOf(pathOf(name)), ...(Range === undefined ? {} : { Range }) }),
        );
        if (Body instanceof Readable) return Body;
        throw new Error("S3 answered without a body.");
      } catch (error) {
        if (error instanceof NoSuchKey) return null;
        throw error;
      }
    },
    delete: async (name) => void (await client.send(new DeleteObjectCommand(placeOf(pathOf(name))))),
    close: async () => client.destroy(),
  };
}

const say = (): void => undefined;
const silent = { debug: say, info: say, warn: say, error: say };

type Place = { Bucket: string; Key: string };
type Part = { PartNumber: number; ETag: string | undefined };

async function putWhole(client: S3Client, place: Place, file: StagedFile): Promise<void> {
  await again(() =>
    client.send(
      new PutObjectCommand({ ...place, Body: createReadStream(file.path), ContentLength: file.sizeBytes }),
    ),
  );
}

/** The object is there once all parts are, so a crash leaves none. */
async function putInParts(client: S3Client, place: Place, file: StagedFile): Promise<void> {
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(place));
  if (UploadId === undefined) throw new Error("S3 began an upload without an id.");
  try {
    const Parts: Part[] = [];
    for (let start = 0; start < file.sizeBytes; start += partBytes) {
      const PartNumber = Parts.length + 1;
      const end = Math.min(start + partBytes, file.sizeBytes);
      const part = { ...place, UploadId, PartNumber, ContentLength: end - start };
      // oxlint-disable-next-line no-await-in-loop -- one part's worth of the line at a time
      const { ETag } = await again(() =>
        client.send(
          new UploadPartCommand({ ...part, Body: createReadStream(file.path, { start, end: end - 1 }) }),
        ),
      );
      Parts.push({ PartNumber, ETag });
    }
    const whole = { ...place, UploadId, MultipartUpload: { Parts } };
    await client.send(new CompleteMultipartUploadCommand(whole));
  } catch (error) {
    // Parts of an upload nobody ends are paid for.
    await client.send(new AbortMultipartUploadCommand({ ...place, UploadId })).catch(() => undefined);
    throw error;
  }
}

const tries = 3;

/** The SDK repeats a request only when it holds all of its body; here the body is opened anew. */
async function again<T>(send: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      // oxlint-disable-next-line no-await-in-loop -- a try follows the one before
      return await send();
    } catch (error) {
      if (attempt === tries || isRefusal(error)) throw error;
    }
  }
}

function isRefusal(error: unknown): boolean {
  const metadata = error instanceof Error && "$metadata" in error ? error.$metadata : null;
  const status =
    metadata !== null && typeof metadata === "object" && "httpStatusCode" in metadata
      ? Number(metadata.httpStatusCode)
      : 0;
  return status >= 400 && status < 500 && status !== 408 && status !== 429;
}
