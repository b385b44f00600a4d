// What goes over the wire for one message.

import type { MessageObject } from "@waypost/contract";
import { describe, expect, test } from "vitest";
import { requestBody } from "./request-body.ts";

function bodyOf(message: MessageObject) {
  return requestBody({ to: "+919000000001", message, correlation: "msg_1.1" });
}

describe("request body", () => {
  test("a text, with what makes it traceable", () => {
    expect(bodyOf({ type: "text", text: { body: "Hi" }, context: { message_id: "wamid.1" } })).toEqual({
      messaging_product: "whatsapp",
      recipient_type: "individual",
      to: "+919000000001",
      biz_opaque_callback_data: "msg_1.1",
      type: "text",
      text: { body: "Hi" },
      context: { message_id: "wamid.1" },
    });
  });

  const templateOf = (message: MessageObject) => bodyOf(message)["template"];

  test("named variables carry their names", () => {
    const variables = { first_name: "Asha", trip_code: "MG-17" };
    expect(
      templateOf({ type: "template", template: { name: "trip", language: "en_US", variables } }),
    ).toEqual({
      name: "trip",
      language: { code: "en_US" },
      components: [
        {
          type: "body",
          parameters: [
            { type: "text", parameter_name: "first_name", text: "Asha" },
            { type: "text", parameter_name: "trip_code", text: "MG-17" },
          ],
        },
      ],
    });
  });

  test("numbered variables go in order of their numbers", () => {
    const variables = Object.fromEntries(
      Array.from({ length: 11 }, (_, index) => [`${11 - index}`, `v${11 - index}`]),
    );
    const template = templateOf({
      type: "template",
      template: { name: "t", language: "en", variables },
    });
    const parameters = Array.from({ length: 11 }, (_, index) => ({
      type: "text",
      text: `v${index + 1}`,
    }));
    expect(template).toMatchObject({ components: [{ type: "body", parameters }] });
  });

  test("components are Meta's already", () => {
    const components = [{ type: "body" as const, parameters: [{ type: "text" as const, text: "a" }] }];
    const language = { code: "en", policy: "deterministic" as const };
    expect(templateOf({ type: "template", template: { name: "t", language, components } })).toEqual({
      name: "t",
      language,
      components,
    });
  });

  test("a template without variables has no components", () => {
    const bare = { name: "t", language: { code: "en" } };
    expect(templateOf({ type: "template", template: { name: "t", language: "en" } })).toEqual(bare);
    expect(templateOf({ type: "template", template: { name: "t", language: "en", variables: {} } })).toEqual(
      bare,
    );
  });
});
