// The secret in a link: behind the `#`, where no server and no log sees it. Pure.

/** Empty when there is none: the form then asks for the link. */
export function tokenIn(hash: string): string {
  return /^#?([\w-]{20,100})$/.exec(hash)?.[1] ?? "";
}
