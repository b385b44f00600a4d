// The names of people that a raw body may hold, whatever its provider's shape: what looks like one. Pure.

export type PossibleName = { kind: "phone" | "lid" | "user_id"; scope: string; value: string };

/** Digits are a number or a LID until proved otherwise; an id of Meta's holds in any account the body names. */
export function namesInBody(body: Buffer): PossibleName[] {
  const text = withIdsRead(body.toString("latin1"));
  const digits = [...new Set(text.match(/\d{6,20}/g))];
  const ids = [...new Set(text.match(/\b[A-Z]{2}\.[A-Za-z0-9]{4,128}/g))];
  return [
    ...digits.flatMap((run): PossibleName[] => [
      { kind: "phone", scope: "", value: `+${run}` },
      { kind: "lid", scope: "", value: `${run}@lid` },
    ]),
    ...ids.flatMap((value) =>
      ["", ...digits].map((scope): PossibleName => ({ kind: "user_id", scope, value })),
    ),
  ];
}

/** Meta's message ids are base64 of bytes with the number in them. */
function withIdsRead(text: string): string {
  const ids = text.match(/wamid\.[A-Za-z0-9+/=]{8,200}/g) ?? [];
  return [text, ...ids.map((id) => Buffer.from(id.slice(6), "base64").toString("latin1"))].join("\n");
}
