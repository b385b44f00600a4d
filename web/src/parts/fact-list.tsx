// What is known about a thing, name by name. What is not known takes no room.
import type { ReactNode } from "react";
import classes from "./fact-list.module.css";

export function FactList({ children }: { children: ReactNode }) {
  return <dl className={classes["facts"]}>{children}</dl>;
}

export function Fact({ name, children }: { name: string; children: ReactNode }) {
  if (children === null || children === undefined || children === "") return null;
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}
