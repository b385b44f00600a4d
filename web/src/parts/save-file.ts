// Hands a file to whoever asked for it, as a browser saves a download. The API's mode travels in a header, which a
// plain link could not carry.

/** `answer` has its body unread. */
export async function saveFile(answer: Response, name: string): Promise<void> {
  const url = URL.createObjectURL(await answer.blob());
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken hold of it by the next turn.
  setTimeout(() => URL.revokeObjectURL(url));
}
