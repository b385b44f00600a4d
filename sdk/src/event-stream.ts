// Reads the bytes of an event stream as the HTML standard wants it, section 9.2.6, however they are cut.

export type StreamEvent = {
  /** "message" when the stream names none. */
  type: string;
  data: string;
  /** Of the last event that had one, this one included. */
  lastId: string;
};

export type StreamParser = {
  /** The events that are complete with these bytes. */
  push(bytes: Uint8Array): StreamEvent[];
  /** Where to go on, should the stream end now. */
  lastId(): string;
  /** How long the stream asked to wait before connecting again; null when it did not. */
  retryMs(): number | null;
};

/** `lastId` is where the stream was asked to go on. */
export function createStreamParser(lastId = ""): StreamParser {
  // Drops a leading byte order mark, and keeps a character that is cut in two.
  const decoder = new TextDecoder();
  const state: State = { type: "", data: [], id: lastId, lastId, retryMs: null };
  let rest = "";
  let afterReturn = false;
  return {
    lastId: () => state.lastId,
    retryMs: () => state.retryMs,
    push: (bytes) => {
      const text = decoder.decode(bytes, { stream: true });
      if (text === "") return [];
      // The other half of a line's end that was cut in two.
      const fresh = afterReturn && text.startsWith("\n") ? text.slice(1) : text;
      afterReturn = text.endsWith("\r");
      const lines = (rest + fresh).split(/\r\n|\n|\r/);
      rest = lines.pop() ?? "";
      return lines.flatMap((line) => readLine(state, line) ?? []);
    },
  };
}

type State = { type: string; data: string[]; id: string; lastId: string; retryMs: number | null };

function readLine(state: State, line: string): StreamEvent | null {
  if (line === "") return dispatch(state);
  const colon = line.indexOf(":");
  const field = colon === -1 ? line : line.slice(0, colon);
  const value = colon === -1 ? "" : line.slice(colon + 1).replace(/^ /, "");
  if (field === "event") state.type = value;
  else if (field === "data") state.data.push(value);
  else if (field === "id" && !value.includes("\0")) state.id = value;
  else if (field === "retry" && /^\d+$/.test(value)) state.retryMs = Number(value);
  return null;
}

function dispatch(state: State): StreamEvent | null {
  const { type, data, id: lastId } = state;
  state.lastId = lastId;
  state.type = "";
  state.data = [];
  return data.length === 0 ? null : { type: type || "message", data: data.join("\n"), lastId };
}
