// A template goes through the editor and comes out as it was; what the editor has no fields for is left alone.
import type { Template } from "@waypost/sdk";
import { expect, test } from "vitest";
import { contentOf, emptyForm, formOf, marksOf, shownOf, type TemplateForm } from "./form.ts";

const form: TemplateForm = {
  ...emptyForm,
  name: "order_shipped",
  header: "Order {{order}}",
  body: "Hi {{name}}, {{order}} is on its way.",
  footer: "Waypost",
  buttons: [
    { type: "QUICK_REPLY", text: "Thanks", target: "" },
    { type: "URL", text: "Track", target: "https://example.com/{{order}}" },
  ],
  variables: {
    name: { sample: "Asha", fallback: "there" },
    order: { sample: "A-1", fallback: "" },
    gone: { sample: "x", fallback: "" },
  },
};

function answered({ components, category, variables }: ReturnType<typeof contentOf>): Template {
  return {
    kind: "local",
    name: form.name,
    language: "en",
    parameter_format: "NAMED",
    category,
    components,
    variables: Object.entries(variables).map(([name, value]) => ({ name, example: null, ...value })),
    draft: { category, components, variables },
  } as Partial<Template> as Template;
}

test("marks are found once, and their samples stand beside them as Meta wants it", () => {
  expect(marksOf(form)).toEqual(["order", "name"]);
  const { components, variables } = contentOf(form);
  expect(variables).toEqual({ name: { sample: "Asha", fallback: "there" }, order: { sample: "A-1" } });
  expect(components[1]).toMatchObject({
    type: "BODY",
    example: {
      body_text_named_params: [
        { param_name: "name", example: "Asha" },
        { param_name: "order", example: "A-1" },
      ],
    },
  });
});

test("it comes back as it went", () => {
  const content = contentOf(form);
  expect(contentOf(formOf(answered(content)))).toEqual(content);
});

test("a picture above and buttons of another kind stay as they are", () => {
  const components = [
    { type: "HEADER", format: "IMAGE", example: { header_handle: ["1"] } },
    { type: "BODY", text: "Look" },
    { type: "BUTTONS", buttons: [{ type: "COPY_CODE", example: "A1" }] },
  ];
  const read = formOf(answered({ components, category: "MARKETING", variables: {} }));
  expect(contentOf(read).components).toEqual(components);
  expect(shownOf(read)).toMatchObject({ header: { format: "IMAGE" }, body: "Look" });
});

test("a file of our own above the words goes with them, and comes back", () => {
  const media = { format: "IMAGE" as const, source: `med_${"a".repeat(32)}`, filename: "" };
  const content = contentOf({ ...form, header: "", media });
  expect(content.components[0]).toEqual({ type: "HEADER", format: "IMAGE", id: media.source });
  const read = formOf(answered(content));
  expect(read).toMatchObject({ media, header: "", kept: [] });
  expect(contentOf(read)).toEqual(content);
});

test("the phone shows samples, and a mark where there is none", () => {
  expect(shownOf({ ...form, variables: { name: { sample: "Asha", fallback: "" } } })).toMatchObject({
    header: { text: "Order {{order}}" },
    body: "Hi Asha, {{order}} is on its way.",
  });
});

test("samples that stand beside the words are those of the marks", () => {
  const example = { body_text: [["Asha", "A-1"]] };
  const components = [{ type: "BODY", text: "Hi {{1}}, see {{2}}", example }];
  const template = answered({ components, category: "UTILITY", variables: {} });
  const variables = ["1", "2"].map((name) => ({
    name,
    kind: "text",
    required: true,
    in: "body",
    example: null,
  }));
  const read = formOf({ ...template, variables: variables as Template["variables"] });
  expect(shownOf(read).body).toBe("Hi Asha, see A-1");
});
