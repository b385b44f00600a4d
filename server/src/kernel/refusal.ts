// A refusal is an error whose message is a whole sentence for the person at the terminal; it is shown
// without a stack.

export class Refusal extends Error {
  override name = "Refusal";
}
