// What a person sees: a text, a template with their words in it, and what has buttons.
import { expect, test } from "vitest";
import { nameOfTemplate, shownOf } from "./shown.ts";

test("a text is its words, and a file its caption", () => {
  expect(shownOf({ type: "text", text: { body: "Hello" } }, []).body).toBe("Hello");
  expect(shownOf({ type: "image", image: { id: "1", caption: "Look" } }, []).body).toBe("Look");
  expect(nameOfTemplate({ type: "text", text: { body: "Hello" } })).toBeNull();
});

test("a template has each person's words where its marks are", () => {
  const parameters = [{ type: "text", text: "Asha" }];
  const template = { name: "hi", language: { code: "en_US" }, components: [{ type: "body", parameters }] };
  const message = { type: "template", template };
  expect(nameOfTemplate(message)).toEqual({ name: "hi", language: "en_US" });
  const components = [
    { type: "BODY", text: "Hi {{1}}, see {{2}}" },
    { type: "FOOTER", text: "Bye" },
    { type: "BUTTONS", buttons: [{ type: "QUICK_REPLY", text: "Thanks" }] },
  ];
  expect(shownOf(message, components)).toEqual({
    header: null,
    body: "Hi Asha, see {{2}}",
    footer: "Bye",
    buttons: [{ type: "QUICK_REPLY", text: "Thanks" }],
  });
});

test("what has buttons shows them", () => {
  const buttons = [{ type: "reply", reply: { id: "1", title: "Yes" } }];
  const interactive = { type: "button", body: { text: "Well?" }, action: { buttons } };
  expect(shownOf({ type: "interactive", interactive }, [])).toMatchObject({
    body: "Well?",
    buttons: [{ type: "REPLY", text: "Yes" }],
  });
});
