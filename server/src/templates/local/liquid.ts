// Liquid as local templates may use it: values, filters and conditions; nothing that loops, reads, remembers or rolls
// dice, so that a text takes as long as it is long and comes out the same each time.

import type { Liquid, Template } from "liquidjs";
import { createLimitedLiquid, missingName } from "../../kernel/limited-liquid.ts";
import { pick } from "./variations.ts";

export const filters: ReadonlySet<string> = new Set(
  (
    "default capitalize upcase downcase strip lstrip rstrip squish truncate truncatewords append prepend replace " +
    "remove slice size url_encode plus minus times divided_by modulo round ceil floor abs at_least at_most date"
  ).split(" "),
);

/** Conditions, each with what may stand within it and how it ends. */
export const blocks: Readonly<Record<string, { parts: readonly string[]; end: string }>> = {
  if: { parts: ["elsif", "else"], end: "endif" },
  unless: { parts: ["elsif", "else"], end: "endunless" },
  case: { parts: ["when", "else"], end: "endcase" },
};

export type Piece = ReturnType<Liquid["parse"]>;
export type LiquidValues = Readonly<Record<string, string | number | boolean>>;

export type PieceText =
  | { kind: "text"; text: string }
  | { kind: "missing"; name: string }
  | { kind: "failed"; why: string };

/** Throws what is wrong with it as an Error in plain words; `source` has passed `expressionProblem`. */
export function parsePiece(source: string): Piece {
  try {
    return engine.parse(source);
  } catch (error) {
    throw new Error(inWords(error), { cause: error });
  }
}

export function namesOf(piece: Piece): string[] {
  return engine.globalVariablesSync(piece);
}

export function renderPiece(piece: Piece, values: LiquidValues, seedHash: number): PieceText {
  try {
    const options = { globals: { [seedKey]: seedHash } };
    return { kind: "text", text: String(engine.renderSync(piece, values, options)) };
  } catch (error) {
    const name = missingName(error);
    return name === null ? { kind: "failed", why: inWords(error) } : { kind: "missing", name };
  }
}

/**
 * Liquid has lists, ranges and fields of objects as well. Values here are flat, and `(1..9999999)` is memory. Null when
 * there is nothing of the kind.
 */
export function expressionProblem(source: string): string | null {
  if (source === "") return "is empty";
  if (source.length > expressionMax) return `is longer than ${expressionMax} characters`;
  if (/^-|-$/.test(source)) return "has {{- or -}}: line breaks are tidied without it";
  const bare = source.replaceAll(/"[^"]*"|'[^']*'/g, "q");
  if (/[^\w\s|:,=<>!.-]/.test(bare)) return "may have names, filters, numbers and quoted texts only";
  if (/\.\./.test(bare) || /[A-Za-z_]\w*\s*\.|\.\s*[A-Za-z_]/.test(bare)) {
    return "may not have dots: a value has one name, such as {{ first_name }}";
  }
  return null;
}

const expressionMax = 500;

/** What a condition asks about. */
export function namesInCondition(source: string): string[] {
  const bare = source.replaceAll(/"[^"]*"|'[^']*'/g, " ");
  return (bare.match(/[A-Za-z_]\w*/g) ?? []).filter((word) => !words.has(word));
}

const words: ReadonlySet<string> = new Set(
  "if elsif else endif unless endunless case when endcase and or contains not true false nil null empty blank".split(
    " ",
  ),
);

const seedKey = "\u0000seed";
function createEngine(): Liquid {
  const liquid = createLimitedLiquid({ tags: new Set(Object.keys(blocks)), filters, parseLimit: 150_000 });
  const { date } = liquid.filters;
  if (typeof date !== "function") throw new Error("Liquid has a date filter");
  // `now` and 03/04/2026 are other days tomorrow and elsewhere.
  liquid.registerFilter("date", function (value: unknown, ...rest: unknown[]) {
    if (!/^\d{4}-\d{2}-\d{2}([T ].*)?$/.test(String(value)))
      throw new Error("date needs a day such as 2026-12-31");
    return date.call(this, value, ...rest);
  });
  liquid.registerTag("brace", { render: (_, emitter) => emitter.write("{") });
  liquid.registerTag("choice", choiceTag);
  return liquid;
}

type Choice = { site: number; branches: Template[][] };
type TagImplOptions = Extract<Parameters<Liquid["registerTag"]>[1], { render: unknown }>;

const choices = new WeakMap<object, Choice>();

/** `{% choice 3 %}…{% or %}…{% endchoice %}`: only ever written by us, because people's tags are looked at before. */
const choiceTag: TagImplOptions = {
  parse(token, rest) {
    const branches: Template[][] = [[]];
    choices.set(this, { site: Number(token.args), branches });
    const stream = this.liquid.parser.parseStream(rest);
    stream
      .on("tag:or", () => void branches.push([]))
      .on("tag:endchoice", () => stream.stop())
      .on("template", (template: Template) => void branches.at(-1)?.push(template))
      .on("end", () => {
        throw new Error("a choice is never closed");
      });
    stream.start();
  },
  *render(context, emitter) {
    const choice = choices.get(this);
    if (choice === undefined) throw new Error("a tag is read before it is said");
    const seedHash = Number((context.globals as Record<string, unknown>)[seedKey]);
    const branch = choice.branches[pick(seedHash, choice.site, choice.branches.length)] ?? [];
    yield this.liquid.renderer.renderTemplates(branch, context, emitter);
  },
};

const engine = createEngine();

function inWords(error: unknown): string {
  const [message = ""] = error instanceof Error ? error.message.split("\n") : [];
  const filter = /undefined filter: (\S+),/.exec(message)?.[1];
  if (filter !== undefined) return `there is no filter "${filter}"; there are ${[...filters].join(", ")}`;
  return message.replace(/, line:\d+, col:\d+/, "").replace(/, file:.*$/, "");
}
