import type { CallOptions, GenerateEvent } from "../../contract";

/** The signal of a call that nobody stops. */
export const never = () => new AbortController().signal;

/** The options of a call that somebody talking waits for. */
export const live = (signal = never()): CallOptions => ({ signal, urgency: "live" });

export async function collect<T>(iterable: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const each of iterable) all.push(each);
  return all;
}

/** What a language model wrote. */
export const textOf = (events: GenerateEvent[]) =>
  events.map((event) => (event.type === "token" ? event.text : "")).join("");

/** A second of sound, for what listens to no words. */
export const tone = Float32Array.from({ length: 16_000 }, (_, index) => 0.3 * Math.sin(index / 10));
