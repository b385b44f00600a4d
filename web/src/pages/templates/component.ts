// A component of a template as Meta has it, and the samples that stand in it. Pure.

export type Component = Record<string, unknown>;

export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** By name, or by place from 1 on. */
export function samplesIn(components: readonly Component[]): Map<string, string> {
  const found = components.flatMap(({ example }) => {
    const given = Object.entries((example ?? {}) as Component);
    return given.flatMap(([kind, values]) => (kind.includes("_text") ? samplesOf(values) : []));
  });
  return new Map(found);
}

/** A body's are within a list of their own. */
function samplesOf(values: unknown): [name: string, sample: string][] {
  if (!Array.isArray(values)) return [];
  return values.flat().map((value: unknown, place) => {
    if (typeof value === "string") return [String(place + 1), value];
    const { param_name: name, example } = value as Component;
    return [textOf(name), textOf(example)];
  });
}
