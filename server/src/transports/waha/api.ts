// Calls of WAHA's API for one session.

import type { Exchanged, HttpClient, HttpRequest } from "../http/client.ts";
import type { Settings } from "./settings.ts";

export type Api = {
  call(request: ApiRequest, signal: AbortSignal): Promise<Exchanged>;
};

/** `path` follows `/api`. */
export type ApiRequest = {
  method: HttpRequest["method"];
  path: string;
  body?: object;
  mayLeave?: HttpRequest["mayLeave"];
};

export function createApi(client: HttpClient, { base, apiKey }: Settings): Api {
  return {
    call: ({ method, path, body, mayLeave }, signal) =>
      client.send(
        {
          method,
          path: `${base}/api${path}`,
          headers: { "x-api-key": apiKey, accept: "application/json" },
          body: body === undefined ? null : Buffer.from(JSON.stringify(body)),
          mayLeave,
        },
        signal,
      ),
  };
}
