// Takes the file out of a multipart upload as it comes, and hands it on as a plain one.

import { Busboy } from "@fastify/busboy";
import { PassThrough, type Readable } from "node:stream";
import type { Upload } from "../../kernel/door.ts";
import { AppError } from "../../kernel/errors.ts";
import type { Reply, StreamRequest } from "../../kernel/route.ts";
import { badField } from "./read-send.ts";

/** `file`, `type` and `messaging_product` (https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media). */
export async function takeFile(upload: Upload, request: StreamRequest): Promise<Reply> {
  const { stream, headers } = request;
  const type = headers["content-type"];
  if (stream === null || type?.startsWith("multipart/form-data") !== true)
    throw new AppError("unsupported_media_type", "Send the file as multipart/form-data.");
  const form = readForm(stream, type);
  const file = await form.file;
  try {
    const asked = { ...headers, "content-type": file.mimeType, ...file.disposition, ...noLength };
    return await upload({ ...request, stream: file.bytes, headers: asked });
  } catch (error) {
    // To whoever took the bytes a form that breaks off looks like a slow line.
    throw form.broken() ?? error;
  }
}

/** That of the whole form says nothing about the file. */
const noLength = { "content-length": undefined };

type File = { bytes: Readable; mimeType: string; disposition: { "content-disposition"?: string } };

type Form = { file: Promise<File>; broken(): AppError | null };

function readForm(stream: Readable, type: string): Form {
  const { promise, resolve, reject } = Promise.withResolvers<File>();
  let broken: AppError | null = null;
  const fail = (error: unknown): void => {
    broken = unreadable(error);
    reject(broken);
  };
  let isFound = false;
  const parser = open(type);
  parser.on("file", (...told) => {
    const [name, part, filename, , mimeType] = told;
    part.on("error", fail);
    if (name !== "file" || isFound) return void part.resume();
    isFound = true;
    const bytes = new PassThrough();
    // It may break off before anybody listens.
    bytes.on("error", fail);
    part.on("error", (error: Error) => bytes.destroy(error)).pipe(bytes);
    resolve({ bytes, mimeType, disposition: dispositionOf(filename) });
  });
  parser.on("finish", () => reject(badField("file", "is required")));
  parser.on("error", fail);
  stream.on("error", fail);
  stream.pipe(parser);
  return { file: promise, broken: () => broken };
}

function dispositionOf(filename: string | undefined): File["disposition"] {
  if (filename === undefined || filename === "") return {};
  return { "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(filename)}` };
}

function open(type: string): InstanceType<typeof Busboy> {
  try {
    return new Busboy({ headers: { "content-type": type }, limits: { files: 2, fields: 10, parts: 12 } });
  } catch (error) {
    throw unreadable(error);
  }
}

function unreadable(cause: unknown): AppError {
  const why = cause instanceof Error ? `: ${cause.message}` : "";
  return new AppError("invalid_request", `The form could not be read${why}.`);
}
