import { Listeners } from "../listeners";

/**
 * How long listeners wait for further frequent events. A timer, not an animation frame: a hidden page gets no frames,
 * and the work then stands beside painting instead of making it longer.
 */
const gatherMs = 16;

/** State with a reducer and listeners: what React's useSyncExternalStore needs, and no more. */
export class Store<State, Event> {
  private readonly listeners = new Listeners();
  private state: State;
  private readonly reduce: (state: State, event: Event) => State;
  /** Runs while frequent events are not told yet. */
  private timer: ReturnType<typeof setTimeout> | null = null;

  constructor(initial: State, reduce: (state: State, event: Event) => State) {
    this.state = initial;
    this.reduce = reduce;
  }

  readonly get = (): State => this.state;

  readonly dispatch = (event: Event): void => {
    if (this.change(event)) this.tell();
  };

  /** For events that may come faster than the screen shows: the state changes at once, listeners hear of them together. */
  readonly dispatchFrequent = (event: Event): void => {
    if (this.change(event)) this.timer ??= setTimeout(() => this.tell(), gatherMs);
  };

  /** Calls back after each change; returns the unsubscribe function. */
  readonly subscribe = (listener: () => void): (() => void) => this.listeners.add(listener);

  private change(event: Event): boolean {
    const next = this.reduce(this.state, event);
    const isChanged = next !== this.state;
    this.state = next;
    return isChanged;
  }

  private tell(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.listeners.tell(() => undefined);
  }
}
