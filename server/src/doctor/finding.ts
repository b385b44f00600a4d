// What the doctor says about one thing it looked at.

/** A note is worth knowing and nothing to mend. `more` are further sentences, a line each. */
export type Finding = { mark: "ok" | "note" | "WRONG"; text: string; more?: readonly string[] };

export const ok = (text: string): Finding => ({ mark: "ok", text });
export const note = (text: string): Finding => ({ mark: "note", text });
export const wrong = (text: string): Finding => ({ mark: "WRONG", text });
