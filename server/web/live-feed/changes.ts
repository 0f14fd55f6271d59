/**
 * What a listener has not been told yet: it remembers each part of the state as it was sent, so that parts that did not
 * change are left out.
 */
export class Changes<State extends object> {
  readonly #sent = new Map<string, string>();

  /** The parts that differ from what was taken last; null when nothing does. */
  take(state: State): Partial<State> | null {
    const changed = Object.entries(state).filter(([name, value]) => {
      const text = JSON.stringify(value);
      if (this.#sent.get(name) === text) return false;
      this.#sent.set(name, text);
      return true;
    });
    return changed.length > 0 ? (Object.fromEntries(changed) as Partial<State>) : null;
  }
}
