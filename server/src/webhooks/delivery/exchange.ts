// One request and its answer over undici's dispatcher: its own `request` makes a stream and a resource for each, which
// took a third of the time of a delivery.

import type { IncomingHttpHeaders } from "node:http";
import type { Dispatcher } from "undici";

export type Asked = {
  url: URL;
  headers: Readonly<Record<string, string>>;
  body: string;
};

export type Answered = { status: number; headers: IncomingHttpHeaders; text: string };

export type Exchange = {
  /**
   * Rejects when there was no answer. The status is known by its head, so what goes wrong with the rest is no failure:
   * `text` is what came of it.
   */
  answer: Promise<Answered>;
  /** Ends it, wherever it stands: the answer rejects with this reason. */
  abort(reason: Error): void;
};

export function exchange(dispatcher: Dispatcher, asked: Asked): Exchange {
  const { promise, resolve, reject } = Promise.withResolvers<Answered>();
  const state: State = { controller: null, ended: null, status: 0, headers: {}, chunks: [], resolve, reject };
  const { url, headers, body } = asked;
  const request = { origin: url.origin, path: url.pathname + url.search, method: "POST", headers, body };
  dispatcher.dispatch(request, handlerOf(state));
  return {
    answer: promise,
    abort: (reason) => {
      state.ended ??= reason;
      state.controller?.abort(reason);
      reject(reason);
    },
  };
}

type State = {
  controller: Dispatcher.DispatchController | null;
  /** Why it was ended before its time. */
  ended: Error | null;
  /** 0 until there is an answer. */
  status: number;
  headers: IncomingHttpHeaders;
  chunks: Buffer[];
  resolve(answered: Answered): void;
  reject(error: Error): void;
};

function handlerOf(state: State): Dispatcher.DispatchHandler {
  const done = (): void => {
    const { status, headers, chunks } = state;
    state.resolve({ status, headers, text: Buffer.concat(chunks).toString() });
  };
  return {
    onRequestStart: (controller) => {
      state.controller = controller;
      if (state.ended !== null) controller.abort(state.ended);
    },
    onResponseStart: (_controller, status, headers) => {
      // What comes before the answer (RFC 9110 §15.2) is none.
      if (status < 200) return;
      state.status = status;
      state.headers = headers;
    },
    onResponseData: (_controller, chunk) => void state.chunks.push(chunk),
    onResponseEnd: done,
    onResponseError: (_controller, error) => {
      if (state.status === 0 || state.ended !== null) state.reject(error);
      else done();
    },
  };
}
