// Short notices at the edge of the page: what was done, how to undo it, what went wrong.
import { Button, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import i18next from "i18next";
import { FailureLine } from "./error-card.tsx";

const shownMs = 5_000;
/** Long enough to notice the slip and reach the button. */
const undoMs = 9_000;

export function tell(message: string): void {
  notifications.show({ message, autoClose: shownMs, closeButtonProps: closeButton() });
}

/** `why`: what was thrown, or what the API says of it. */
export function tellFailure(title: string, why: unknown): void {
  const message = <FailureLine why={why} />;
  notifications.show({ title, message, color: "red", autoClose: undoMs, closeButtonProps: closeButton() });
}

/** Says how a change ended: that it is `done`, or what was `tried` and why it was not. True where it was made. */
export function tellOutcome(
  change: Promise<unknown>,
  { tried, done }: { tried: string; done?: string },
): Promise<boolean> {
  return change.then(
    () => {
      if (done !== undefined) tell(done);
      return true;
    },
    (error: unknown) => {
      tellFailure(tried, error);
      return false;
    },
  );
}

/** Done at once; `undo` takes it back. Better than asking beforehand, where the thing can be taken back. */
export function tellWithUndo(message: string, undoLabel: string, undo: () => void): void {
  const id = `undo-${String((count += 1))}`;
  notifications.show({
    id,
    autoClose: undoMs,
    closeButtonProps: closeButton(),
    message: (
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm">{message}</Text>
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => {
            notifications.hide(id);
            undo();
          }}
        >
          {undoLabel}
        </Button>
      </Group>
    ),
  });
}

let count = 0;

/** Notices are told from anywhere, so that the texts are asked for directly. */
function closeButton(): { "aria-label": string } {
  return { "aria-label": i18next.t("close", { ns: "parts" }) };
}
