// Webhook subscriptions of the app, and which accounts send to it (Meta: phone numbers).
import type { Account, App } from "../business/index.ts";
import type { Answer } from "../http/answer.ts";
import { reply } from "../http/answer.ts";
import { word } from "../json.ts";
import type { Call, NodeCall } from "./call.ts";
import { parametersOf } from "./call.ts";
import { callbackOf, overrideOf, shakeHands } from "./callbacks.ts";
import { badParameter, GraphError } from "./graph-error.ts";

/** Fields this network tells about. */
const FIELDS = new Set([
  "messages",
  "message_template_status_update",
  "message_template_quality_update",
  "message_template_components_update",
  "template_category_update",
  "phone_number_quality_update",
  "phone_number_name_update",
  "business_capability_update",
  "account_alerts",
  "account_update",
  "account_review_update",
  "user_preferences",
  "security",
  "history",
  "flows",
  "smb_message_echoes",
  "smb_app_state_sync",
  "payment_configuration_update",
  "partner_solutions",
  "automatic_events",
  "message_echoes",
  "calls",
  "business_username_update",
]);

export async function subscribe(call: NodeCall<App>): Promise<Answer> {
  requireAppToken(call);
  const { object, callback_url, verify_token, fields } = await parametersOf(call);
  if (object !== "whatsapp_business_account")
    throw badParameter("Param object must be whatsapp_business_account.");
  const names = Array.isArray(fields) ? fields.map(String) : word(fields).split(",").filter(Boolean);
  const unknown = names.find((name) => !FIELDS.has(name));
  if (unknown !== undefined) throw badParameter(`Param fields contains an unknown field: ${unknown}.`);
  const callback = callbackOf({ url: callback_url, verifyToken: verify_token });
  await shakeHands(callback);
  Object.assign(call.target.callback, callback);
  call.target.fields = names.length > 0 ? new Set(names) : null;
  return reply({ success: true });
}

export function readSubscriptions(call: NodeCall<App>): Answer {
  requireAppToken(call);
  const { callback, fields } = call.target;
  if (callback.url === "") return reply({ data: [] });
  const subscribed = [...(fields ?? FIELDS)].map((name) => ({ name, version: call.version }));
  return reply({
    data: [
      {
        object: "whatsapp_business_account",
        callback_url: callback.url,
        active: true,
        fields: subscribed,
      },
    ],
  });
}

/** An empty body removes the override (Meta: phone numbers). */
export async function subscribeApp(call: NodeCall<Account>): Promise<Answer> {
  const override = await overrideOf(call, await parametersOf(call));
  call.target.override = override;
  call.target.subscribed = true;
  return reply({ success: true });
}

export function listSubscribedApps({ target: account, network }: NodeCall<Account>): Answer {
  if (!account.subscribed) return reply({ data: [] });
  const app = {
    id: network.business.app.id,
    link: "https://marigold.example/",
    name: "Waypost sandbox",
  };
  return reply({
    data: [
      {
        whatsapp_business_api_data: app,
        ...(account.override && { override_callback_uri: account.override.url }),
      },
    ],
  });
}

export function unsubscribeApp({ target: account }: NodeCall<Account>): Answer {
  account.subscribed = false;
  account.override = null;
  return reply({ success: true });
}

function requireAppToken({ token, network: { business } }: Call) {
  if (token.value === `${business.app.id}|${business.app.secret}`) return;
  throw new GraphError(15, {
    status: 400,
    message: "This method must be called with an app access_token.",
  });
}
