// Whether the dashboard shows what is real or the sandbox: kept in this browser, told to the API with every request.
import { useSyncExternalStore } from "react";
import { createStore } from "./store.ts";

export type Mode = "live" | "test";

const name = "waypost-mode";
const store = createStore<Mode>(localStorage.getItem(name) === "live" ? "live" : "test");

export const currentMode = store.get;

export function setMode(mode: Mode): void {
  localStorage.setItem(name, mode);
  store.set(mode);
}

export function useMode(): Mode {
  return useSyncExternalStore(store.follow, store.get);
}
