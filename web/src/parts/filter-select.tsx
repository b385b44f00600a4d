// Narrows a list to one of a few kinds, or to none of them.
import { NativeSelect } from "@mantine/core";

export type FilterSelectProps<Value extends string> = {
  label: string;
  /** What it says while nothing is chosen. */
  any: string;
  options: readonly { value: Value; label: string }[];
  value: Value | undefined;
  onChange(value: Value | undefined): void;
};

export function FilterSelect<Value extends string>(props: FilterSelectProps<Value>) {
  const { label, any, options, value = "", onChange } = props;
  return (
    <NativeSelect
      aria-label={label}
      value={value}
      onChange={({ currentTarget }) =>
        onChange(options.find((option) => option.value === currentTarget.value)?.value)
      }
      data={[{ value: "", label: any }, ...options]}
    />
  );
}
