// Media: upload by form, look up a short-lived address, delete (Meta: media).
import type { Answer } from "../http/answer.ts";
import { reply } from "../http/answer.ts";
import type { MediaCall, NumberCall } from "./call.ts";
import { badParameter, GraphError } from "./graph-error.ts";
import { mediaType } from "./media-types.ts";

export async function uploadMedia(call: NumberCall): Promise<Answer> {
  const form = await formOf(call);
  if (form.get("messaging_product") !== "whatsapp")
    throw badParameter("The parameter messaging_product is required.");
  const file = form.get("file");
  if (!(file instanceof File)) throw badParameter("The parameter file is required.");
  const asked = form.get("type");
  const mimeType = typeof asked === "string" && asked !== "" ? asked : file.type;
  const type = mediaType(mimeType);
  if (!type)
    throw badParameter(
      `Param file must be a file with one of the supported types. Received file of type '${mimeType}'.`,
    );
  if (file.size > type.maxBytes) {
    throw new GraphError(131053, {
      details: `File size ${file.size} exceeds ${type.maxBytes} bytes.`,
    });
  }
  const { business, clock, conditions } = call.network;
  const media = business.media.add({
    account: call.target.account.id,
    mimeType,
    bytes: Buffer.from(await file.arrayBuffer()),
    filename: file.name,
    expiresAt: clock.now() + conditions.settings.media.upload_ttl_ms,
  });
  return reply({ id: media.id });
}

/** Every look-up makes a new address, good for five minutes. */
export function readMedia({ target: media, network, origin, query }: MediaCall): Answer {
  const number = query.get("phone_number_id");
  if (number !== null && network.business.numberById.get(number)?.account.id !== media.account) {
    throw badParameter("Param phone_number_id does not own this media.");
  }
  const { business, clock, conditions } = network;
  const expiresAt = clock.now() + conditions.settings.media.url_ttl_ms;
  const key = business.media.grant(media.id, expiresAt);
  const url = `${origin}/media/attachments?mid=${media.id}&ext=${Math.floor(expiresAt / 1000)}&hash=${key}`;
  const { id, mimeType, sha256, bytes } = media;
  return reply({
    messaging_product: "whatsapp",
    url,
    mime_type: mimeType,
    sha256,
    file_size: bytes.length,
    id,
  });
}

export function deleteMedia({ target: media, network }: MediaCall): Answer {
  network.business.media.remove(media.id);
  return reply({ success: true });
}

async function formOf(call: NumberCall): Promise<FormData> {
  const type = call.headers["content-type"] ?? "";
  if (!type.startsWith("multipart/form-data"))
    throw badParameter("Media is uploaded as multipart/form-data.");
  const body = await call.body();
  try {
    // The platform's own parser; there is no streaming one in it, so an upload is held in memory once.
    return await new Response(new Uint8Array(body), {
      headers: { "content-type": type },
    }).formData();
  } catch {
    throw badParameter("The form could not be read.");
  }
}
