import type { LoadMethod } from "../host/embedded-model";

export interface EchoLoadOptions {
  /** A file with the number of loads in which the process still crashes. */
  crashesFile?: string;
}

export interface EchoMethods extends LoadMethod<EchoLoadOptions> {
  count: { input: { to: number }; output: number };
  /** Yields once and goes on until it is cancelled. */
  forever: { input: null; output: string };
  /** Yields once and blocks its process, as native code that hangs does. */
  hang: { input: null; output: string };
  /** How many `forever` calls were cancelled in this process. */
  cancelled: { input: null; output: number };
  fail: { input: { code: string | null }; output: undefined };
  environment: { input: { name: string }; output: string | null };
  die: { input: { how: "exit" | "kill" }; output: undefined };
}
