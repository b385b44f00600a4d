// Compares the components of a message with the template they are for: as many values as it has places.

import type { FieldError, TemplateComponent } from "@waypost/contract";
import type { Content } from "../template.ts";
import { partsOf } from "./parts.ts";

/** `path` is where the components stand in the request. */
export function componentErrors(
  content: Content,
  given: readonly TemplateComponent[],
  path: string,
): FieldError[] {
  // What the template would be filled with from variables has the shape that components must have.
  const wanted = partsOf(content).flatMap((part) => {
    const example = part.fill((name) => exampleOf(part.slots, name));
    return example === null
      ? []
      : [{ example, required: part.slots.length === 0 || part.slots.some((s) => s.required) }];
  });
  const expected = new Map(wanted.map((each) => [placeOf(each.example), each]));
  const seen = new Map(given.map((component, at) => [placeOf(component), { component, at }]));
  const missing = [...expected].flatMap(([place, { example, required }]) => {
    const found = seen.get(place);
    if (found === undefined) {
      return required && !isOptional(example) ? [{ path, message: `needs the template's ${place}` }] : [];
    }
    return mismatch(found.component, example, `${path}/${found.at}`);
  });
  return [...missing, ...surplus(content, given, new Set(expected.keys()), path)];
}

function placeOf(component: TemplateComponent): string {
  return component.type === "button" ? `button ${component.index}` : component.type;
}

const examples: Readonly<Record<string, string>> = { instant: "2026-12-31T18:00:00Z", location: "0" };

function exampleOf(slots: readonly { name: string; kind: string }[], name: string): string | undefined {
  const slot = slots.find((each) => each.name === name);
  // An authentication template's button takes the body's code.
  return slot === undefined ? "code" : (examples[slot.kind] ?? "x");
}

/** What comes back from a button, and a flow's token, have a value of WhatsApp's own when none is given. */
function isOptional(component: TemplateComponent): boolean {
  return component.type === "button" && component.sub_type !== "url" && component.sub_type !== "copy_code";
}

function mismatch(given: TemplateComponent, wanted: TemplateComponent, path: string): FieldError[] {
  if (given.type === "carousel" || wanted.type === "carousel") {
    const [has, needs] = [cardsIn(given), cardsIn(wanted)];
    return has === needs
      ? []
      : [{ path: `${path}/cards`, message: `must be ${needs} cards, as the template has` }];
  }
  if (given.type === "button" && wanted.type === "button" && given.sub_type !== wanted.sub_type) {
    return [{ path: `${path}/sub_type`, message: `must be ${wanted.sub_type}` }];
  }
  const [has, needs] = [given.parameters ?? [], wanted.parameters ?? []];
  if (has.length !== needs.length) {
    const values = needs.length === 1 ? "1 value" : `${needs.length} values`;
    return [{ path: `${path}/parameters`, message: `must be ${values}, as the template has` }];
  }
  return needs.flatMap((need, at) => parameterMismatch(has, need, `${path}/parameters`, at));
}

type Parameters = NonNullable<Extract<TemplateComponent, { type: "button" }>["parameters"]>;

/** Texts may come as dates and amounts too; named ones in any order. */
function parameterMismatch(
  has: Parameters,
  need: Parameters[number],
  path: string,
  at: number,
): FieldError[] {
  const name = "parameter_name" in need ? need.parameter_name : undefined;
  if (name !== undefined) {
    const isThere = has.some((each) => "parameter_name" in each && each.parameter_name === name);
    return isThere ? [] : [{ path, message: `needs parameter_name ${name}` }];
  }
  const type = has[at]?.type;
  const fits = type === need.type || (need.type === "text" && (type === "currency" || type === "date_time"));
  return fits ? [] : [{ path: `${path}/${at}/type`, message: `must be ${need.type}` }];
}

function cardsIn(component: TemplateComponent): number {
  return component.type === "carousel" ? component.cards.length : 0;
}

function surplus(
  content: Content,
  given: readonly TemplateComponent[],
  expected: ReadonlySet<string>,
  path: string,
): FieldError[] {
  // Products are not among what variables can fill, so their button is not expected and may well be there.
  if (partsOf(content).some((part) => part.needsComponents === true)) return [];
  return given.flatMap((component, at) => {
    const isEmpty = component.type !== "carousel" && (component.parameters ?? []).length === 0;
    if (isEmpty || expected.has(placeOf(component))) return [];
    return [
      { path: `${path}/${at}`, message: `fills ${placeOf(component)}, where the template takes nothing` },
    ];
  });
}
