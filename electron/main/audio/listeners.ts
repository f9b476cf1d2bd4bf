/** Who wants to know of one kind of fact. */
export class Listeners<Fact> {
  private readonly listeners = new Set<(fact: Fact) => void>();

  /** Answers the function that takes the listener away again. */
  add(listener: (fact: Fact) => void): () => void {
    this.listeners.add(listener);
    return () => { this.listeners.delete(listener); };
  }

  tell(fact: Fact): void {
    for (const listener of [...this.listeners]) listener(fact);
  }
}
