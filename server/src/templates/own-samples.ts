// The files that headers were reviewed with: a provider lists them by addresses of its own, which are others each time.
// Pure.

import { fieldsOf, type Json, listOf, wordOf } from "./json.ts";
import { formatOf } from "./template.ts";

type Components = readonly Json[];

/**
 * What a provider lists, with our names of the files where we have one in the same place: so what was submitted comes
 * back as the same content, and can be submitted again.
 */
export function withOwnSamples(listed: Components, ours: Components): Json[] {
  return listed.map((component) => {
    const type = wordOf(component["type"]);
    const same = ours.find((each) => wordOf(each["type"]) === type);
    return same === undefined ? component : withOwnSample(component, same);
  });
}

function withOwnSample(component: Json, ours: Json): Json {
  const { cards, example } = component;
  if (Array.isArray(cards)) {
    const ourCards = listOf(ours["cards"]).map(fieldsOf);
    return { ...component, cards: cards.map((card, at) => ofCard(fieldsOf(card), ourCards[at] ?? {})) };
  }
  const handles = handlesIn(ours);
  const isSame =
    handles.length > 0 && handlesIn(component).length > 0 && formatOf(component) === formatOf(ours);
  return isSame ? { ...component, example: { ...fieldsOf(example), header_handle: handles } } : component;
}

function ofCard(card: Json, ours: Json): Json {
  const { components } = card;
  if (!Array.isArray(components)) return card;
  const known = listOf(ours["components"]).map(fieldsOf);
  return { ...card, components: withOwnSamples(components.map(fieldsOf), known) };
}

function handlesIn(component: Json): readonly unknown[] {
  return listOf(fieldsOf(component["example"])["header_handle"]);
}
