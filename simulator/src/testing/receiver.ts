// A webhook receiver for tests: shakes hands, checks signatures, remembers every update.
import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { isObject } from "../json.ts";
import type { JsonObject } from "../json.ts";

export type Post = { body: JsonObject; raw: string; signed: boolean; answered: number };

export type Receiver = {
  url: string;
  posts: Post[];
  /** What the next POSTs are answered with; 200 when the list is empty. */
  answers: number[];
  handshakes: URLSearchParams[];
  statuses(): JsonObject[];
  messages(): JsonObject[];
  changes(field: string): JsonObject[];
  close(): void;
};

export async function startReceiver(secret: string, verifyToken: string): Promise<Receiver> {
  const posts: Post[] = [];
  const answers: number[] = [];
  const handshakes: URLSearchParams[] = [];
  const server = createServer((request, response) => {
    const query = new URL(request.url ?? "/", "http://localhost").searchParams;
    if (request.method === "GET") {
      handshakes.push(query);
      const good = query.get("hub.mode") === "subscribe" && query.get("hub.verify_token") === verifyToken;
      response.writeHead(good ? 200 : 403).end(good ? query.get("hub.challenge") : "");
      return;
    }
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const bytes = Buffer.concat(chunks);
      const expected = `sha256=${createHmac("sha256", secret).update(bytes).digest("hex")}`;
      const body: unknown = JSON.parse(bytes.toString());
      const answered = answers.shift() ?? 200;
      const signed = request.headers["x-hub-signature-256"] === expected;
      posts.push({ body: isObject(body) ? body : {}, raw: bytes.toString(), signed, answered });
      response.writeHead(answered).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const accepted = () => posts.filter(({ answered }) => answered === 200);
  const changes = (field: string) => accepted().flatMap(({ body }) => changesOf(body, field));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`,
    posts,
    answers,
    handshakes,
    statuses: () => changes("messages").flatMap((value) => objects(value["statuses"])),
    messages: () => changes("messages").flatMap((value) => objects(value["messages"])),
    changes,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** The `value` of every change of a field in one POST. */
function changesOf(body: JsonObject, field: string): JsonObject[] {
  const changes = objects(body["entry"]).flatMap((entry) => objects(entry["changes"]));
  return changes
    .filter((change) => change["field"] === field)
    .flatMap(({ value }) => (isObject(value) ? [value] : []));
}

function objects(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
