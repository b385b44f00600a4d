// What a message fills into one of a template's buttons: the end of its address, a code, what comes back.

import type { TemplateComponent, TemplateVariable } from "@waypost/contract";
import { listOf, textOf } from "../json.ts";
import { namesIn } from "../placeholders.ts";
import type { Component } from "../template.ts";
import { type Part, placeOf, type ValueOf } from "./part.ts";

type Button = Extract<TemplateComponent, { type: "button" }>;
type Parameter = NonNullable<Button["parameters"]>[number];

/** Its variable is called by its position, from 0 on, as Meta counts them. */
export function buttonPart(button: Component, index: number, prefix: string): Part[] {
  const name = `${prefix}button_${index}`;
  const slot = (more: Pick<TemplateVariable, "kind" | "required" | "example">): TemplateVariable => ({
    name,
    in: `${placeOf(prefix)}button ${index}`,
    ...more,
  });
  const part = (
    subType: Button["sub_type"],
    own: TemplateVariable,
    parameterOf: (value: string) => Parameter,
  ): Part => ({
    slots: [own],
    fill: (valueOf: ValueOf) => {
      const value = valueOf(name);
      if (value === undefined) return null;
      return { type: "button", sub_type: subType, index, parameters: [parameterOf(value)] };
    },
  });
  const optional = slot({ kind: "payload", required: false, example: null });
  switch (button.type) {
    case "URL":
      if (namesIn(textOf(button["url"])).length === 0) return [];
      return [
        part("url", slot({ kind: "url_suffix", required: true, example: sampleOf(button) }), (value) => ({
          type: "text",
          text: percentEncoded(value),
        })),
      ];
    case "COPY_CODE":
      return [
        part(
          "copy_code",
          slot({ kind: "coupon_code", required: true, example: sampleOf(button) }),
          (value) => ({
            type: "coupon_code",
            coupon_code: value,
          }),
        ),
      ];
    case "QUICK_REPLY":
      return [part("quick_reply", optional, (value) => ({ type: "payload", payload: value }))];
    case "CATALOG":
      return [
        part("catalog", optional, (value) => ({
          type: "action",
          action: { thumbnail_product_retailer_id: value },
        })),
      ];
    case "FLOW":
      return [{ slots: [optional], fill: (valueOf) => flow(index, valueOf(name)) }];
    case "MPM":
    case "SPM":
      return [{ slots: [], fill: () => null, needsComponents: true }];
    default:
      return [];
  }
}

/** Without a token of the caller's, the one Meta takes for none ("Sending a Flow"). */
function flow(index: number, token = "unused"): Button {
  return {
    type: "button",
    sub_type: "flow",
    index,
    parameters: [{ type: "action", action: { flow_token: token } }],
  };
}

function sampleOf(button: Component): string | null {
  const { example } = button;
  const sample: unknown = Array.isArray(example) ? listOf(example)[0] : example;
  return typeof sample === "string" ? sample : null;
}

/** Meta wants it encoded; what the caller has encoded already stays as it is. */
function percentEncoded(suffix: string): string {
  return encodeURI(suffix).replaceAll(/%25(?=[0-9A-Fa-f]{2})/g, "%");
}
