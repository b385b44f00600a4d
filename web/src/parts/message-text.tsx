// What a message says, formatted as WhatsApp shows it, in the direction its own words have.
import type { ReactNode } from "react";
import classes from "./message-text.module.css";
import { type Block, type Piece, readWhatsAppText } from "./whatsapp-text.ts";

export function MessageText({ text }: { text: string }) {
  return (
    <div dir="auto" className={classes["text"]}>
      {readWhatsAppText(text).map((block, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- a text's blocks have no other name
        <BlockOf key={index} block={block} />
      ))}
    </div>
  );
}

function BlockOf({ block }: { block: Block }) {
  switch (block.kind) {
    case "mono":
      return <pre className={classes["mono"]}>{block.text}</pre>;
    case "quote":
      return <blockquote className={classes["quote"]}>{drawn(block.pieces)}</blockquote>;
    case "bullet":
      return <p className={classes["item"]}>• {drawn(block.pieces)}</p>;
    case "numbered":
      return (
        <p className={classes["item"]}>
          {block.number}. {drawn(block.pieces)}
        </p>
      );
    case "line":
      return <p className={classes["line"]}>{drawn(block.pieces)}</p>;
  }
}

function drawn(pieces: readonly Piece[]): ReactNode[] {
  return pieces.map((piece, index) => {
    switch (piece.kind) {
      case "text":
        return piece.text;
      case "code":
        return <code key={index}>{piece.text}</code>;
      case "bold":
        return <strong key={index}>{drawn(piece.pieces)}</strong>;
      case "italic":
        return <em key={index}>{drawn(piece.pieces)}</em>;
      case "strike":
        return <s key={index}>{drawn(piece.pieces)}</s>;
    }
  });
}
