// Sends bytes that no well-behaved client would, and reads whatever comes back until the connection ends.

import { connect } from "node:net";

export type RawAnswer = { status: number; headers: string; body: string };

/** Null when the server ended the connection without an answer. */
export function sendRaw(url: string, chunks: readonly (string | Buffer)[]): Promise<RawAnswer | null> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    let text = "";
    // The deadline is the claim under test: whatever is sent, an answer or an end comes.
    socket.setTimeout(8_000, () => socket.destroy(new Error("the server neither answered nor hung up")));
    socket.on("data", (data) => {
      text += data.toString("latin1");
      const answer = read(text);
      if (answer === null) return;
      resolve(answer);
      socket.destroy();
    });
    socket.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ECONNRESET" || error.code === "EPIPE") resolve(read(text));
      else reject(error);
    });
    socket.on("close", () => resolve(read(text)));
    socket.on("connect", () => {
      for (const chunk of chunks) socket.write(chunk);
    });
  });
}

function read(text: string): RawAnswer | null {
  const end = text.indexOf("\r\n\r\n");
  const status = /^HTTP\/1\.1 (\d{3})/.exec(text)?.[1];
  if (end < 0 || status === undefined) return null;
  const length = Number(/^content-length: (\d+)/im.exec(text)?.[1] ?? 0);
  const body = text.slice(end + 4);
  return body.length < length
    ? null
    : { status: Number(status), headers: text.slice(0, end), body: body.slice(0, length) };
}
