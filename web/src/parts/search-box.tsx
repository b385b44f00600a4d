// The search of a page: it asks when one stops typing, and follows the address, which may change by itself.
import { TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import classes from "./search-box.module.css";

/** Long enough that a person who types is not asked for at each letter. */
const typingMs = 200;

export type SearchBoxProps = {
  label: string;
  /** What it says while it is empty. */
  hint: string;
  searched: string;
  onSearch(text: string): void;
};

export function SearchBox({ label, hint, searched, onSearch }: SearchBoxProps) {
  const [typed, setTyped] = useState(searched);
  useEffect(() => setTyped(searched), [searched]);
  const search = useDebouncedCallback(onSearch, typingMs);
  return (
    <TextInput
      data-search
      type="search"
      dir="auto"
      className={classes["search"]}
      aria-label={label}
      placeholder={hint}
      leftSection={<IconSearch size={16} aria-hidden />}
      value={typed}
      onChange={({ currentTarget: { value } }) => {
        setTyped(value);
        search(value);
      }}
    />
  );
}
