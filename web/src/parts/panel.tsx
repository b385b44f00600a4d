// A part of a page with a name of its own, and what can be done about it.
import { Title } from "@mantine/core";
import { type ReactNode, useId } from "react";
import classes from "./panel.module.css";

export type PanelProps = { title: string; actions?: ReactNode; children: ReactNode };

export function Panel({ title, actions, children }: PanelProps) {
  const id = useId();
  return (
    <section className={classes["panel"]} aria-labelledby={id}>
      <div className={classes["head"]}>
        <Title order={2} size="h4" id={id} dir="auto">
          {title}
        </Title>
        <div className={classes["actions"]}>{actions}</div>
      </div>
      {children}
    </section>
  );
}
