// Content-Disposition (RFC 6266): the name an upload brings, and the one a download is given. Pure.

/** The name of `filename*`, else of `filename`; null when there is none that can be read. */
export function nameIn(header: string | undefined): string | null {
  if (header === undefined || header.length > 4096) return null;
  const extended = /;\s*filename\*\s*=\s*utf-8'[^']*'([^;\s]+)/i.exec(header)?.[1];
  if (extended !== undefined) return decoded(extended);
  const quoted = /;\s*filename\s*=\s*"((?:[^"\\]|\\.)*)"/i.exec(header)?.[1];
  if (quoted !== undefined) return fromLatin(quoted.replaceAll(/\\(.)/g, "$1"));
  const token = /;\s*filename\s*=\s*([^;\s"]+)/i.exec(header)?.[1];
  return token === undefined ? null : fromLatin(token);
}

/** Always to be saved: nothing of a stranger's is shown as a page of ours. */
export function attachment(name: string): string {
  const ascii = name.replaceAll(/[^\x20-\x7e]/g, "_").replaceAll(/["\\%]/g, "_");
  return `attachment; filename="${ascii}"; filename*=UTF-8''${percent(name)}`;
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** Node reads headers as Latin-1; clients that send UTF-8 all the same mean it. */
function fromLatin(text: string): string {
  const bytes = Buffer.from(text, "latin1");
  const utf8 = bytes.toString("utf8");
  return utf8.includes("\ufffd") ? text : utf8;
}

function percent(name: string): string {
  return encodeURIComponent(name).replaceAll(/['()*]/g, (one) => `%${one.charCodeAt(0).toString(16)}`);
}
