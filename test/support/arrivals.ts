/** What came in, in its order, each handed out once to whoever waits for one like it. */
export class Arrivals<T> {
  readonly all: T[] = [];
  readonly taken = new Set<T>();
  private readonly wakers = new Set<() => void>();

  add(item: T): void {
    this.all.push(item);
    for (const wake of [...this.wakers]) wake();
  }

  /** The first that fits and was not taken yet, as soon as there is one; fails with `complaint` after `withinMs`. */
  take<S extends T>(fits: (item: T) => item is S, withinMs: number, complaint: () => string): Promise<S>;
  take(fits: (item: T) => boolean, withinMs: number, complaint: () => string): Promise<T>;
  take(fits: (item: T) => boolean, withinMs: number, complaint: () => string): Promise<T> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const found = this.all.find((item) => !this.taken.has(item) && fits(item));
        if (found === undefined) return;
        this.taken.add(found);
        clearTimeout(timer);
        this.wakers.delete(look);
        resolve(found);
      };
      const timer = setTimeout(() => {
        this.wakers.delete(look);
        reject(new Error(complaint()));
      }, withinMs);
      this.wakers.add(look);
      look();
    });
  }
}
