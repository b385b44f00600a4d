// A client of the deployment from outside: over TLS, trusting one authority and no other.

import { Agent, request } from "node:https";
import type { Answer } from "../stack.ts";

export type Client = {
  request(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  close(): void;
};

export function createClient(at: { port: number; authority: string; apiKey: string }): Client {
  const agent = new Agent({ keepAlive: true, ca: at.authority });
  return {
    request: (method, path, body, headers = {}) => {
      const text = typeof body === "string" || Buffer.isBuffer(body) ? body : JSON.stringify(body);
      const all = {
        authorization: `Bearer ${at.apiKey}`,
        ...(body === undefined ? {} : { "content-type": "application/json", "content-length": length(text) }),
        ...headers,
      };
      return new Promise((resolve, reject) => {
        const options = { host: "localhost", port: at.port, method, path, agent, headers: all };
        const sending = request(options, (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("end", () => {
            const answer = Buffer.concat(chunks).toString();
            resolve({
              status: response.statusCode ?? 0,
              headers: new Headers(response.headers as Record<string, string>),
              body: answer.startsWith("{") ? JSON.parse(answer) : answer,
            });
          });
          response.once("error", reject);
        });
        sending.once("error", reject);
        sending.end(body === undefined ? undefined : text);
      });
    },
    close: () => agent.destroy(),
  };
}

function length(text: string | Buffer): number {
  return Buffer.byteLength(text);
}
