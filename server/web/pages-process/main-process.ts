import {
  errorOfFailure,
  type FromPages,
  type LiveState,
  type LiveVerbName,
  type LiveVerbs,
  liveVerbInputs,
  type PagesSettings,
  type ToPages,
} from "./bridge";

/** The bridge's end in the pages' process. */
export interface MainProcess {
  /** Resolves when the main process lets the pages open the data. */
  started: Promise<PagesSettings>;
  /** As the main process last said. Throws before `started`. */
  state(): LiveState;
  verbs: LiveVerbs;
  tell(message: FromPages): void;
}

/** Call it once, first thing in the process: the main process may have spoken already. */
export function connectMainProcess(): MainProcess {
  const calls = new Map<number, { resolve: () => void; reject: (error: Error) => void }>();
  let nextId = 1;
  let state: LiveState | null = null;
  let start: (settings: PagesSettings) => void = () => undefined;
  const started = new Promise<PagesSettings>((resolve) => {
    start = resolve;
  });

  // The callback swallows EPIPE: without its main process this one ends by itself.
  const tell = (message: FromPages) => void process.send?.(message, undefined, undefined, () => undefined);

  process.on("message", (message: ToPages) => {
    if (message.type === "result") {
      const call = calls.get(message.id);
      calls.delete(message.id);
      if (message.failure) call?.reject(errorOfFailure(message.failure));
      else call?.resolve();
      return;
    }
    state = message.state;
    if (message.type === "start") start(message.settings);
  });

  const call = (verb: LiveVerbName, input: unknown) =>
    new Promise<void>((resolve, reject) => {
      const id = nextId++;
      calls.set(id, { resolve, reject });
      tell({ type: "call", id, verb, input });
    });
  const names = Object.keys(liveVerbInputs) as LiveVerbName[];

  return {
    started,
    state() {
      if (!state) throw new Error("The main process has not said yet how it is.");
      return state;
    },
    verbs: Object.fromEntries(names.map((verb) => [verb, (input: unknown) => call(verb, input)])) as LiveVerbs,
    tell,
  };
}
