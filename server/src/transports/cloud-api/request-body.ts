// Writes the body of POST /{phone-number-id}/messages for one message.

import type { MessageObject, Template } from "@waypost/contract";
import type { OutgoingMessage } from "../transport.ts";
import { templateComponents } from "./template-components.ts";

export function requestBody({ to, message, correlation }: OutgoingMessage): Record<string, unknown> {
  return {
    messaging_product: "whatsapp",
    recipient_type: "individual",
    // With "+": otherwise Meta puts the business number's country code in front.
    to,
    // Echoed in status webhooks, which is how a lost answer becomes known. At most 512 characters.
    biz_opaque_callback_data: correlation,
    ...providerMessage(message),
  };
}

/** Our message object is Meta's, but for templates, where ours has a shorter form. */
function providerMessage(message: MessageObject): Record<string, unknown> {
  return message.type === "template" ? { ...message, template: providerTemplate(message.template) } : message;
}

function providerTemplate({ name, language, components, variables }: Template): Record<string, unknown> {
  const written = components ?? templateComponents(variables ?? {});
  return {
    name,
    language: typeof language === "string" ? { code: language } : language,
    ...(written.length === 0 ? {} : { components: written }),
  };
}
