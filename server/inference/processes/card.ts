/**
 * The right to start or end something on one graphics card. A model server measures free memory while it starts: a
 * neighbour that takes or gives memory back meanwhile makes it fail or keeps it small. So one at a time does, and the
 * others of the card wait until its first model (the language model) is up, or is given up for now.
 */
export interface Card {
  /** Calls `grant` when it is this process's turn, at once where it can be. Asking again while waiting or holding does nothing. */
  request(name: string, grant: () => void): void;
  /** Gives the turn back, or leaves the queue. */
  release(name: string): void;
  /** Tells whether the first model, at first awaited, is out of the others' way: it runs, or does not for a long time. */
  firstIsSettled(settled: boolean): void;
}

/** `first`: the name of the process that goes before all others; null when there is none on this card. */
export function createCard(first: string | null): Card {
  const waiting: { name: string; grant: () => void }[] = [];
  let holder: string | null = null;
  let settled = first === null;

  function serve(): void {
    if (holder !== null) return;
    const next = waiting.find(({ name }) => name === first) ?? (settled ? waiting[0] : undefined);
    if (!next) return;
    leave(next.name);
    holder = next.name;
    next.grant();
  }

  function leave(name: string): void {
    const at = waiting.findIndex((each) => each.name === name);
    if (at >= 0) waiting.splice(at, 1);
  }

  return {
    request(name, grant) {
      if (holder === name || waiting.some((each) => each.name === name)) return;
      waiting.push({ name, grant });
      serve();
    },
    release(name) {
      leave(name);
      if (holder === name) holder = null;
      serve();
    },
    firstIsSettled(now) {
      settled = now;
      serve();
    },
  };
}
