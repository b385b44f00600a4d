// A short text to be copied whole, such as an id.
import { CopyButton } from "./copy-button.tsx";
import classes from "./copy-text.module.css";

export function CopyText({ text }: { text: string }) {
  return (
    <span className={classes["pair"]}>
      <bdi dir="ltr" className={classes["text"]}>
        {text}
      </bdi>
      <CopyButton text={text} />
    </span>
  );
}
