// What the colours of a chart stand for.
import classes from "./legend.module.css";

/** `colour` is a class that says the colour as ink. */
export type LegendEntry = { name: string; colour: string | undefined; text: string };

export function Legend({ entries }: { entries: readonly LegendEntry[] }) {
  return (
    <ul className={classes["legend"]}>
      {entries.map(({ name, colour, text }) => (
        <li key={name} className={colour}>
          <span>{text}</span>
        </li>
      ))}
    </ul>
  );
}
