// Something for machines, shown as it is: a line for a terminal, a record in JSON.
import classes from "./code-block.module.css";
import { CopyButton } from "./copy-button.tsx";

export function CodeBlock({ label, text }: { label: string; text: string }) {
  return (
    // The button stands where the lines end, so that it goes by their direction and not by the page's.
    <div className={classes["box"]} dir="ltr">
      <pre className={classes["text"]} tabIndex={0} aria-label={label}>
        {text}
      </pre>
      <CopyButton text={text} variant="default" className={classes["copy"]} />
    </div>
  );
}

export function asJson(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
