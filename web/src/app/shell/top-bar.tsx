// The bar above: the way home, whether it is the sandbox one sees, and one's own account.
import { ActionIcon, SegmentedControl } from "@mantine/core";
import { IconMenu2 } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { setMode, useMode } from "../../api/mode.ts";
import { useTexts } from "../../i18n/texts.ts";
import { AccountMenu } from "./account-menu.tsx";
import classes from "./shell.module.css";

export function TopBar({ onMenu }: { onMenu(): void }) {
  const t = useTexts("shell");
  const mode = useMode();
  return (
    <header className={classes["bar"]}>
      <ActionIcon
        className="phone-only"
        variant="subtle"
        color="gray"
        aria-label={t("nav.open")}
        onClick={onMenu}
      >
        <IconMenu2 size={20} aria-hidden />
      </ActionIcon>
      <Link to="/" className={classes["brand"]}>
        <img src="/icon.svg" alt="" width={24} height={24} />
        {"Waypost"}
      </Link>
      <div className={classes["spring"]} />
      <SegmentedControl
        size="xs"
        aria-label={t("mode.label")}
        value={mode}
        onChange={(value) => setMode(value)}
        data={[
          { value: "live", label: t("mode.live") },
          { value: "test", label: t("mode.test") },
        ]}
      />
      <AccountMenu />
    </header>
  );
}
