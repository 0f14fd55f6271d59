export interface MachineDriverOptions<State, Event, Effect> {
  initial: State;
  step(state: State, event: Event): { state: State; effects: readonly Effect[] };
  /** Carries out one effect. It may dispatch further events: they are handled after all effects of this one. */
  perform(effect: Effect): void;
  /** Called after each step, before its effects. */
  onState?(state: State): void;
  /** Called when no event is left. It may dispatch further events. */
  onSettled?(state: State): void;
}

export interface MachineDriver<State, Event> {
  readonly state: State;
  dispatch(event: Event): void;
}

/** Drives a pure state machine without re-entry: each event is handled with all its effects before the next one. */
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
