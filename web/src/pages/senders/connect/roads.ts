// What a number is connected with, road by road and field by field, and what of it the API is told. Pure.
import type { Sender } from "@waypost/sdk";
import type { Mode } from "../../../api/mode.ts";

type Transport = Sender["transport"];

/** Embedded Signup brings its numbers along, as ones of the Cloud API. */
export type Road = Transport | "embedded_signup";

/** In the order in which they are offered. */
export const roads = {
  test: ["sandbox", "whatsapp_web", "embedded_signup", "dialog360", "waha", "wasender"],
  live: ["whatsapp_web", "embedded_signup", "cloud_api", "dialog360", "waha", "wasender"],
} as const satisfies Record<Mode, readonly Road[]>;

export type Field = {
  /** Of the sender's `config`. */
  name: string;
  /** Its label and where to find it: `field.<text>`, `field.<text>.where`. */
  text: FieldText;
  isSecret?: true;
  isOptional?: true;
  /** It says which number the sender is, so it stays as it was. */
  isIdentity?: true;
};

type FieldText =
  | "phone_number_id"
  | "waba_id"
  | "display_phone_number"
  | "app_id"
  | "access_token"
  | "app_secret"
  | "verify_token"
  | "waha_url"
  | "waha_session"
  | "waha_key"
  | "wasender_key"
  | "wasender_secret"
  | "dialog360_id"
  | "dialog360_key"
  | "dialog360_secret"
  | "signup_app"
  | "signup_config"
  | "simulator_url"
  | "proxy_url";

/** A provider has one address, except where the simulator stands in its place. */
const simulated: Field = { name: "base_url", text: "simulator_url", isIdentity: true };

const fields: Readonly<Record<Transport, readonly Field[]>> = {
  sandbox: [],
  whatsapp_web: [],
  cloud_api: [
    { name: "phone_number_id", text: "phone_number_id", isIdentity: true },
    { name: "waba_id", text: "waba_id" },
    { name: "display_phone_number", text: "display_phone_number", isIdentity: true },
    { name: "app_id", text: "app_id", isOptional: true },
    { name: "access_token", text: "access_token", isSecret: true },
    { name: "app_secret", text: "app_secret", isSecret: true },
    { name: "verify_token", text: "verify_token", isSecret: true },
  ],
  dialog360: [
    { name: "phone_number_id", text: "dialog360_id", isIdentity: true },
    { name: "display_phone_number", text: "display_phone_number", isIdentity: true },
    { name: "api_key", text: "dialog360_key", isSecret: true },
    { name: "webhook_secret", text: "dialog360_secret", isSecret: true, isOptional: true },
  ],
  waha: [
    { name: "base_url", text: "waha_url", isIdentity: true },
    { name: "session", text: "waha_session", isIdentity: true },
    { name: "api_key", text: "waha_key", isSecret: true },
  ],
  wasender: [
    { name: "phone_number", text: "display_phone_number", isIdentity: true },
    { name: "api_key", text: "wasender_key", isSecret: true },
    { name: "webhook_secret", text: "wasender_secret", isSecret: true },
  ],
};

/** The app whose dialog is shown; the simulator has one of its own. */
const metaApp: readonly Field[] = [
  { name: "app_id", text: "signup_app" },
  { name: "config_id", text: "signup_config" },
  { name: "app_secret", text: "app_secret", isSecret: true },
];

/** What is asked for before a number is there. */
export function fieldsOf(road: Road, mode: Mode): readonly Field[] {
  if (road === "embedded_signup") return mode === "live" ? metaApp : [];
  const isElsewhere = mode === "test" && (road === "dialog360" || road === "wasender");
  return isElsewhere ? [simulated, ...fields[road]] : fields[road];
}

const proxy: Field = { name: "proxy_url", text: "proxy_url", isSecret: true, isOptional: true };

/** What can be given anew to one that is there; its number stays. */
export function credentialsOf(transport: Transport): readonly Field[] {
  if (transport === "whatsapp_web") return [proxy];
  return fields[transport].filter(({ isIdentity }) => isIdentity !== true);
}

export type Values = Readonly<Record<string, string>>;

/** WAHA's free edition knows no other name. */
export const usual: Values = { session: "default" };

/** Both ends of their webhooks are set up from here, so nobody has to think of a secret. */
export function makesSecret(road: Road, values: Values): boolean {
  return road === "waha" || (road === "dialog360" && trimmed(values, "webhook_secret") === "");
}

/** People copy with spaces around; what was left out is not sent. */
export function configOf(asked: readonly Field[], values: Values): Record<string, string> {
  const given = asked.map(({ name }) => [name, trimmed(values, name)] as const);
  return Object.fromEntries(given.filter(([, value]) => value !== ""));
}

function trimmed(values: Values, name: string): string {
  return (values[name] ?? "").trim();
}

/** A line that is copied ends up in histories and chats. */
export function withoutSecrets(asked: readonly Field[], config: Values): Record<string, string> {
  const secrets = new Set(asked.flatMap(({ name, isSecret }) => (isSecret === true ? [name] : [])));
  return Object.fromEntries(
    Object.entries(config).map(([name, value]) => [name, secrets.has(name) ? "…" : value]),
  );
}
