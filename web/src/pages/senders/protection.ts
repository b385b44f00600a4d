// A number's protection as a form shows it, and as the API takes it. Pure.
import type { Protection, ProtectionSettings } from "@waypost/sdk";

export type Settings = {
  preset: Protection["preset"];
  /** Empty: as in the preset. */
  cap: string;
  newChats: string;
  gap: string;
  quiet: "preset" | "none" | "own";
  from: string;
  to: string;
  typing: "preset" | "yes" | "no";
  /** Empty: where the number is from. */
  zone: string;
};

export const presets = ["cautious", "normal", "established", "off"] as const;

/** What holds now, figure by figure. */
export function shownOf(protection: Protection): Settings {
  const { preset, quiet_hours: quiet, typing } = protection;
  if (preset === "off") return asPreset(preset);
  return {
    preset,
    cap: String(protection.daily_cap ?? ""),
    newChats: String(protection.new_chats_per_day ?? ""),
    gap: String(protection.gap_seconds ?? ""),
    quiet: quiet === null ? "none" : "own",
    from: quiet?.from ?? "",
    to: quiet?.to ?? "",
    typing: typing ? "yes" : "no",
    zone: protection.time_zone,
  };
}

/** Nothing but the preset itself. */
export function asPreset(name: string): Settings {
  const preset = presets.find((each) => each === name) ?? "normal";
  const own = { cap: "", newChats: "", gap: "", from: "", to: "", zone: "" };
  return { preset, quiet: "preset", typing: "preset", ...own };
}

/** They replace the former ones as a whole. */
export function settingsOf(settings: Settings): ProtectionSettings {
  const { preset, cap, newChats, gap, quiet, from, to, typing, zone } = settings;
  return {
    preset,
    ...(cap === "" ? {} : { daily_cap: Number(cap) }),
    ...(newChats === "" ? {} : { new_chats_per_day: Number(newChats) }),
    ...(gap === "" ? {} : { gap_seconds: Number(gap) }),
    ...(quiet === "preset" ? {} : { quiet_hours: quiet === "none" ? null : { from, to } }),
    ...(typing === "preset" ? {} : { typing: typing === "yes" }),
    ...(zone === "" ? {} : { time_zone: zone }),
  };
}
