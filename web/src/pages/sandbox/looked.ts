// Whether somebody has been shown the sandbox's phone in this browser: the API has no word for it.

const name = "waypost-phone-looked-at";

export function hasLooked(): boolean {
  return localStorage.getItem(name) !== null;
}

export function rememberLook(): void {
  localStorage.setItem(name, "yes");
}
