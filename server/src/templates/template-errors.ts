// Meta's rules for a template, checked before it is submitted: what would be refused is told with its place.
//
// Source: developers.facebook.com, WhatsApp Business Platform, "Template components" and "Manage templates" (2026),
// with the subcodes of its error page. Where Meta names no number, the comment beside the rule says so.

import type { Finding } from "./findings.ts";
import { fieldsOf, wordOf } from "./json.ts";
import { authenticationErrors } from "./rules/authentication.ts";
import { buttonErrors } from "./rules/buttons.ts";
import { cardErrors } from "./rules/carousel.ts";
import { bodyErrors, footerErrors, headerErrors } from "./rules/parts.ts";
import { ttlErrors } from "./rules/ttl.ts";
import { type Component, componentsOf, type Content } from "./template.ts";

const errorsMax = 20;

/** `ttlSeconds` null is the provider's own. Paths are JSON pointers into the request. */
export function templateErrors(content: Content, ttlSeconds: number | null): Finding[] {
  const components = componentsOf(content);
  const errors = [
    ...repeated(components),
    ...(content.category === "AUTHENTICATION"
      ? authenticationErrors(components)
      : [
          ...missingBody(components),
          ...components.flatMap((each, at) => partErrors(content, components, at, each)),
        ]),
    ...ttlErrors(content.category, ttlSeconds),
  ];
  return errors.slice(0, errorsMax);
}

function repeated(components: readonly Component[]): Finding[] {
  const seen = new Set<string>();
  return components.flatMap(({ type }, at) => {
    if (seen.has(type))
      return [{ path: `/components/${at}`, message: `repeats ${type}: each part is there once` }];
    seen.add(type);
    return [];
  });
}

function missingBody(components: readonly Component[]): Finding[] {
  return components.some(({ type }) => type === "BODY")
    ? []
    : [{ path: "/components", message: "needs a BODY" }];
}

function partErrors(
  content: Content,
  components: readonly Component[],
  at: number,
  component: Component,
): Finding[] {
  const path = `/components/${at}`;
  switch (component.type) {
    case "HEADER":
      return headerErrors(path, component, content);
    case "BODY":
      return bodyErrors(path, component, content);
    case "FOOTER":
      return footerErrors(path, component, components);
    case "BUTTONS":
      return buttonErrors(path, component);
    case "LIMITED_TIME_OFFER":
      return offerErrors(path, component, content, components);
    case "CAROUSEL":
      return cardErrors(path, component, content);
    default:
      return [{ path: `${path}/type`, message: "is not a part of templates known here" }];
  }
}

/** "Limited-time offer templates": marketing only, a text of 16, and a code to copy or an address to go to. */
function offerErrors(
  path: string,
  component: Component,
  { category }: Content,
  components: readonly Component[],
): Finding[] {
  const { text } = fieldsOf(component["limited_time_offer"]);
  const errors: Finding[] = [];
  if (category !== "MARKETING") errors.push({ path, message: "is for MARKETING templates" });
  if (typeof text !== "string" || text === "" || text.length > 16) {
    errors.push({ path: `${path}/limited_time_offer/text`, message: "must have 1 to 16 characters" });
  }
  if (!components.some(({ type }) => wordOf(type) === "BUTTONS")) {
    errors.push({ path, message: "needs buttons: a code to copy, or an address" });
  }
  return errors;
}
