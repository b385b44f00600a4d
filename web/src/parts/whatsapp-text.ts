// Reads WhatsApp's own formatting into a tree: *bold*, _italic_, ~strike~, ```mono```, `code`, lists and quotes. Pure.
// After WhatsApp's help page "How to format your messages"; what it does not say follows what its apps show.

export type Piece =
  | { kind: "text"; text: string }
  | { kind: "bold" | "italic" | "strike"; pieces: Piece[] }
  | { kind: "code"; text: string };

export type Block =
  | { kind: "line"; pieces: Piece[] }
  | { kind: "bullet" | "quote"; pieces: Piece[] }
  | { kind: "numbered"; number: string; pieces: Piece[] }
  | { kind: "mono"; text: string };

const monoMark = "```";

/** Every character of the text is in the result or is a mark of it; nothing is ever read as HTML. */
export function readWhatsAppText(text: string): Block[] {
  const blocks: Block[] = [];
  let rest = text;
  for (;;) {
    const from = rest.indexOf(monoMark);
    const to = from === -1 ? -1 : rest.indexOf(monoMark, from + monoMark.length + 1);
    if (to === -1) return [...blocks, ...readLines(rest)];
    if (from > 0) blocks.push(...readLines(rest.slice(0, from).replace(/\n$/, "")));
    blocks.push({ kind: "mono", text: rest.slice(from + monoMark.length, to) });
    rest = rest.slice(to + monoMark.length).replace(/^\n/, "");
    if (rest === "") return blocks;
  }
}

function readLines(text: string): Block[] {
  return text.split("\n").map((line): Block => {
    const bullet = /^[*-] (.+)$/.exec(line);
    if (bullet !== null) return { kind: "bullet", pieces: readPieces(bullet[1] ?? "") };
    const numbered = /^(\d{1,3})\. (.+)$/.exec(line);
    if (numbered !== null)
      return { kind: "numbered", number: numbered[1] ?? "", pieces: readPieces(numbered[2] ?? "") };
    const quote = /^> (.+)$/.exec(line);
    if (quote !== null) return { kind: "quote", pieces: readPieces(quote[1] ?? "") };
    return { kind: "line", pieces: readPieces(line) };
  });
}

const marks = { "*": "bold", _: "italic", "~": "strike", "`": "code" } as const;
type Mark = keyof typeof marks;

/** Deeper than this nobody writes by intent. */
const depthMax = 6;

function readPieces(text: string, depth = 0): Piece[] {
  const pieces: Piece[] = [];
  // Whoever found no end for a mark has looked through all that is left.
  const endless = new Set<string>();
  let plain = "";
  let at = 0;
  while (at < text.length) {
    const mark = text[at] ?? "";
    const opens = isMark(mark) && depth < depthMax && !endless.has(mark) && mayOpen(text, at);
    const end = opens ? closingOf(text, at, mark) : -1;
    if (opens && end === -1) endless.add(mark);
    if (end === -1 || !isMark(mark)) {
      plain += mark;
      at += 1;
      continue;
    }
    if (plain !== "") pieces.push({ kind: "text", text: plain });
    plain = "";
    pieces.push(pieceOf(mark, text.slice(at + 1, end), depth));
    at = end + 1;
  }
  if (plain !== "") pieces.push({ kind: "text", text: plain });
  return pieces;
}

function pieceOf(mark: Mark, inside: string, depth: number): Piece {
  const kind = marks[mark];
  return kind === "code" ? { kind, text: inside } : { kind, pieces: readPieces(inside, depth + 1) };
}

function isMark(letter: string): letter is Mark {
  return Object.hasOwn(marks, letter);
}

/** A mark opens at a word's beginning and closes at a word's end: `2*3*4` and `snake_case_name` stay as they are. */
function mayOpen(text: string, at: number): boolean {
  return !isWord(text[at - 1]) && !isSpace(text[at + 1]);
}

function closingOf(text: string, at: number, mark: Mark): number {
  for (let end = text.indexOf(mark, at + 2); end !== -1; end = text.indexOf(mark, end + 1)) {
    if (!isSpace(text[end - 1]) && !isWord(text[end + 1])) return end;
  }
  return -1;
}

function isWord(letter: string | undefined): boolean {
  return letter !== undefined && /[\p{L}\p{N}]/u.test(letter);
}

function isSpace(letter: string | undefined): boolean {
  return letter === undefined || /\s/.test(letter);
}
