// Requests as they stand on the wire.

export type RequestParts = { path: string; headers: Readonly<Record<string, string>>; body: string };

/** Bodies are ASCII here, so that characters are bytes. */
export function requestText({ path, headers, body }: RequestParts): string {
  return `${requestHead(path, headers)}content-length: ${body.length}\r\n\r\n${body}`;
}

/** Everything but the body and its length: rendered once for many requests. */
export function requestHead(path: string, headers: Readonly<Record<string, string>>): string {
  const lines = Object.entries({ host: "127.0.0.1", "content-type": "application/json", ...headers });
  return `POST ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join("")}`;
}
