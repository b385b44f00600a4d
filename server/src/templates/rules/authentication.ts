// Rules of authentication templates: Meta's own wording, one button for the code, an optional time of validity.

import type { FieldError } from "@waypost/contract";
import { fieldsOf, listOf, wordOf } from "../json.ts";
import type { Component } from "../template.ts";
import { lengthErrors } from "./texts.ts";

const parts = ["BODY", "FOOTER", "BUTTONS"];

export function authenticationErrors(components: readonly Component[]): FieldError[] {
  const missing = ["BODY", "BUTTONS"].filter((type) => !components.some((each) => each.type === type));
  return [
    ...missing.map((type) => ({ path: "/components", message: `needs ${type}` })),
    ...components.flatMap((component, at) => partErrors(`/components/${at}`, component)),
  ];
}

function partErrors(path: string, component: Component): FieldError[] {
  switch (component.type) {
    case "BODY":
      return component["text"] === undefined
        ? []
        : [{ path: `${path}/text`, message: "is WhatsApp's own in AUTHENTICATION templates" }];
    case "FOOTER":
      return footerErrors(path, component);
    case "BUTTONS":
      return buttonErrors(path, component);
    default:
      return [
        { path: `${path}/type`, message: `must be one of ${parts.join(", ")} in AUTHENTICATION templates` },
      ];
  }
}

function footerErrors(path: string, footer: Component): FieldError[] {
  const minutes = footer["code_expiration_minutes"];
  const isTime = typeof minutes === "number" && Number.isInteger(minutes) && minutes >= 1 && minutes <= 90;
  return isTime ? [] : [{ path: `${path}/code_expiration_minutes`, message: "must be 1 to 90 minutes" }];
}

const kinds = ["COPY_CODE", "ONE_TAP", "ZERO_TAP"];

function buttonErrors(path: string, component: Component): FieldError[] {
  const buttons = listOf(component["buttons"]).map(fieldsOf);
  const [button] = buttons;
  if (button === undefined || buttons.length > 1 || wordOf(button["type"]) !== "OTP") {
    return [{ path: `${path}/buttons`, message: "must be one button of type OTP" }];
  }
  const at = `${path}/buttons/0`;
  const kind = wordOf(button["otp_type"]);
  if (!kinds.includes(kind))
    return [{ path: `${at}/otp_type`, message: `must be one of ${kinds.join(", ")}` }];
  const errors = button["text"] === undefined ? [] : lengthErrors(`${at}/text`, button["text"], 25);
  if (kind !== "COPY_CODE") errors.push(...appErrors(at, button["supported_apps"]));
  if (kind === "ZERO_TAP" && button["zero_tap_terms_accepted"] !== true) {
    errors.push({ path: `${at}/zero_tap_terms_accepted`, message: "must be true" });
  }
  return errors;
}

/** The app that takes the code: its package name (224 at most) and the 11 characters of its signature. */
function appErrors(path: string, value: unknown): FieldError[] {
  const at = `${path}/supported_apps`;
  const apps = listOf(value).map(fieldsOf);
  if (apps.length === 0) return [{ path: at, message: "needs the app that takes the code" }];
  return apps.flatMap(({ package_name: name, signature_hash: hash }, index) => {
    const isNamed = typeof name === "string" && name.includes(".") && name.length <= 224;
    const isSigned = typeof hash === "string" && hash.length === 11;
    return [
      ...(isNamed
        ? []
        : [{ path: `${at}/${index}/package_name`, message: "must be an Android package name" }]),
      ...(isSigned ? [] : [{ path: `${at}/${index}/signature_hash`, message: "must have 11 characters" }]),
    ];
  });
}
