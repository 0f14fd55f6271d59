/**
 * The messages between an engine and its model process over Node's IPC (serialization "advanced": typed arrays travel
 * as they are). Every call is a stream: zero or more `item`s, then `end` or `error`. A cancelled call gives no further
 * item, and an `end` when its method has stopped.
 */
export type ToModelChild =
  | { type: "call"; id: number; method: string; input: unknown }
  | { type: "cancel"; id: number };

export type FromModelChild =
  | { type: "ready" }
  | { type: "item"; id: number; output: unknown }
  | { type: "end"; id: number }
  /** `code` is one of lib/errors' codes, or null for an unexpected error. */
  | { type: "error"; id: number; code: string | null; message: string };

/** The methods of one kind of model process: what each takes, and what each yields. */
export type MethodTable<M> = {
  [K in keyof M]: { input: unknown; output: unknown };
};
