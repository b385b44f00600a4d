// A secret that is shown this once: to be copied before the dialog is closed.
import { Alert, Button, Modal, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTexts } from "../i18n/texts.ts";
import { CopyText } from "./copy-text.tsx";
import classes from "./shown-once.module.css";

export type ShownOnceProps = {
  /** Null while there is nothing to show. */
  secret: string | null;
  title: string;
  /** Why it is worth keeping, and where. */
  hint: string;
  done: string;
  onClose(): void;
  children?: ReactNode;
};

export function ShownOnce({ secret, title, hint, done, onClose, children }: ShownOnceProps) {
  const t = useTexts("parts");
  return (
    <Modal
      opened={secret !== null}
      onClose={onClose}
      closeOnClickOutside={false}
      size="lg"
      title={title}
      closeButtonProps={{ "aria-label": t("close") }}
    >
      <Stack>
        <Alert color="teal" variant="outline" classNames={{ body: classes["secret"] ?? "" }}>
          <CopyText text={secret ?? ""} />
        </Alert>
        <Text size="sm">{hint}</Text>
        {children}
        <Button onClick={onClose}>{done}</Button>
      </Stack>
    </Modal>
  );
}
