// What is around every page: the bar above, the menu beside it or in a drawer, notices about the line.
import { Drawer } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Outlet } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { useLive } from "../../api/live.ts";
import { useMode } from "../../api/mode.ts";
import { useTexts } from "../../i18n/texts.ts";
import { LineNotice } from "./line-notice.tsx";
import { Menu } from "./menu.tsx";
import { ProveAgain } from "./prove-again.tsx";
import { Shortcuts } from "./shortcuts.tsx";
import classes from "./shell.module.css";
import { TopBar } from "./top-bar.tsx";
import { VisitNotice } from "./visit-notice.tsx";

/** It has time until the page stands, with its texts. */
const HealthNotice = lazy(async () => ({ default: (await import("./health-notice.tsx")).HealthNotice }));

export function Shell() {
  const t = useTexts("shell");
  const mode = useMode();
  const [isMenuOpen, menu] = useDisclosure(false);
  useLive();
  return (
    <div className={classes["shell"]}>
      <a href="#page" className={classes["skip"]}>
        {t("skip")}
      </a>
      <TopBar onMenu={menu.open} />
      <nav className={classes["side"]} aria-label={t("nav.label")}>
        <Menu />
      </nav>
      <Drawer
        opened={isMenuOpen}
        onClose={menu.close}
        size="17rem"
        title={t("nav.label")}
        closeButtonProps={{ "aria-label": t("close") }}
      >
        <Menu onGo={menu.close} />
      </Drawer>
      <main id="page" tabIndex={-1} className={classes["page"]}>
        <LineNotice />
        <Suspense>
          <HealthNotice />
        </Suspense>
        <VisitNotice />
        {/* What one mode shows has no place in the other. */}
        <Outlet key={mode} />
      </main>
      <Shortcuts />
      <ProveAgain />
    </div>
  );
}
