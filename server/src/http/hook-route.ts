// What a provider's webhook route is: raw bytes in, because a signature covers bytes and not what they
// parse to.

import type { IncomingHttpHeaders } from "node:http";

export type HookRoute = {
  method: "GET" | "POST";
  path: string;
  /** Proves by itself who speaks: no API key comes with a provider's webhook. */
  handle(
    body: Buffer,
    headers: IncomingHttpHeaders,
    query: Readonly<Record<string, unknown>>,
    /** What stands in the path's places, such as `:sender`. */
    params: Readonly<Record<string, string>>,
  ): Promise<HookReply>;
};

export type HookReply = { status: number; body: string; contentType: string };

/** Meta's largest webhook. */
export const hookBodyMax = 3 * 1024 * 1024;
