// What a message fills into a template's header: a variable of its text, a file, a place, a product.

import type { TemplateVariable } from "@waypost/contract";
import { textOf } from "../json.ts";
import { namesIn } from "../placeholders.ts";
import { samplesOf } from "../rules/texts.ts";
import { type Component, componentOf, type Content, formatOf } from "../template.ts";
import { type Parameter, type Part, placeOf, type ValueOf } from "./part.ts";

export function headerPart(content: Content, prefix: string): Part[] {
  const header = componentOf(content, "HEADER");
  if (header === null) return [];
  const place = `${placeOf(prefix)}header`;
  switch (formatOf(header)) {
    case "TEXT":
      return textPart(header, content, { prefix, place });
    case "IMAGE":
      return [filePart("image", { prefix, place })];
    case "VIDEO":
    case "GIF":
      return [filePart("video", { prefix, place })];
    case "DOCUMENT":
      return [filePart("document", { prefix, place })];
    case "LOCATION":
      return [locationPart({ prefix, place })];
    case "PRODUCT":
      return [productPart({ prefix, place })];
    default:
      return [];
  }
}

type Where = { prefix: string; place: string };

function textPart(header: Component, { parameterFormat }: Content, { prefix, place }: Where): Part[] {
  const [name] = namesIn(textOf(header["text"]));
  if (name === undefined) return [];
  const isNamed = parameterFormat === "NAMED";
  const called = isNamed ? prefix + name : `${prefix}header_${name}`;
  const example = samplesOf("header", header, parameterFormat).get(name) ?? null;
  return [
    part([{ name: called, kind: "text", required: true, in: place, example }], (valueOf) => ({
      type: "text",
      ...(isNamed ? { parameter_name: name } : {}),
      text: valueOf(called) ?? "",
    })),
  ];
}

/** An https address, or the id of an uploaded file. */
function filePart(kind: "image" | "video" | "document", { prefix, place }: Where): Part {
  const name = `${prefix}header_${kind}`;
  const filename = `${prefix}header_filename`;
  const slots: TemplateVariable[] = [{ name, kind, required: true, in: place, example: null }];
  if (kind === "document") {
    slots.push({ name: filename, kind: "text", required: false, in: place, example: "invoice.pdf" });
  }
  return part(slots, (valueOf) => {
    const source = sourceOf(valueOf(name) ?? "");
    if (kind === "image") return { type: "image", image: source };
    if (kind === "video") return { type: "video", video: source };
    const called = valueOf(filename);
    return { type: "document", document: called === undefined ? source : { ...source, filename: called } };
  });
}

function sourceOf(value: string): { id: string } | { link: string } {
  return /^\d+$/.test(value) ? { id: value } : { link: value };
}

function locationPart({ prefix, place }: Where): Part {
  const named = (what: string): string => `${prefix}header_${what}`;
  const slot = (what: string, required: boolean, example: string): TemplateVariable => ({
    name: named(what),
    kind: required ? "location" : "text",
    required,
    in: place,
    example,
  });
  return part(
    [
      slot("latitude", true, "9.9312"),
      slot("longitude", true, "76.2673"),
      slot("place", false, "Marigold Fort Kochi"),
      slot("address", false, "1 Harbour Road"),
    ],
    (valueOf) => ({
      type: "location",
      location: {
        latitude: Number(valueOf(named("latitude"))),
        longitude: Number(valueOf(named("longitude"))),
        ...given("name", valueOf(named("place"))),
        ...given("address", valueOf(named("address"))),
      },
    }),
  );
}

function given<Name extends string>(name: Name, value: string | undefined): { [key in Name]?: string } {
  return value === undefined ? {} : ({ [name]: value } as { [key in Name]: string });
}

function productPart({ prefix, place }: Where): Part {
  const [product, catalog] = [`${prefix}header_product`, `${prefix}header_catalog`];
  const slot = (name: string): TemplateVariable => ({
    name,
    kind: "text",
    required: true,
    in: place,
    example: null,
  });
  return part([slot(product), slot(catalog)], (valueOf) => ({
    type: "product",
    product: { product_retailer_id: valueOf(product) ?? "", catalog_id: valueOf(catalog) ?? "" },
  }));
}

function part(slots: readonly TemplateVariable[], parameterOf: (valueOf: ValueOf) => Parameter): Part {
  return { slots, fill: (valueOf) => ({ type: "header", parameters: [parameterOf(valueOf)] }) };
}
