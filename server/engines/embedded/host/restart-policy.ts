export interface RestartPolicy {
  /** Pause before the first restart; doubles with each further crash in the window. */
  firstDelayMs: number;
  /** Crashes inside the window after which nobody restarts it any more. */
  maxCrashes: number;
  windowMs: number;
}

/** Five crashes in five minutes are no accident: a broken file or too little memory. */
export const defaultRestartPolicy: RestartPolicy = {
  firstDelayMs: 200,
  maxCrashes: 5,
  windowMs: 300_000,
};

export interface RestartState {
  readonly crashTimesMs: readonly number[];
}
export const initialRestartState: RestartState = { crashTimesMs: [] };

/** After a crash at `nowMs`: how long to wait before the next start; `delayMs` null means give up. */
export function nextRestart(
  state: RestartState,
  policy: RestartPolicy,
  nowMs: number,
): { state: RestartState; delayMs: number | null } {
  const crashTimesMs = [...state.crashTimesMs.filter((time) => nowMs - time < policy.windowMs), nowMs];
  const delayMs =
    crashTimesMs.length >= policy.maxCrashes ? null : policy.firstDelayMs * 2 ** (crashTimesMs.length - 1);
  return { state: { crashTimesMs }, delayMs };
}
