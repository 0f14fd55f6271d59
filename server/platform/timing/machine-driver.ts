export interface MachineDriverOptions<State, Event, Effect> {
  initial: State;
  step(state: State, event: Event): { state: State; effects: readonly Effect[] };
  /** May dispatch further events: they are handled after all effects of this one. */
  perform(effect: Effect): void;
  /** After each step, before its effects. */
  onState?(state: State): void;
  /** No event waits any more. May dispatch further ones. */
  onSettled?(state: State): void;
}

export interface MachineDriver<State, Event> {
  readonly state: State;
  dispatch(event: Event): void;
}

/** Drives a pure machine without re-entry: one event at a time, each with all of its effects before the next. */
export function driveMachine<State, Event, Effect>({
  initial,
  step,
  perform,
  onState,
  onSettled,
}: MachineDriverOptions<State, Event, Effect>): MachineDriver<State, Event> {
  const waiting: Event[] = [];
  let state = initial;
  let isDispatching = false;
  return {
    get state() {
      return state;
    },
    dispatch(event) {
      waiting.push(event);
      if (isDispatching) return;
      isDispatching = true;
      try {
        while (waiting.length > 0) {
          for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
            const { state: after, effects } = step(state, next);
            state = after;
            onState?.(state);
            for (const effect of effects) perform(effect);
          }
          onSettled?.(state);
        }
      } finally {
        isDispatching = false;
      }
    },
  };
}
