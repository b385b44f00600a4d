// Pages that belong together: their names above, the one that is open below.
import { createLink, type LinkProps, Outlet } from "@tanstack/react-router";
import classes from "./section.module.css";

/** `exact`: the page whose address is the beginning of the others'. */
export type SectionPage = { to: NonNullable<LinkProps["to"]>; label: string; exact?: boolean };

export function Section({ label, pages }: { label: string; pages: readonly SectionPage[] }) {
  return (
    <div className={classes["section"]}>
      <nav className={classes["tabs"]} aria-label={label}>
        {pages.map(({ to, label: name, exact = false }) => (
          <TabLink
            key={name}
            to={to}
            className={classes["tab"]}
            activeOptions={{ exact, includeSearch: false }}
          >
            {name}
          </TabLink>
        ))}
      </nav>
      <div className={classes["page"]}>
        <Outlet />
      </div>
    </div>
  );
}

/** The router marks the one that is open with `aria-current`. */
const TabLink = createLink("a");
