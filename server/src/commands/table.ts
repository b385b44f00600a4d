// Every command there is. A command's file is loaded when it is called, so none pays for another's
// dependencies.
import type { Command } from "./command.ts";

export const COMMANDS: Record<string, () => Promise<Command>> = {
  start: () => import("./start.ts"),
  control: () => import("./control.ts"),
  transport: () => import("./transport.ts"),
  simulator: () => import("./simulator.ts"),
  restart: () => import("./restart.ts"),
  migrate: () => import("./migrate.ts"),
  keys: () => import("./keys.ts"),
  people: () => import("./people.ts"),
  tenants: () => import("./tenants.ts"),
  plans: () => import("./plans.ts"),
  secrets: () => import("./secrets.ts"),
  send: () => import("./send.ts"),
  import: () => import("./import.ts"),
  tail: () => import("./tail.ts"),
  sender: () => import("./sender.ts"),
  session: () => import("./session.ts"),
  campaign: () => import("./campaign.ts"),
  "dead-letters": () => import("./dead-letters.ts"),
  webhooks: () => import("./webhooks.ts"),
  backup: () => import("./backup.ts"),
  restore: () => import("./restore.ts"),
  confirm: () => import("./confirm.ts"),
  audit: () => import("./audit.ts"),
  doctor: () => import("./doctor.ts"),
};
