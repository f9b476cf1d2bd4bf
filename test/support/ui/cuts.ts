export interface CutsOptions {
  /** A cut text may be read in the tooltip of its element. */
  orTitle?: boolean;
}

/** Runs in the page: texts inside of `root` that are cut by their own box or stand out of the root, and numbers torn apart at the end of a line. */
export function cuts(root: Element, { orTitle = false }: CutsOptions = {}): string[] {
  const found: string[] = [];
  const visible = (element: Element): boolean => (element as HTMLElement).checkVisibility({ visibilityProperty: true });
  for (const element of [root, ...root.querySelectorAll('*')]) {
    const words = element.textContent.trim();
    // What only screen readers are told is one pixel wide.
    if (words === '' || element.clientWidth < 2 || !visible(element)) continue;
    const { overflowX, overflowY } = getComputedStyle(element);
    const isCut = (overflowX === 'hidden' && element.scrollWidth > element.clientWidth + 1) || (overflowY === 'hidden' && element.scrollHeight > element.clientHeight + 1);
    const told = orTitle && element.getAttribute('title') === words;
    if (isCut && !told) found.push(`cut: ${words}`);
  }
  const frame = root.getBoundingClientRect();
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
    const { parentElement: parent, textContent: words } = node;
    if (parent === null || words === null || words.trim() === '' || parent.clientWidth === 1 || !visible(parent)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const { left, right } = range.getBoundingClientRect();
    const isClipped = parent.closest('[title]') !== null && orTitle;
    if (!isClipped && (left < frame.left - 1 || right > frame.right + 1)) found.push(`out: ${words}`);
    for (const match of words.matchAll(/\+?\(?\d[\d\s().-]{4,}\d/gu)) {
      range.setStart(node, match.index);
      range.setEnd(node, match.index + match[0].length);
      if (new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size > 1) found.push(`torn: ${match[0]}`);
    }
  }
  return found;
}
