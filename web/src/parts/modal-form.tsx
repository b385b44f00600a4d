// A form in a dialog: its fields, what it would ask of the API, what went wrong, and the button that does it.
import { Button, Group, Modal, Stack } from "@mantine/core";
import type { ReactNode } from "react";
import type { Call } from "../api/curl.ts";
import { useTexts } from "../i18n/texts.ts";
import { CopyAsCurl } from "./copy-as-curl.tsx";
import { ErrorCard } from "./error-card.tsx";

export type ModalFormProps = {
  opened: boolean;
  title: string;
  action: string;
  /** What it would send as it is filled in now. */
  call: Call;
  isPending: boolean;
  error: Error | null;
  isWide?: boolean;
  onSubmit(): void;
  onClose(): void;
  children: ReactNode;
};

export function ModalForm(props: ModalFormProps) {
  const {
    opened,
    title,
    action,
    call,
    isPending,
    error,
    isWide = false,
    onSubmit,
    onClose,
    children,
  } = props;
  const t = useTexts("parts");
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={title}
      size={isWide ? "lg" : "md"}
      closeButtonProps={{ "aria-label": t("close") }}
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        <Stack>
          {children}
          {error === null ? null : <ErrorCard error={error} />}
          <Group justify="space-between">
            <CopyAsCurl call={call} />
            <Group>
              <Button variant="default" onClick={onClose}>
                {t("cancel")}
              </Button>
              <Button type="submit" loading={isPending}>
                {action}
              </Button>
            </Group>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
