// Authentication templates: fixed wording, one OTP button that reads back as a URL (Meta: templates).
import { isObject, upper } from "../../json.ts";
import type { JsonObject } from "../../json.ts";
import type { TypedComponent } from "./components.ts";
import { templateError } from "./template-error.ts";

export function readAuthentication(components: readonly TypedComponent[]): JsonObject[] {
  const allowed = new Set(["BODY", "FOOTER", "BUTTONS"]);
  const other = components.find(({ type }) => !allowed.has(type));
  if (other) throw templateError("other", `Authentication templates have no ${other.type}.`);
  const body = components.find(({ type }) => type === "BODY");
  const footer = components.find(({ type }) => type === "FOOTER");
  const buttons = components.find(({ type }) => type === "BUTTONS")?.["buttons"];
  if (!body) throw templateError("body", "The body is required.");
  if (body["text"] !== undefined)
    throw templateError("body", "The body of authentication templates is fixed.");
  const button: unknown = Array.isArray(buttons) && buttons.length === 1 ? buttons[0] : undefined;
  if (!isObject(button) || upper(button["type"]) !== "OTP")
    throw templateError("other", "One OTP button is required.");
  const advice =
    body["add_security_recommendation"] === true ? " For your security, do not share this code." : "";
  return [
    {
      type: "BODY",
      text: `*{{1}}* is your verification code.${advice}`,
      add_security_recommendation: advice !== "",
    },
    ...(footer ? [readFooter(footer)] : []),
    { type: "BUTTONS", buttons: [readOtpButton(button)] },
  ];
}

function readFooter(footer: JsonObject): JsonObject {
  const minutes = footer["code_expiration_minutes"];
  if (typeof minutes !== "number" || !Number.isInteger(minutes) || minutes < 1 || minutes > 90) {
    throw templateError("footer", "code_expiration_minutes must be from 1 to 90.");
  }
  return {
    type: "FOOTER",
    text: `This code expires in ${minutes} minutes.`,
    code_expiration_minutes: minutes,
  };
}

const OTP_TYPES = ["COPY_CODE", "ONE_TAP", "ZERO_TAP"];

function readOtpButton(button: JsonObject): JsonObject {
  const otpType = upper(button["otp_type"]);
  if (!OTP_TYPES.includes(otpType))
    throw templateError("other", `otp_type must be one of ${OTP_TYPES.join(", ")}.`);
  if (otpType !== "COPY_CODE") checkApps(button);
  if (otpType === "ZERO_TAP" && button["zero_tap_terms_accepted"] !== true) {
    throw templateError("other", "zero_tap_terms_accepted must be true.");
  }
  const text = typeof button["text"] === "string" ? button["text"] : "Copy code";
  if (text.length > 25) throw templateError("other", "A button's label must have 1 to 25 characters.");
  const url = `https://www.whatsapp.com/otp/code/?otp_type=${otpType}&code=otp{{1}}`;
  return { type: "URL", text, url, example: [url.replace("{{1}}", "123456")] };
}

function checkApps({ supported_apps }: JsonObject) {
  const apps = Array.isArray(supported_apps) ? supported_apps.filter(isObject) : [];
  const good = apps.every(({ package_name, signature_hash }) => {
    const named =
      typeof package_name === "string" && package_name.length <= 224 && package_name.includes(".");
    return named && typeof signature_hash === "string" && signature_hash.length === 11;
  });
  if (apps.length === 0 || !good)
    throw templateError("other", "supported_apps need a package name and an 11-character hash.");
}
