import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { AppError } from "@/lib/errors";
import { keepLiveLine, type LineState } from "./live-line";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

/** A browser's side of one connection. */
class Source extends EventTarget {
  readyState = 0;
  close(): void {
    this.readyState = 2;
  }
  change(data: object): void {
    this.dispatchEvent(new MessageEvent("change", { data: JSON.stringify(data) }));
  }
  fail(readyState: number): void {
    this.readyState = readyState;
    this.dispatchEvent(new Event("error"));
  }
}

/** `refusal`: what the server answers when it is asked why it refused. */
function keep(refusal: unknown = null) {
  const sources: Source[] = [];
  const lines: LineState[] = [];
  const changes: object[] = [];
  const refused = vi.fn();
  const page = Object.assign(new EventTarget(), { visibilityState: "visible" as DocumentVisibilityState });
  const end = keepLiveLine(
    { onChange: (change) => changes.push(change), onLine: (line) => lines.push(line), onRefused: refused },
    {
      connect() {
        sources.push(new Source());
        return sources.at(-1) as unknown as EventSource;
      },
      whyRefused: async () => refusal,
      page,
    },
  );
  function show(visibilityState: DocumentVisibilityState): void {
    page.visibilityState = visibilityState;
    page.dispatchEvent(new Event("visibilitychange"));
  }
  const open = () => sources.filter(({ readyState }) => readyState !== 2).length;
  return { sources, lines, changes, refused, show, open, end };
}

test("a line that broke or is silent is opened again", async () => {
  const { sources, lines, changes, open, end } = keep();
  sources[0]?.change({ written: "a" });
  expect([changes, lines]).toEqual([[{ written: "a" }], ["live"]]);
  sources[0]?.fail(0);
  expect([lines.at(-1), open()]).toEqual(["lost", 0]);
  await pass(5_000);
  expect([sources.length, open()]).toEqual([2, 1]);
  await pass(15_000);
  expect([lines.at(-1), open()]).toEqual(["lost", 0]);
  await pass(5_000);
  expect([sources.length, open()]).toEqual([3, 1]);
  end();
  await pass(60_000);
  expect([sources.length, open()]).toEqual([3, 0]);
});

test.each(["unauthorized", "forbidden"] as const)("once it is refused as %s, nothing is asked again", async (code) => {
  const { sources, lines, refused, show } = keep(new AppError(code));
  sources[0]?.fail(2);
  await pass(600_000);
  show("hidden");
  show("visible");
  expect([sources.length, lines.at(-1), refused.mock.calls.length]).toEqual([1, "refused", 1]);
});

test.each([new AppError("rate_limited"), new TypeError("offline"), null])(
  "refused for %s, it asks again",
  async (why) => {
    const { sources, lines, refused } = keep(why);
    sources[0]?.fail(2);
    await pass(5_000);
    expect([sources.length, lines.at(-1), refused.mock.calls.length]).toEqual([2, "lost", 0]);
  },
);

test("a hidden page has no line; when it is shown, it has one again", async () => {
  const { sources, show, open, lines } = keep();
  show("hidden");
  await pass(60_000);
  expect([sources.length, open()]).toEqual([1, 0]);
  show("visible");
  expect([sources.length, open(), lines.at(-1)]).toEqual([2, 1, "connecting"]);
});
