// A message as it looks on a phone: header, words, footer and buttons, in the direction its own words have.
import type { ReactNode } from "react";
import { MessageText } from "./message-text.tsx";
import classes from "./phone-mock.module.css";

export type Shown = {
  header?: { format: string; text: string | null } | null;
  body: string | null;
  footer?: string | null;
  buttons?: readonly { type: string; text: string }[];
};

/** `scheme` makes the phone light or dark whatever the page is; `label` says what a reader who cannot see it meets. */
export function PhoneMock({
  label,
  scheme,
  children,
}: {
  label: string;
  scheme?: "light" | "dark" | undefined;
  children: ReactNode;
}) {
  return (
    <section className={classes["phone"]} aria-label={label} data-scheme={scheme}>
      {children}
    </section>
  );
}

export function PhoneMessage({ shown: { header, body, footer, buttons = [] } }: { shown: Shown }) {
  return (
    <>
      <div className={classes["bubble"]}>
        {header ? <Header {...header} /> : null}
        {body === null ? null : <MessageText text={body} />}
        {footer ? (
          <p dir="auto" className={classes["footer"]}>
            {footer}
          </p>
        ) : null}
      </div>
      {buttons.map(({ type, text }, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- two buttons may say the same
        <div key={index} className={classes["button"]} data-type={type} dir="auto">
          {text}
        </div>
      ))}
    </>
  );
}

function Header({ format, text }: { format: string; text: string | null }) {
  if (format === "TEXT")
    return (
      <strong dir="auto" className={classes["header"]}>
        {text}
      </strong>
    );
  return <div className={classes["media"]}>{format}</div>;
}
