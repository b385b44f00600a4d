// Resumable uploads of template samples and profile pictures (Meta: media).
import { randomBytes } from "node:crypto";
import type { App } from "../business/index.ts";
import type { Answer } from "../http/answer.ts";
import { reply } from "../http/answer.ts";
import type { Call, NodeCall } from "./call.ts";
import { parametersOf } from "./call.ts";
import { badParameter, unknownObject } from "./graph-error.ts";

export async function startUpload(call: NodeCall<App>): Promise<Answer> {
  const given = { ...Object.fromEntries(call.query), ...(await parametersOf(call)) };
  const length = Number(given["file_length"]);
  const type = given["file_type"];
  if (!Number.isInteger(length) || length <= 0)
    throw badParameter("Param file_length must be a positive integer.");
  if (typeof type !== "string" || !type.includes("/"))
    throw badParameter("The parameter file_type is required.");
  const id = `upload:${randomBytes(18).toString("base64url")}`;
  call.network.business.uploads.set(id, { length, type, received: 0 });
  return reply({ id });
}

/** Bytes from `file_offset` on; the last of them turn the session into a handle. */
export async function writeUpload(call: Call): Promise<Answer> {
  const { uploads, samples } = call.network.business;
  const upload = uploads.get(call.node);
  if (!upload) throw unknownObject(call.method, call.node);
  const offset = Number(call.headers["file_offset"] ?? 0);
  if (offset !== upload.received) throw badParameter(`file_offset must be ${upload.received}.`);
  upload.received += (await call.body()).length;
  if (upload.received > upload.length) throw badParameter("More bytes than file_length.");
  if (upload.received < upload.length) return reply({ id: call.node, file_offset: upload.received });
  const parts = ["4", "", upload.type, randomBytes(24).toString("base64url")];
  const handle = parts.map((part) => Buffer.from(part).toString("base64")).join(":");
  samples.set(handle, upload.type);
  return reply({ h: handle });
}

export function readUpload(call: Call): Answer {
  const upload = call.network.business.uploads.get(call.node);
  if (!upload) throw unknownObject(call.method, call.node);
  return reply({ id: call.node, file_offset: upload.received });
}
