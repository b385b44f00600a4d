// Rules of header, body and footer.

import type { Finding } from "../findings.ts";
import { fieldsOf, listOf, textOf } from "../json.ts";
import { namesIn, placeholdersIn } from "../placeholders.ts";
import { type Component, type Content, formatOf } from "../template.ts";
import { lengthErrors, placementErrors, sampleErrors, variableErrors } from "./texts.ts";

const formats = ["TEXT", "IMAGE", "VIDEO", "GIF", "DOCUMENT", "LOCATION", "PRODUCT"];
/** Their sample is a file: an upload of ours, which is handed over at submission, or Meta's handle of one. */
const needSample = ["IMAGE", "VIDEO", "GIF", "DOCUMENT"];

export function headerErrors(path: string, header: Component, { parameterFormat }: Content): Finding[] {
  const format = formatOf(header);
  if (!formats.includes(format)) {
    return [{ path: `${path}/format`, message: `must be one of ${formats.join(", ")}` }];
  }
  if (format !== "TEXT") {
    if (!needSample.includes(format)) return [];
    const handles = listOf(fieldsOf(header["example"])["header_handle"]);
    const has = typeof handles[0] === "string" && handles[0] !== "";
    return has
      ? []
      : [
          {
            path: `${path}/example/header_handle`,
            message: "needs a sample: the id of an upload, or Meta's handle of one",
          },
        ];
  }
  const at = `${path}/text`;
  const text = textOf(header["text"]);
  const count = namesIn(text).length;
  return [
    ...lengthErrors(at, header["text"], 60),
    ...variableErrors(at, text, parameterFormat),
    ...(count > 1 ? [{ path: at, message: "may have one variable" }] : []),
    ...sampleErrors(path, "header", header, parameterFormat),
  ];
}

export function bodyErrors(
  path: string,
  body: Component,
  { parameterFormat }: Content,
  max = 1024,
): Finding[] {
  const at = `${path}/text`;
  const text = textOf(body["text"]);
  return [
    ...lengthErrors(at, body["text"], max),
    ...variableErrors(at, text, parameterFormat),
    ...placementErrors(at, text),
    ...sampleErrors(path, "body", body, parameterFormat),
  ];
}

export function footerErrors(path: string, footer: Component, all: readonly Component[]): Finding[] {
  const at = `${path}/text`;
  const errors = lengthErrors(at, footer["text"], 60);
  const [variable] = placeholdersIn(textOf(footer["text"]));
  if (variable !== undefined) {
    const { start, end } = variable;
    errors.push({ path: at, message: "may not have variables", start, end });
  }
  if (all.some(({ type }) => type === "LIMITED_TIME_OFFER")) {
    errors.push({ path, message: "is not allowed beside a limited-time offer" });
  }
  return errors;
}
