import { Listeners } from "../listeners";

/** State with a reducer and listeners: what React's useSyncExternalStore needs, and no more. */
export class Store<State, Event> {
  private readonly listeners = new Listeners();
  private state: State;
  private readonly reduce: (state: State, event: Event) => State;

  constructor(initial: State, reduce: (state: State, event: Event) => State) {
    this.state = initial;
    this.reduce = reduce;
  }

  readonly get = (): State => this.state;

  readonly dispatch = (event: Event): void => {
    const next = this.reduce(this.state, event);
    if (next === this.state) return;
    this.state = next;
    this.listeners.tell(() => undefined);
  };

  /** Calls back after each change; returns the unsubscribe function. */
  readonly subscribe = (listener: () => void): (() => void) => this.listeners.add(listener);
}
