// Rules of a template's buttons: how many of each, in which order, and what each needs.

import type { Finding } from "../findings.ts";
import { listOf, textOf } from "../json.ts";
import { placeholdersIn } from "../placeholders.ts";
import { buttonsOf, type Component } from "../template.ts";
import { lengthErrors } from "./texts.ts";

/** At most ten together. Meta states the first five; of the others a second one would have nothing to do. */
const most: Readonly<Record<string, number>> = {
  QUICK_REPLY: 10,
  URL: 2,
  PHONE_NUMBER: 1,
  COPY_CODE: 1,
  VOICE_CALL: 1,
  FLOW: 1,
  CATALOG: 1,
  MPM: 1,
  SPM: 1,
  REQUEST_CONTACT_INFO: 1,
};

export function buttonErrors(path: string, component: Component): Finding[] {
  const at = `${path}/buttons`;
  const count = listOf(component["buttons"]).length;
  if (count < 1 || count > 10) return [{ path: at, message: "must be 1 to 10 buttons" }];
  const buttons = buttonsOf({ components: [component] });
  return [
    ...buttons.flatMap((button, index) => oneErrors(`${at}/${index}`, button)),
    ...countErrors(at, buttons),
    ...orderErrors(
      at,
      buttons.map(({ type }) => type),
    ),
  ];
}

function countErrors(path: string, buttons: readonly Component[]): Finding[] {
  return Object.entries(most).flatMap(([type, atMost]) => {
    const count = buttons.filter((button) => button.type === type).length;
    return count > atMost ? [{ path, message: `may have ${atMost} of type ${type}` }] : [];
  });
}

/** Quick replies stand together: not reply, address, reply. */
function orderErrors(path: string, types: readonly string[]): Finding[] {
  const [first, last] = [types.indexOf("QUICK_REPLY"), types.lastIndexOf("QUICK_REPLY")];
  const apart = first !== -1 && types.slice(first, last).some((type) => type !== "QUICK_REPLY");
  return apart ? [{ path, message: "must have its quick replies side by side" }] : [];
}

function oneErrors(path: string, button: Component): Finding[] {
  if (button.type === "OTP") {
    return [{ path: `${path}/type`, message: "OTP is for AUTHENTICATION templates" }];
  }
  if (most[button.type] === undefined) {
    return [{ path: `${path}/type`, message: `must be one of ${Object.keys(most).join(", ")}` }];
  }
  // Its label is WhatsApp's own.
  if (button.type === "COPY_CODE") return couponErrors(path, button["example"]);
  const label = lengthErrors(`${path}/text`, button["text"], 25);
  if (placeholdersIn(textOf(button["text"])).length > 0) {
    label.push({ path: `${path}/text`, message: "may not have variables" });
  }
  return [...label, ...targetErrors(path, button)];
}

function couponErrors(path: string, example: unknown): Finding[] {
  const code: unknown = Array.isArray(example) ? example[0] : example;
  const isCode = typeof code === "string" && code !== "" && code.length <= 15;
  return isCode ? [] : [{ path: `${path}/example`, message: "needs a sample code of 1 to 15 characters" }];
}

function targetErrors(path: string, button: Component): Finding[] {
  switch (button.type) {
    case "URL":
      return urlErrors(path, button);
    case "PHONE_NUMBER":
      return typeof button["phone_number"] === "string" && /^\+?\d{5,19}$/.test(button["phone_number"])
        ? []
        : [{ path: `${path}/phone_number`, message: "must be a phone number of at most 20 characters" }];
    case "FLOW":
      return ["flow_id", "flow_name", "flow_json"].some((name) => textOf(button[name]) !== "")
        ? []
        : [{ path, message: "needs flow_id, flow_name or flow_json" }];
    default:
      return [];
  }
}

/** One variable, at the very end, with a sample. */
function urlErrors(path: string, button: Component): Finding[] {
  const url = textOf(button["url"]);
  const at = `${path}/url`;
  if (!/^https?:\/\/\S+$/.test(url) || url.length > 2000) {
    return [{ path: at, message: "must be an http or https address of at most 2000 characters" }];
  }
  const places = placeholdersIn(url);
  if (places.length === 0) return [];
  const errors: Finding[] = [];
  if (places.length > 1 || places[0]?.end !== url.length || places[0]?.name !== "1") {
    errors.push({ path: at, message: "may have one variable, {{1}}, at its very end" });
  }
  const [sample] = listOf(button["example"]);
  if (typeof sample !== "string" || sample === "") {
    errors.push({ path: `${path}/example`, message: "needs a sample for {{1}}" });
  }
  return errors;
}
