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

type PhoneMessageProps = {
  shown: Shown;
  /** The address of what the header shows, where that is known. */
  picture?: string | null;
};

export function PhoneMessage({ shown, picture = null }: PhoneMessageProps) {
  const { header, body, footer, buttons = [] } = shown;
  return (
    <>
      <div className={classes["bubble"]}>
        {header ? <Header {...header} picture={picture} /> : null}
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

type HeaderProps = { format: string; text: string | null; picture: string | null };

function Header({ format, text, picture }: HeaderProps) {
  if (format === "TEXT")
    return (
      <strong dir="auto" className={classes["header"]}>
        {text}
      </strong>
    );
  if (picture !== null) return <img className={classes["picture"]} src={picture} alt="" />;
  return <div className={classes["media"]}>{text ?? format}</div>;
}
