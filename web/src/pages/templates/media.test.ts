// A file above a template: it goes to the API by the name it has there, and comes back as it went.
import { expect, it, test } from "vitest";
import { mediaIn, type MediaKind, mediaOut, type Media } from "./media.ts";

const upload = `med_${"a".repeat(32)}`;

const files: [MediaKind, Media, object][] = [
  ["local", { format: "IMAGE", source: upload, filename: "" }, { id: upload }],
  [
    "local",
    { format: "VIDEO", source: "https://example.com/a.mp4", filename: "" },
    { link: "https://example.com/a.mp4" },
  ],
  ["local", { format: "DOCUMENT", source: "", filename: "terms.pdf" }, { filename: "terms.pdf" }],
  [
    "cloud_api",
    { format: "IMAGE", source: "4::aW", filename: "" },
    { example: { header_handle: ["4::aW"] } },
  ],
  ["cloud_api", { format: "IMAGE", source: "", filename: "" }, {}],
];

it.each(files)("of a %s template: %j", (kind, media, more) => {
  const component = mediaOut(kind, media);
  expect(component).toEqual({ type: "HEADER", format: media.format, ...more });
  expect(mediaIn(kind, component)).toEqual(media);
});

test("what has more to it is not ours to change", () => {
  const header = { type: "HEADER", format: "IMAGE" };
  expect(mediaIn("local", { ...header, example: { header_handle: ["1"] } })).toBeNull();
  expect(mediaIn("cloud_api", { ...header, example: { header_handle: ["1", "2"] } })).toBeNull();
  expect(mediaIn("local", { type: "HEADER", format: "LOCATION" })).toBeNull();
});
