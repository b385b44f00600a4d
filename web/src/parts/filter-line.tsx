// What narrows a list, side by side above it.
import type { ReactNode } from "react";
import classes from "./filter-line.module.css";

export function FilterLine({ children }: { children: ReactNode }) {
  return <search className={classes["line"]}>{children}</search>;
}
