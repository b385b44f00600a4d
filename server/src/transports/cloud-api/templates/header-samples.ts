// Files of ours that headers are reviewed with: uploaded to Meta, and called by its handles (Graph, "Resumable Upload
// API").

import { fields } from "../../http/json.ts";
import type { HttpRequest } from "../../http/client.ts";
import type { TemplateAnswer, TemplateContent } from "../../template-sync.ts";
import type { TransportError } from "../../transport.ts";
import { readAnswerOf } from "./answer.ts";
import type { TemplateLine } from "./calls.ts";

type Components = TemplateContent["components"];

/** Uploaded anew at each try: a handle is good for a while only, and nobody says for how long. */
export async function handOverSamples(
  line: TemplateLine,
  components: Components,
  signal: AbortSignal,
): Promise<TemplateAnswer<Components>> {
  const handles = new Map<string, string>();
  for (const id of ownFiles(components)) {
    // oxlint-disable-next-line no-await-in-loop -- one or two, over one line
    const handed = await handOver(line, id, signal);
    if (handed.kind !== "done") return handed;
    handles.set(id, handed.value);
  }
  return { kind: "done", value: withHandles(components, (handle) => handles.get(handle) ?? handle) };
}

function ownFiles(components: Components): Set<string> {
  const ids = new Set<string>();
  withHandles(components, (handle) => {
    if (handle.startsWith("med_")) ids.add(handle);
    return handle;
  });
  return ids;
}

/** They stand in the examples of headers: a template's own, and those of a carousel's cards. */
function withHandles(components: Components, replace: (handle: string) => string): Components {
  return components.map((component) => fields(replaced(component, replace)));
}

function replaced(value: unknown, replace: (handle: string) => string): unknown {
  if (Array.isArray(value)) return value.map((each) => replaced(each, replace));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([name, each]): [string, unknown] =>
    name === "header_handle" && Array.isArray(each)
      ? [name, each.map((handle) => (typeof handle === "string" ? replace(handle) : handle))]
      : [name, replaced(each, replace)],
  );
  return Object.fromEntries(entries);
}

async function handOver(
  line: TemplateLine,
  id: string,
  signal: AbortSignal,
): Promise<TemplateAnswer<string>> {
  try {
    const file = (await line.files?.find(id)) ?? null;
    if (file === null) return { kind: "refused", error: sampleGone };
    const { filename, mimeType, sizeBytes } = file;
    const query = new URLSearchParams({
      file_name: filename ?? "sample",
      file_length: String(sizeBytes),
      file_type: mimeType,
    });
    const { headers, secret } = line.settings;
    const path = `${line.at.uploads}?${query.toString()}`;
    const begun = await ask(line, { method: "POST", path, headers, body: null }, readUpload, signal);
    if (begun.kind !== "done") return begun;
    const bytes = {
      authorization: `OAuth ${secret}`,
      file_offset: "0",
      "content-type": "application/octet-stream",
      "content-length": String(sizeBytes),
    };
    const to = line.at.one(begun.value);
    return await ask(
      line,
      { method: "POST", path: to, headers: bytes, body: await file.open() },
      readHandle,
      signal,
    );
  } catch {
    return { kind: "later", error: storeAway, afterMs: null };
  }
}

/** What is uploaded twice is uploaded once too often, and harms nobody. */
async function ask(
  { client, settings }: TemplateLine,
  request: HttpRequest,
  read: (body: unknown) => { value: string } | null,
  signal: AbortSignal,
): Promise<TemplateAnswer<string>> {
  const answer = readAnswerOf(await client.send(request, signal), read, settings.secret);
  return answer.kind === "unknown" ? { kind: "later", error: uploadLost, afterMs: null } : answer;
}

/** An address more than an id: it may end in a signature, `upload:MTphd…?sig=ARa…`. */
function readUpload(body: unknown): { value: string } | null {
  const { id } = fields(body);
  return typeof id === "string" && /^upload:[\w+/=:.~%?&-]{1,2000}$/.test(id) ? { value: id } : null;
}

/** Of a large file it has several lines. */
function readHandle(body: unknown): { value: string } | null {
  const { h } = fields(body);
  return typeof h === "string" && /^[!-~\n]{1,10000}$/.test(h) ? { value: h } : null;
}

const sampleGone: TransportError = {
  code: "media_not_found",
  providerCode: null,
  detail: "The file that a header is to be reviewed with has expired or was deleted: upload it again.",
};

const storeAway: TransportError = {
  code: "media_store_unavailable",
  providerCode: null,
  detail: "The file store could not be reached; the template was not submitted.",
};

const uploadLost: TransportError = {
  code: "connection_failed",
  providerCode: null,
  detail: "The file that a header is to be reviewed with did not reach the provider.",
};
