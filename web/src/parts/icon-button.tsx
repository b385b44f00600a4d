// A button that is a picture only: its name is told to who points at it, and to who does not see it.
import { ActionIcon, type ActionIconProps, type ElementProps, Tooltip } from "@mantine/core";

export type IconButtonProps = { label: string } & ActionIconProps &
  ElementProps<"button", keyof ActionIconProps>;

export function IconButton({ label, ...button }: IconButtonProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="gray" aria-label={label} {...button} />
    </Tooltip>
  );
}
