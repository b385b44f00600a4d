// Which links a message has, and the same message with others in their place. Pure.

import type { MessageObject, TemplateComponent } from "@waypost/contract";

export type Linking = {
  /** What tracked links begin with, `https://…/l/`. */
  base: string;
  /** Addresses of the template's buttons, by their place, as they were approved: "https://…/l/{{1}}". */
  buttons: readonly string[];
  /** The token that stands for a target. */
  tokenOf(target: string): string;
};

/** Every address in its texts and on its buttons, so far as the message stays within WhatsApp's lengths. */
export function linkMessage(body: MessageObject, linking: Linking): MessageObject {
  switch (body.type) {
    case "text":
      return { ...body, text: { ...body.text, body: linkText(body.text.body, linking, 4_096) } };
    case "image":
      return { ...body, image: linkCaption(body.image, linking) };
    case "video":
      return { ...body, video: linkCaption(body.video, linking) };
    case "document":
      return { ...body, document: linkCaption(body.document, linking) };
    case "interactive":
      return { ...body, interactive: linkInteractive(body.interactive, linking) };
    case "template": {
      const { components } = body.template;
      if (components === undefined) return body;
      const linked = components.map((each) => linkComponent(each, linking));
      return { ...body, template: { ...body.template, components: linked } };
    }
    default:
      return body;
  }
}

type Interactive = Extract<MessageObject, { type: "interactive" }>["interactive"];

const captionMax = 1_024;

function linkCaption<File extends { caption?: string }>(file: File, linking: Linking): File {
  return file.caption === undefined
    ? file
    : { ...file, caption: linkText(file.caption, linking, captionMax) };
}

function linkInteractive(given: Interactive, linking: Linking): Interactive {
  const inBody = <Body extends { text: string }>(body: Body): Body => ({
    ...body,
    text: linkText(body.text, linking, captionMax),
  });
  const inAction = <Action extends { parameters: { url: string } }>(action: Action): Action => ({
    ...action,
    parameters: { ...action.parameters, url: linkAddress(action.parameters.url, linking) },
  });
  if (given.type === "cta_url") {
    return { ...given, body: inBody(given.body), action: inAction(given.action) };
  }
  if (given.type === "carousel") {
    const cards = given.action.cards.map((card) => ({ ...card, action: inAction(card.action) }));
    return { ...given, body: inBody(given.body), action: { ...given.action, cards } };
  }
  return given.type === "product" ? given : { ...given, body: inBody(given.body) };
}

/**
 * A button's variable ends an address that was approved. Where that is our own, the variable may be a whole address,
 * and becomes its token; elsewhere a stand-in would lead nowhere.
 */
function linkComponent(component: TemplateComponent, linking: Linking): TemplateComponent {
  if (component.type === "body") {
    const parameters = component.parameters.map((each) =>
      each.type === "text" ? { ...each, text: linkText(each.text, linking, captionMax) } : each,
    );
    return { ...component, parameters };
  }
  if (component.type !== "button" || component.sub_type !== "url") return component;
  if (linking.buttons[Number(component.index)] !== `${linking.base}{{1}}`) return component;
  const parameters = (component.parameters ?? []).map((each) => {
    if (each.type !== "text") return each;
    const target = targetOf(each.text);
    return target === null ? each : { ...each, text: linking.tokenOf(target) };
  });
  return { ...component, parameters };
}

/** Up to white space; what ends a sentence around it is not part of it. */
const addresses = /\bhttps?:\/\/[^\s<>"]+/giu;
const endings = /[.,;:!?'’”»)\]}*_~]+$/u;

function linkText(text: string, linking: Linking, lengthMax: number): string {
  const linked = text.replaceAll(addresses, (found) => {
    const address = found.replace(endings, (ending) => keptOf(found, ending));
    return linkAddress(address, linking) + found.slice(address.length);
  });
  return linked.length <= lengthMax ? linked : text;
}

/** `…/wiki/Post_(office)` has its bracket opened before. */
function keptOf(found: string, ending: string): string {
  return ending.startsWith(")") && found.slice(0, -ending.length).includes("(") ? ")" : "";
}

function linkAddress(address: string, linking: Linking): string {
  const target = targetOf(address);
  return target === null || address.startsWith(linking.base)
    ? address
    : linking.base + linking.tokenOf(target);
}

const targetMax = 2_000;

/** As a browser would ask for it; null for what is no address of the web, or carries a password. */
export function targetOf(text: string): string | null {
  if (text.length > targetMax || !/^https?:\/\/[^\s]+$/i.test(text)) return null;
  const url = URL.parse(text);
  if (url === null || url.username !== "" || url.password !== "") return null;
  return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
}
