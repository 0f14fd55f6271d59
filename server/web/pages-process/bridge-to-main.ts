import { deferred } from "../../platform/timing/deferred";
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

/** The bridge as the pages' process sees it: what the main process sends, and how to reach it. */
export interface BridgeToMain {
  /** Resolves when the main process allows the pages' process to open the data. */
  settings: Promise<PagesSettings>;
  /** The state that the main process pushed last. Throws before `settings` has resolved. */
  state(): LiveState;
  verbs: LiveVerbs;
  send(message: FromPages): void;
}

/** Call it once, before anything asynchronous: a message may have arrived already. */
export function openBridgeToMain(): BridgeToMain {
  const calls = new Map<number, { resolve: (answer: unknown) => void; reject: (error: Error) => void }>();
  let nextId = 1;
  let state: LiveState | null = null;
  const settings = deferred<PagesSettings>();

  // The callback swallows EPIPE: when the main process has gone, `disconnect` ends this one.
  const send = (message: FromPages) => void process.send?.(message, undefined, undefined, () => undefined);

  process.on("message", (message: ToPages) => {
    if (message.type === "result") {
      const call = calls.get(message.id);
      calls.delete(message.id);
      if (message.failure) call?.reject(errorOfFailure(message.failure));
      else call?.resolve(message.answer);
      return;
    }
    state = message.state;
    if (message.type === "granted") settings.resolve(message.settings);
  });

  const call = (verb: LiveVerbName, input: unknown) =>
    new Promise<unknown>((resolve, reject) => {
      const id = nextId++;
      calls.set(id, { resolve, reject });
      send({ type: "call", id, verb, input });
    });
  const names = Object.keys(liveVerbInputs) as LiveVerbName[];

  return {
    settings: settings.promise,
    state() {
      if (!state) throw new Error("The main process has not sent its state yet.");
      return state;
    },
    verbs: Object.fromEntries(
      names.map((verb) => [verb, (input: unknown) => call(verb, input)]),
    ) as unknown as LiveVerbs,
    send,
  };
}
