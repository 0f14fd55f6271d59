/** What a trace of Chromium needs for `longestTaskCpuMs`. */
export const taskCategory = "toplevel";

interface TraceEvent {
  name: string;
  pid: number;
  tid: number;
  /** CPU time of the thread, microseconds. */
  tdur?: number;
  args?: { name?: string };
}

/** The CPU time of that task of a page's main thread which took most of it, from a trace of Chromium, ms. */
export function longestTaskCpuMs(trace: Buffer): number {
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: TraceEvent[] };
  const threadOf = ({ pid, tid }: TraceEvent) => `${pid}/${tid}`;
  const mains = new Set(
    traceEvents.filter(({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain").map(threadOf),
  );
  const tasks = traceEvents.filter((event) => event.name.endsWith("RunTask") && mains.has(threadOf(event)));
  return Math.max(0, ...tasks.map(({ tdur = 0 }) => tdur / 1_000));
}
