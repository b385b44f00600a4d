// Everything of Waypost's that a browser can open today, each with a stranger's text in it. The dashboard's pages
// are added to this list.

import { type Side, uuidIn } from "../../server/src/control/testing/belongings.ts";
import type { ControlServer } from "../../server/src/control/testing/control-house.ts";
import type { Reader } from "../../server/src/control/testing/table-digest.ts";

export type Stage = { server: ControlServer; side: Side; reader: Reader };

export type Surface = {
  name: string;
  /** Puts the texts where they belong and answers with the addresses at which they may show, many at one if it can. */
  prepare(stage: Stage, payloads: readonly string[]): Promise<readonly string[]>;
};

export const surfaces: readonly Surface[] = [
  {
    name: "problems that name what was asked",
    prepare: async (_, payloads) =>
      payloads.map((text, index) => (index % 2 === 0 ? "/" : "/v1/errors/") + encodeURIComponent(text)),
  },
  {
    name: "problems about a query",
    prepare: async (_, payloads) =>
      payloads
        .filter((_text, index) => index % 5 === 0)
        .map((text) => `/v1/messages?${encodeURIComponent(text)}=${encodeURIComponent(text)}`),
  },
  {
    name: "records with the texts in them",
    prepare: async ({ server, side }, payloads) => {
      for (const [index, text] of payloads.entries()) {
        const phone = `+1415556${1_000 + index}`;
        await post(server, side, "/v1/contacts", { phone, name: text.slice(0, 256), attributes: { text } });
      }
      return ["/v1/contacts?limit=200", "/v1/contacts?limit=50"];
    },
  },
  {
    name: "messages with the texts in them",
    prepare: async ({ server, side }, payloads) => {
      const messages = payloads.map((body) => ({
        to: side.phone,
        from: side.ids.sender,
        type: "text",
        text: { body },
      }));
      await post(server, side, "/v1/messages/batch", { messages });
      return ["/v1/messages?limit=200", "/v1/messages?limit=50"];
    },
  },
  {
    name: "files of people's, as the types they would like them to be",
    prepare: async ({ server, side, reader }, payloads) => {
      const addresses: string[] = [];
      // Half of them: what a file says matters less than that it is saved and not shown, whatever its type.
      for (const [index, text] of payloads.filter((_text, place) => place % 2 === 0).entries()) {
        const type = types[index % types.length] ?? "text/html";
        const { id, url } = await upload(server, side, document(type, text), text);
        await reader.run("update media set mime_type = $2 where id = $1", [uuidIn(id), type]);
        addresses.push(index % 2 === 0 ? new URL(url).pathname : `/v1/media/${id}/content`);
      }
      return addresses;
    },
  },
  {
    name: "the documentation's page",
    prepare: async (_, payloads) =>
      payloads
        .filter((_text, index) => index % 50 === 0)
        .map((text) => encodeURIComponent(text))
        .flatMap((text) => [`/docs/?url=data:application/json,${text}&configUrl=${text}&q=${text}#/${text}`]),
  },
];

const types = [
  "text/html",
  "image/svg+xml",
  "application/xhtml+xml",
  "text/xml",
  "application/pdf",
  "text/plain",
];

function document(type: string, payload: string): string {
  if (type === "image/svg+xml")
    return `<svg xmlns="http://www.w3.org/2000/svg">${payload}<script>pwned()</script></svg>`;
  if (type === "application/xhtml+xml" || type === "text/xml")
    return `<html xmlns="http://www.w3.org/1999/xhtml"><script>pwned()</script></html>`;
  // Both at once: what opens as one may run as the other.
  if (type === "application/pdf") return `%PDF-1.7\n<script>pwned()</script>${payload}\n%%EOF`;
  return `<!doctype html><body>${payload}<script>pwned()</script>`;
}

async function post(server: ControlServer, side: Side, path: string, body: object): Promise<void> {
  const headers = { authorization: `Bearer ${side.key}`, "content-type": "application/json" };
  const answer = await fetch(server.url + path, { method: "POST", headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
}

type Uploaded = { id: string; url: string };

async function upload(server: ControlServer, side: Side, text: string, name: string): Promise<Uploaded> {
  const filename = encodeURIComponent(name.slice(0, 100)).replaceAll("'", "%27");
  const headers = {
    authorization: `Bearer ${side.key}`,
    "content-type": "text/plain",
    "content-disposition": `attachment; filename*=UTF-8''${filename}`,
  };
  // What comes by the API is of a type that WhatsApp carries, such as text; what it is called afterwards need not be.
  const body = `text ${text.replaceAll("\u0001", "")}`;
  const answer = await fetch(`${server.url}/v1/media`, { method: "POST", headers, body });
  if (answer.status !== 201) throw new Error(`upload: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Uploaded;
}
