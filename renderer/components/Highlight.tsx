/** Text with the matched characters in bold. Ranges are [start, end) in characters. */
export function Highlight({ text, ranges }: { text: string; ranges: readonly (readonly [number, number])[] }): React.JSX.Element {
  const parts: React.ReactNode[] = [];
  let at = 0;
  for (const [start, end] of ranges) {
    if (start < at || end <= start || start >= text.length) continue;
    parts.push(text.slice(at, start), <mark key={start} className="bg-transparent font-semibold text-accent-ink">{text.slice(start, end)}</mark>);
    at = end;
  }
  parts.push(text.slice(at));
  return <>{parts}</>;
}
