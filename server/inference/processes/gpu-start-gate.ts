/**
 * Decides which process may start or end on one graphics card. A model server measures the free memory while it starts:
 * if another process takes or frees memory at that moment, the start fails or takes too little. So one process at a
 * time holds the turn, and the others wait until the card's primary model (the language model) is ready, or has given
 * up for a while.
 */
export interface GpuStartGate {
  /**
   * Calls `grant` when it is this process's turn, which may be at once. A process that waits or holds the turn already
   * can ask again without effect.
   */
  request(name: string, grant: () => void): void;
  /** Gives the turn back, or leaves the queue. */
  release(name: string): void;
  /** True: the others need not wait, as the primary model is ready or will not be for a long time. False at first. */
  primaryReady(ready: boolean): void;
}

/** `primary`: the name of the process that goes before all others; null when there is none on this card. */
export function createGpuStartGate(primary: string | null): GpuStartGate {
  const waiting: { name: string; grant: () => void }[] = [];
  let holder: string | null = null;
  let othersMayPass = primary === null;

  function serve(): void {
    if (holder !== null) return;
    const next = waiting.find(({ name }) => name === primary) ?? (othersMayPass ? waiting[0] : undefined);
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
    primaryReady(ready) {
      othersMayPass = ready;
      serve();
    },
  };
}
