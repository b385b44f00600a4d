// Reads what stands around a message: what it replies to, whether it was passed on, the advertisement it came from.

import { type Fields, fieldsOf, given, textOf } from "./values.ts";

export function readContext(value: unknown): Record<string, unknown> | null {
  const context = fieldsOf(value);
  const product = fieldsOf(context["referred_product"]);
  const referred = given({
    catalog_id: textOf(product["catalog_id"]),
    product_retailer_id: textOf(product["product_retailer_id"]),
  });
  const read = {
    message_id: textOf(context["id"]),
    // Meta tells one or the other: what was forwarded often was forwarded.
    forwarded: context["forwarded"] === true || context["frequently_forwarded"] === true,
    frequently_forwarded: context["frequently_forwarded"] === true,
    referred_product: Object.keys(referred).length === 0 ? null : referred,
  };
  return read.message_id === null && !read.forwarded && read.referred_product === null ? null : read;
}

const referralFields = [
  "source_type",
  "source_id",
  "source_url",
  "headline",
  "body",
  "media_type",
  "image_url",
  "video_url",
  "thumbnail_url",
  "ctwa_clid",
] as const;

export function readReferral(value: unknown): Record<string, unknown> | null {
  const referral = fieldsOf(value);
  const read: Fields = {
    ...Object.fromEntries(referralFields.map((name) => [name, textOf(referral[name])])),
    welcome_text: textOf(fieldsOf(referral["welcome_message"])["text"]),
  };
  const known = given(read);
  return Object.keys(known).length === 0 ? null : known;
}
