// Pages that belong together: their names above, the one that is open below.
import { createLink, type LinkProps, Outlet, useLocation } from "@tanstack/react-router";
import { type RefObject, useEffect, useRef } from "react";
import classes from "./section.module.css";

/** `exact`: the page whose address is the beginning of the others'. */
export type SectionPage = { to: NonNullable<LinkProps["to"]>; label: string; exact?: boolean };

export function Section({ label, pages }: { label: string; pages: readonly SectionPage[] }) {
  const tabs = useRef<HTMLElement>(null);
  useOpenInSight(tabs);
  return (
    <div className={classes["section"]}>
      <nav ref={tabs} className={classes["tabs"]} aria-label={label}>
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

/** On a phone there is room for a few names only. */
function useOpenInSight(tabs: RefObject<HTMLElement | null>): void {
  const path = useLocation({ select: ({ pathname }) => pathname });
  useEffect(() => {
    const open = tabs.current?.querySelector('[aria-current="page"]');
    open?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [tabs, path]);
}

/** The router marks the one that is open with `aria-current`. */
const TabLink = createLink("a");
