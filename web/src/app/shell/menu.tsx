// The menu's entries, for who may open what is behind them.
import { NavLink } from "@mantine/core";
import { Link, useLocation } from "@tanstack/react-router";
import { usePerson } from "../../api/person.ts";
import { useTexts } from "../../i18n/texts.ts";
import { placesOf } from "../navigation.ts";

export function Menu({ onGo }: { onGo?: () => void }) {
  const t = useTexts("shell");
  const person = usePerson();
  const { pathname } = useLocation();
  return placesOf(person).map(({ to, label, icon: PlaceIcon }) => {
    const isHere = to === "/" ? pathname === "/" : pathname.startsWith(to);
    return (
      <NavLink
        key={to}
        component={Link}
        to={to}
        label={t(label)}
        leftSection={<PlaceIcon size={18} aria-hidden />}
        active={isHere}
        aria-current={isHere ? "page" : undefined}
        {...(onGo && { onClick: onGo })}
      />
    );
  });
}
