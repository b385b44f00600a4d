// What of a provider's body speaks of one person, and which names a body may hold.

import { expect, test } from "vitest";
import { mentionsIn } from "./mentions.ts";
import { namesInBody } from "./names-in-body.ts";

test("of a body that tells of two people, one is shown only what is theirs", () => {
  const body = {
    entry: [
      {
        id: "waba",
        changes: [
          {
            value: {
              metadata: { phone_number_id: "1" },
              contacts: [{ wa_id: "919812345670" }, { wa_id: "14155550123" }],
              messages: [
                { from: "14155550123", text: { body: "mine" } },
                { from: "919812345670", text: { body: "theirs" } },
              ],
            },
          },
        ],
      },
      { id: "another waba", changes: [] },
    ],
  };
  expect(mentionsIn(body, ["919812345670"])).toEqual({
    entry: [
      {
        id: "waba",
        changes: [
          {
            value: {
              metadata: { phone_number_id: "1" },
              contacts: [{ wa_id: "919812345670" }],
              messages: [{ from: "919812345670", text: { body: "theirs" } }],
            },
          },
        ],
      },
    ],
  });
});

test("numbers, LIDs, Meta's ids and what is inside a message's id are names", () => {
  const inside = Buffer.from("\u001c\u0018\u000c919812345670\u0015\u0002", "latin1").toString("base64");
  const names = namesInBody(
    Buffer.from(
      `{"entry":[{"id":"600000000000001"}],"id":"wamid.${inside}","lid":"123456789@lid","user":"IN.1349AbC"}`,
    ),
  );
  expect(names).toContainEqual({ kind: "phone", scope: "", value: "+919812345670" });
  expect(names).toContainEqual({ kind: "lid", scope: "", value: "123456789@lid" });
  expect(names).toContainEqual({ kind: "user_id", scope: "600000000000001", value: "IN.1349AbC" });
});
