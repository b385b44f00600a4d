// What makes a reviewer stumble, though no rule forbids it: above all utility that reads like marketing.

import type { Finding } from "./findings.ts";
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

export function warningsOf(content: Content): Finding[] {
  return [...marketingWarnings(content), ...textsOf(content).flatMap(linkIn)];
}

/** For a local template too: what one person may decline is not what another waits for. */
export function marketingWarnings(content: Content): Finding[] {
  return content.category === "UTILITY" ? textsOf(content).flatMap(marketingIn) : [];
}

type Place = { path: string; text: string };

/** "Template review", common reasons for rejection: shortened links hide where they lead. */
function linkIn({ path, text }: Place): Finding[] {
  const bare = replaced(text, () => "");
  if (!links.test(bare)) return [];
  const message = "has a shortened or wa.me link, which reviews reject";
  return [{ path, message, ...spanOf(links.exec(text)) }];
}

const links = /\b(bit\.ly|tinyurl\.com|t\.co|goo\.gl|wa\.me)\//i;

function marketingIn({ path, text }: Place): Finding[] {
  const found = promises.find(([pattern]) => pattern.test(text));
  if (found !== undefined) {
    const [pattern, says] = found;
    return [{ path, message: `reads like marketing: it ${says}`, ...spanOf(pattern.exec(text)) }];
  }
  const shout = /!\s*!|!.*!.*!/s.exec(text);
  return shout === null ? [] : [{ path, message: "reads like marketing: it shouts", ...spanOf(shout) }];
}

function spanOf(match: RegExpExecArray | null): Pick<Finding, "start" | "end"> {
  return match === null ? {} : { start: match.index, end: match.index + match[0].length };
}

function textsOf(content: Content): Place[] {
  return componentsOf(content).flatMap((component, at) => {
    const path = `/components/${at}`;
    const own = textOf(component["text"]);
    const labels =
      component.type === "BUTTONS"
        ? buttonsOf(content).flatMap((button, index) =>
            ["text", "url"].map((field) => ({
              path: `${path}/buttons/${index}/${field}`,
              text: textOf(button[field]),
            })),
          )
        : [];
    return [{ path: `${path}/text`, text: own }, ...labels].filter(({ text }) => text !== "");
  });
}
