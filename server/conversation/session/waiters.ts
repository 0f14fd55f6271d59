/** Promises that wait until a condition holds; `check` looks again. */
export class Waiters {
  private waiting: { isOver: () => boolean; resolve: () => void }[] = [];

  async until(isOver: () => boolean): Promise<void> {
    if (!isOver()) await new Promise<void>((resolve) => this.waiting.push({ isOver, resolve }));
  }

  check(): void {
    for (const { isOver, resolve } of this.waiting) if (isOver()) resolve();
    this.waiting = this.waiting.filter(({ isOver }) => !isOver());
  }
}
