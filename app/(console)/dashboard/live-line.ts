import type { LiveChange } from "@/lib/dashboard/live-snapshot";
import { errorCodeOf } from "@/lib/errors";
import { fetchGood } from "../fetch-conversation";

/** `lost`: the numbers are those of the last moment with a connection; `refused`: the access to them has ended. */
export type LineState = "connecting" | "live" | "lost" | "refused";

export interface LiveLineListener {
  onChange(change: LiveChange): void;
  onLine(line: LineState): void;
  /** The line stays closed. */
  onRefused(error: unknown): void;
}

/** What the browser has for it. */
export interface LiveLineBrowser {
  connect(): EventSource;
  /** Asks once more why the server does not answer with the feed; null when it does by now. */
  whyRefused(): Promise<unknown>;
  page: Pick<Document, "visibilityState" | "addEventListener" | "removeEventListener">;
}

const feedPath = "/api/live";
/** The server sends something at least every 5 s. */
const silentMs = 15_000;
const retryMs = 5_000;
/** `EventSource.CLOSED`: the server answered with something else than the feed. */
const closed = 2;

const thisBrowser = (): LiveLineBrowser => ({ connect: () => new EventSource(feedPath), whyRefused, page: document });

async function whyRefused(): Promise<unknown> {
  const controller = new AbortController();
  try {
    await fetchGood(feedPath, controller.signal);
    return null;
  } catch (error) {
    return error;
  } finally {
    controller.abort();
  }
}

/**
 * Keeps the line to the live feed open until the returned function is called. A line that breaks, or is silent, is
 * opened again; one whose access ended is not, because each attempt would be noted as refused. While the page is hidden
 * there is none: a browser has few connections to one server.
 */
export function keepLiveLine(listener: LiveLineListener, browser = thisBrowser()): () => void {
  const { page } = browser;
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isOver = false;

  function next(inMs: number, then: () => void): void {
    clearTimeout(timer);
    timer = setTimeout(then, inMs);
  }
  function leave(): void {
    clearTimeout(timer);
    source?.close();
    source = null;
  }
  function lost(): void {
    leave();
    listener.onLine("lost");
    next(retryMs, open);
  }
  async function broke(broken: EventSource): Promise<void> {
    if (broken !== source) return;
    if (broken.readyState !== closed) return lost();
    leave();
    listener.onLine("lost");
    const error = await browser.whyRefused();
    // Meanwhile the page was left, or hidden and shown again.
    if (isOver || source) return;
    const code = errorCodeOf(error);
    if (code !== "unauthorized" && code !== "forbidden") return next(retryMs, open);
    end();
    listener.onLine("refused");
    listener.onRefused(error);
  }
  function open(): void {
    leave();
    if (page.visibilityState === "hidden") return;
    const opened = browser.connect();
    source = opened;
    next(silentMs, lost);
    opened.addEventListener("change", ({ data }: MessageEvent<string>) => {
      listener.onChange(JSON.parse(data) as LiveChange);
      listener.onLine("live");
      next(silentMs, lost);
    });
    opened.addEventListener("beat", () => {
      listener.onLine("live");
      next(silentMs, lost);
    });
    opened.addEventListener("error", () => void broke(opened));
  }
  function onVisibility(): void {
    if (page.visibilityState !== "hidden") listener.onLine("connecting");
    open();
  }
  function end(): void {
    isOver = true;
    page.removeEventListener("visibilitychange", onVisibility);
    leave();
  }

  page.addEventListener("visibilitychange", onVisibility);
  open();
  return end;
}
