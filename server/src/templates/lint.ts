// What makes a reviewer stumble, though no rule forbids it: above all utility that reads like marketing.

import type { FieldError } from "@waypost/contract";
import { textOf } from "./json.ts";
import { replaced } from "./placeholders.ts";
import { buttonsOf, componentsOf, type Content } from "./template.ts";

/**
 * Meta moves a template to MARKETING when it promotes anything, and the whole account is restricted for repeated
 * attempts ("Template categorization", error 131064). English only: a warning in one language is better than none.
 */
const promises: readonly [pattern: RegExp, says: string][] = [
  [/\b\d+\s?% ?off\b|\bdiscounts?\b|\bhalf[- ]price\b/i, "names a discount"],
  [/\b(sale|offers?|deals?|promo(tion)?s?|coupons?|vouchers?|cashback)\b/i, "names an offer"],
  [/\b(buy|shop|order|book|upgrade|subscribe|sign up) (now|today|and save)\b/i, "calls to buy"],
  [/\b(limited[- ]time|hurry|don'?t miss|last chance|while (stocks|supplies) last)\b/i, "urges"],
  [/\b(new arrivals?|just launched|introducing|check out|explore our|you may also like)\b/i, "recommends"],
  [/\bfree (gift|trial|shipping|delivery)\b|\bexclusive\b|\bwin\b/i, "promises a gain"],
];

export function warningsOf(content: Content): FieldError[] {
  const texts = textsOf(content);
  return [
    ...(content.category === "UTILITY" ? texts.flatMap(marketingIn) : []),
    ...texts.flatMap(({ path, text }) => {
      const bare = replaced(text, () => "");
      // "Template review", common reasons for rejection: shortened links hide where they lead.
      return /\b(bit\.ly|tinyurl\.com|t\.co|goo\.gl|wa\.me)\//i.test(bare)
        ? [{ path, message: "has a shortened or wa.me link, which reviews reject" }]
        : [];
    }),
  ];
}

function marketingIn({ path, text }: { path: string; text: string }): FieldError[] {
  const found = promises.find(([pattern]) => pattern.test(text));
  if (found !== undefined) return [{ path, message: `reads like marketing: it ${found[1]}` }];
  return /!\s*!|!.*!.*!/s.test(text) ? [{ path, message: "reads like marketing: it shouts" }] : [];
}

function textsOf(content: Content): { path: string; text: string }[] {
  return componentsOf(content).flatMap((component, at) => {
    const path = `/components/${at}`;
    const own = textOf(component["text"]);
    const labels =
      component.type === "BUTTONS"
        ? buttonsOf(content).map((button, index) => ({
            path: `${path}/buttons/${index}`,
            text: `${textOf(button["text"])} ${textOf(button["url"])}`,
          }))
        : [];
    return [...(own === "" ? [] : [{ path: `${path}/text`, text: own }]), ...labels];
  });
}
