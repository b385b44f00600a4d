// What one does, and what comes of it beside it; below it where there is little room.
import type { ReactNode } from "react";
import classes from "./beside.module.css";

/** Two children: the first is as wide as there is room, the second as wide as a phone. */
export function Beside({ children }: { children: [ReactNode, ReactNode] }) {
  return <div className={classes["beside"]}>{children}</div>;
}
