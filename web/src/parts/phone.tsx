// A phone number, which reads from left to right in every language and keeps its digits together.

export function Phone({ number }: { number: string }) {
  return (
    <bdi dir="ltr" className="tabular">
      {number}
    </bdi>
  );
}
