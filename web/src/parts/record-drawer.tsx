// What is known about one thing, beside the list that it was opened from.
import { Drawer } from "@mantine/core";
import type { ReactNode } from "react";
import { useTexts } from "../i18n/texts.ts";

export type RecordDrawerProps<Opened> = {
  /** The thing that is open, or its id; closed without one. */
  opened: Opened | null | undefined;
  title: ReactNode;
  width?: string;
  onClose(): void;
  children(opened: Opened): ReactNode;
};

export function RecordDrawer<Opened>(props: RecordDrawerProps<Opened>) {
  const { opened, title, width = "32rem", onClose, children } = props;
  const t = useTexts("parts");
  const isOpen = opened !== undefined && opened !== null;
  return (
    <Drawer
      opened={isOpen}
      onClose={onClose}
      position="right"
      size={`min(${width}, 100%)`}
      title={title}
      closeButtonProps={{ "aria-label": t("close") }}
    >
      {isOpen ? children(opened) : null}
    </Drawer>
  );
}
