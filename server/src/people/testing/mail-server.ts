// An SMTP server that keeps what it is sent: enough of RFC 5321 for one client.

import { createServer } from "node:net";
import type { AddressInfo } from "node:net";

export type MailServer = {
  url: string;
  mails: string[];
  refuse(refused: boolean): void;
  close(): Promise<void>;
};

export async function startMailServer(): Promise<MailServer> {
  const mails: string[] = [];
  let refused = false;
  const server = createServer((socket) => {
    let data: string | null = null;
    let rest = "";
    const hear = (line: string): void => {
      if (data !== null) {
        if (line === ".") {
          mails.push(data);
          data = null;
          socket.write("250 kept\r\n");
        } else data += `${line}\n`;
        return;
      }
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === "RCPT" && refused) socket.write(`550 no such person ${line}\r\n`);
      else if (verb === "DATA") {
        data = "";
        socket.write("354 go on\r\n");
      } else if (verb === "QUIT") socket.end("221 bye\r\n");
      else socket.write("250 ok\r\n");
    };
    socket.on("error", () => undefined);
    socket.on("data", (bytes) => {
      const lines = (rest + bytes.toString()).split("\r\n");
      rest = lines.pop() ?? "";
      for (const line of lines) hear(line);
    });
    socket.write("220 here\r\n");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    mails,
    refuse: (value) => {
      refused = value;
    },
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}
