// What every page has: its name, what can be done on it, and room for what it shows.
import { Title } from "@mantine/core";
import { type ReactNode, useEffect } from "react";
import classes from "./page-frame.module.css";

export type PageFrameProps = {
  title: string;
  actions?: ReactNode;
  /** Fills the window and scrolls inside, for tables. */
  fills?: boolean;
  children: ReactNode;
};

export function PageFrame({ title, actions, fills = false, children }: PageFrameProps) {
  useEffect(() => {
    document.title = `${title} · Waypost`;
  }, [title]);
  return (
    <div className={classes["frame"]} data-fills={fills || undefined}>
      <header className={classes["head"]}>
        <Title order={1} size="h2">
          {title}
        </Title>
        <div className={classes["actions"]}>{actions}</div>
      </header>
      {children}
    </div>
  );
}
