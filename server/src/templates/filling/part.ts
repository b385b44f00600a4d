// A part of a template that a message fills: the variables it takes, and the component it becomes.

import type { TemplateComponent, TemplateVariable } from "@waypost/contract";

export type Part = {
  slots: readonly TemplateVariable[];
  /** Null when there is nothing to fill in. Only called with values that have been checked. */
  fill(valueOf: ValueOf): TemplateComponent | null;
  /** What it needs is more than texts: only `components` can say it. */
  needsComponents?: boolean;
};

export type ValueOf = (name: string) => string | undefined;

export type Parameter = Extract<
  TemplateComponent,
  { type: "header" | "body" | "limited_time_offer" }
>["parameters"][number];

/** Where a part stands, for people: what `prefix` says of its card, if it has one. */
export function placeOf(prefix: string): string {
  const card = /^card_(\d+)_$/.exec(prefix)?.[1];
  return card === undefined ? "" : `card ${card} `;
}
