/** A number as it is written for reading: digits in groups, at least six characters long. */
const number = /(\+?\(?\d[\d\s().-]{4,}\d)/u;

/** Words in which no number is torn apart at the end of a line, unless it is wider than the line itself. */
export function Unbroken({ text }: { text: string }): React.JSX.Element {
  // Split by a pattern with one group: what matched stands at the odd places.
  return <>{text.split(number).map((part, at) => (at % 2 === 1 ? <span key={`${at} ${part}`} className="tabular inline-block max-w-full">{part}</span> : part))}</>;
}
