// A link to another page of the dashboard, with its search checked by the page it leads to.
import { Anchor } from "@mantine/core";
import { createLink } from "@tanstack/react-router";

export const PageLink = createLink(Anchor<"a">);
