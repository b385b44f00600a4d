// Rules of template messages beyond their shape: components or variables, media sources, buttons and
// cards in place.

import type { FieldError } from "../field-error.ts";
import { locationErrors, mediaErrors } from "./source-rules.ts";
import type { TemplateParameter } from "./template-parameter.ts";
import type { Template, TemplateComponent } from "./template.ts";

export function templateErrors(path: string, template: Template): FieldError[] {
  const both = template.components !== undefined && template.variables !== undefined;
  if (both) return [{ path, message: "must not have both components and variables" }];
  return [
    ...componentsErrors(`${path}/components`, template.components ?? []),
    ...numberErrors(`${path}/variables`, Object.keys(template.variables ?? {})),
  ];
}

/** What is filled beside the body, whether its variables are named or numbered. */
const besideBody = /^(header|button|card|offer)_/;

/** A positional template is filled in order, so a gap would move every later value one place forward. */
function numberErrors(path: string, given: readonly string[]): FieldError[] {
  const names = given.filter((name) => !besideBody.test(name));
  const numbers = names.filter((name) => /^\d+$/.test(name));
  if (numbers.length === 0) return [];
  const inOrder = numbers.length === names.length && names.every((_, at) => names.includes(String(at + 1)));
  return inOrder ? [] : [{ path, message: "must be names alone, or the numbers 1, 2, 3, … without a gap" }];
}

function componentsErrors(path: string, components: readonly TemplateComponent[]): FieldError[] {
  const seen = new Set<string>();
  return components.flatMap((component, index) => {
    const at = `${path}/${index}`;
    const place = component.type === "button" ? `button ${component.index}` : component.type;
    const again = seen.has(place) ? [{ path: at, message: `repeats ${place}` }] : [];
    seen.add(place);
    return [...again, ...componentErrors(at, component)];
  });
}

function componentErrors(path: string, component: TemplateComponent): FieldError[] {
  if (component.type === "carousel") {
    return component.cards.flatMap((card, index) =>
      componentsErrors(`${path}/cards/${index}/components`, card.components),
    );
  }
  return (component.parameters ?? []).flatMap((parameter, index) =>
    parameterErrors(`${path}/parameters/${index}`, parameter),
  );
}

function parameterErrors(path: string, parameter: TemplateParameter): FieldError[] {
  switch (parameter.type) {
    case "image":
      return mediaErrors(`${path}/image`, parameter.image);
    case "video":
      return mediaErrors(`${path}/video`, parameter.video);
    case "document":
      return mediaErrors(`${path}/document`, parameter.document);
    case "location":
      return locationErrors(`${path}/location`, parameter.location);
    default:
      return [];
  }
}
