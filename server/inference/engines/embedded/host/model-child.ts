import { errorCodeOf } from "../../../../../lib/errors";
import type { FromModelChild, MethodTable, ToModelChild } from "./protocol";

export type ModelMethods<M extends MethodTable<M>> = {
  [K in keyof M]: (
    input: M[K]["input"],
    signal: AbortSignal,
  ) => AsyncIterable<M[K]["output"]> | (M[K]["output"] extends undefined ? Promise<void> : never);
};

/**
 * The child's side: answers calls until the parent has exited. Call it once, last, in a `*.process.ts`.
 * A method yields its items, or resolves when it has none to give. It sees a cancelled call as an aborted signal; what
 * it yields afterwards is dropped.
 */
export function serveModel<M extends MethodTable<M>>(title: string, methods: ModelMethods<M>): void {
  process.title = title;
  // Ctrl-C reaches the whole process group; the parent decides when its models end.
  process.on("SIGINT", () => {});
  process.on("SIGTERM", () => {});
  // Nothing here is worth saving, and native destructors may hang: leave at once, however the parent ended.
  process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));

  const send = (message: FromModelChild) => {
    if (process.connected) process.send?.(message);
  };
  const running = new Map<number, AbortController>();

  async function answer(id: number, method: string, input: unknown): Promise<void> {
    const controller = new AbortController();
    running.set(id, controller);
    try {
      if (!Object.hasOwn(methods, method)) throw new Error(`no method ${method}`);
      const result = methods[method as keyof M](input, controller.signal);
      if (result instanceof Promise) await result;
      else {
        for await (const output of result) {
          if (controller.signal.aborted) break;
          send({ type: "item", id, output });
        }
      }
      send({ type: "end", id });
    } catch (error) {
      if (controller.signal.aborted) return send({ type: "end", id });
      const code = errorCodeOf(error);
      const message = error instanceof Error ? error.message : String(error);
      send({
        type: "error",
        id,
        code: code === "internal" ? null : code,
        message,
      });
    } finally {
      running.delete(id);
    }
  }

  process.on("message", (message: ToModelChild) => {
    if (message.type === "call") void answer(message.id, message.method, message.input);
    else running.get(message.id)?.abort();
  });
  send({ type: "ready" });
}
