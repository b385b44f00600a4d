// What people may choose about a number's protection, read into the figures that hold, and shown again.

import type { FieldError, ProtectionResource, ProtectionSettings } from "@waypost/contract";
import { AppError } from "../../kernel/errors.ts";
import { zonesOf } from "../../kernel/phone-zone.ts";
import { livesOnPhone } from "../sender.ts";
import type { SenderRow } from "../store.ts";
import { isZone } from "./day.ts";
import { type PresetName, presets, type Protection } from "./presets.ts";

type Protected = Pick<SenderRow, "transport" | "mode" | "address" | "protection">;

type Kind = Pick<SenderRow, "transport" | "mode">;

/** Throws what the schema cannot say. */
export function requireSense(settings: ProtectionSettings, sender: Kind): void {
  const errors = problemsOf(settings, sender);
  if (errors.length === 0) return;
  throw new AppError("invalid_sender_config", "The sender's protection does not make sense.", { errors });
}

function problemsOf(settings: ProtectionSettings, { transport, mode }: Kind): FieldError[] {
  if (!livesOnPhone(transport)) {
    return [
      { path: "/protection", message: "is for numbers that live on a phone; Meta protects its own itself" },
    ];
  }
  const { preset, quiet_hours: hours, time_zone: zone } = settings;
  const problems: FieldError[] = [];
  if (preset === "off" && mode === "live") {
    problems.push({ path: "/protection/preset", message: "cannot be off for a live number" });
  }
  if ((preset ?? presetOfMode[mode]) === "off") problems.push(...withoutEffect(settings));
  if (hours !== undefined && hours !== null && hours.from === hours.to) {
    problems.push({
      path: "/protection/quiet_hours/to",
      message: "is the time they begin at; null switches them off",
    });
  }
  if (zone !== undefined && !isZone(zone)) {
    problems.push({
      path: "/protection/time_zone",
      message: "is not an IANA time zone, such as Asia/Kolkata",
    });
  }
  if (settings.daily_cap !== undefined && (settings.new_chats_per_day ?? 0) > settings.daily_cap) {
    problems.push({ path: "/protection/new_chats_per_day", message: "is more than daily_cap" });
  }
  return problems;
}

/** A figure that is accepted and then ignored looks like protection to who has set it. */
function withoutEffect(settings: ProtectionSettings): FieldError[] {
  return Object.keys(settings)
    .filter((name) => name !== "preset" && name !== "time_zone")
    .map((name) => ({
      path: `/protection/${name}`,
      message: "has no effect while protection is off; choose a preset",
    }));
}

/** Null when nothing holds a message back: the number is not on a phone, or is one of the sandbox's. */
export function protectionOf(sender: Protected): Protection | null {
  const preset = presetOf(sender);
  if (preset === null || preset === "off") return null;
  const { protection: given } = sender;
  const { rhythm, caps, ...rest } = presets[preset];
  return {
    ...rest,
    rhythm: {
      ...rhythm,
      cadence: given.gap_seconds === undefined ? rhythm.cadence : cadenceAround(given.gap_seconds * 1_000),
      typing: given.typing === false ? null : rhythm.typing,
    },
    caps: {
      ...caps,
      perDay: given.daily_cap ?? caps.perDay,
      newChatsPerDay: given.new_chats_per_day ?? caps.newChatsPerDay,
    },
    quietHours: given.quiet_hours === undefined ? rest.quietHours : given.quiet_hours,
    zone: zoneOf(sender),
  };
}

/** The zone its days are counted in: the chosen one, else the first its number may be in. */
export function zoneOf({ protection, address }: Pick<Protected, "protection" | "address">): string {
  return protection.time_zone ?? zonesOf(address ?? "").at(0) ?? "UTC";
}

export function presentProtection(sender: Protected): ProtectionResource | null {
  const preset = presetOf(sender);
  if (preset === null) return null;
  const protection = protectionOf(sender);
  return {
    preset,
    daily_cap: protection?.caps.perDay ?? null,
    new_chats_per_day: protection?.caps.newChatsPerDay ?? null,
    gap_seconds: protection === null ? null : protection.rhythm.cadence.medianMs / 1_000,
    quiet_hours: protection?.quietHours ?? null,
    typing: protection !== null && protection.rhythm.typing !== null,
    time_zone: zoneOf(sender),
  };
}

function presetOf({ transport, mode, protection }: Protected): PresetName | "off" | null {
  return livesOnPhone(transport) ? (protection.preset ?? presetOfMode[mode]) : null;
}

/** The sandbox's phones are in no danger, and who tries things out is in a hurry. */
const presetOfMode = { live: "normal", test: "off" } as const;
/** The same spread around another middle; two seconds are what the quickest thumb needs. */
function cadenceAround(medianMs: number): Protection["rhythm"]["cadence"] {
  return { medianMs, sigma: 0.6, leastMs: Math.max(2_000, medianMs / 3), mostMs: medianMs * 10 };
}
