// Reads the event stream in tests: everything that came so far, and how it ended.

import { request as ask } from "node:http";

export { placeId } from "../event.ts";

export type Stream = {
  status: number;
  headers: Readonly<Record<string, unknown>>;
  /** In the order they came. */
  events: Record<string, unknown>[];
  /** Where to go on. */
  lastId(): string;
  /** Whole, also comments. */
  text(): string;
  ended: Promise<void>;
  hasEnded(): boolean;
  /** Stops reading, and reads again. */
  pause(): void;
  resume(): void;
  cut(): void;
};

export type StreamWish = { key?: string | null; query?: string; headers?: Record<string, string> };

export function readStream(url: string, { key, query = "", headers = {} }: StreamWish): Promise<Stream> {
  return new Promise((resolve, reject) => {
    const asked = ask(`${url}/v1/events${query}`, {
      agent: false,
      headers: {
        accept: "text/event-stream",
        ...(key === undefined || key === null ? {} : { authorization: `Bearer ${key}` }),
        ...headers,
      },
    });
    asked.on("error", reject);
    asked.on("response", (response) => {
      let text = "";
      const stream: Stream = {
        status: response.statusCode ?? 0,
        headers: response.headers,
        events: [],
        lastId: () => [...text.matchAll(/^id: (.*)$/gm)].at(-1)?.[1] ?? "",
        text: () => text,
        ended: new Promise((ended) => response.once("close", ended)),
        hasEnded: () => response.closed,
        pause: () => response.pause(),
        resume: () => response.resume(),
        cut: () => asked.destroy(),
      };
      response.setEncoding("utf8");
      response.on("error", () => undefined);
      response.on("data", (part: string) => {
        const before = text.lastIndexOf("\n\n") + 2;
        text += part;
        const whole = text.slice(before < 2 ? 0 : before, text.lastIndexOf("\n\n") + 2);
        for (const [, data] of whole.matchAll(/^data: (.*)$/gm))
          stream.events.push(JSON.parse(data as string));
      });
      resolve(stream);
    });
    asked.end();
  });
}
