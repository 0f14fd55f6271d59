import { Presets, SingleBar } from "cli-progress";
import type { InstallProgress } from "../inference/environments/install-environment";
import type { DownloadDisplay } from "../inference/models/model-store";
import type { PullAllProgress } from "../inference/models/pull-all";
import { say } from "./words/say";

/** Lines come often enough to show progress, and rarely enough for a log file. */
const lineIntervalMs = 10_000;

interface Progress extends Pick<PullAllProgress, "receivedBytes" | "totalBytes" | "bytesPerSecond"> {
  /** What is being moved: a model, the data. */
  item: string;
  /** In place of bytes, rate and time. */
  details?: string;
}

export interface ProgressDisplay {
  update(progress: Progress): void;
  /** Leaves the last state on the screen. */
  end(): void;
}

export function formatBytes(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(2)} GB`;
  if (bytes >= 1e6) return `${(bytes / 1e6).toFixed(1)} MB`;
  return `${Math.ceil(bytes / 1e3)} kB`;
}

export function formatDuration(seconds: number): string {
  const s = Math.ceil(seconds);
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60} s`;
  return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
}

/** "120.3 MB of 750.2 MB, 5.1 MB/s, 2 min 4 s left"; without rate and time while those are unknown. */
export function describeProgress(progress: Omit<Progress, "item">): string {
  const { receivedBytes, totalBytes, bytesPerSecond, details } = progress;
  if (details !== undefined) return details;
  const amounts = { received: formatBytes(receivedBytes), total: formatBytes(totalBytes) };
  if (!bytesPerSecond) return say("{received} of {total}", amounts);
  const left = formatDuration((totalBytes - receivedBytes) / bytesPerSecond);
  return say("{received} of {total}, {rate}/s, {left} left", { ...amounts, rate: formatBytes(bytesPerSecond), left });
}

function createBar(stream: NodeJS.WriteStream): ProgressDisplay {
  const bar = new SingleBar(
    { format: "{bar} {percentage}%  {item}  {details}", stream, hideCursor: true, barsize: 24, etaBuffer: 1 },
    Presets.shades_classic,
  );
  let isShown = false;
  return {
    update(progress) {
      const payload = { item: progress.item, details: describeProgress(progress) };
      if (!isShown) bar.start(progress.totalBytes, progress.receivedBytes, payload);
      else {
        // The total changes when another model joins the queue.
        bar.setTotal(progress.totalBytes);
        bar.update(progress.receivedBytes, payload);
      }
      isShown = true;
    },
    end() {
      bar.stop();
      // A stopped bar draws nothing, so the next download starts a new one.
      isShown = false;
    },
  };
}

function createLines(title: string, stream: NodeJS.WritableStream, nowMs: () => number): ProgressDisplay {
  let lastLineMs = Number.NEGATIVE_INFINITY;
  let lastItem = "";
  return {
    update(progress) {
      const atMs = nowMs();
      if (progress.item === lastItem && atMs - lastLineMs < lineIntervalMs) return;
      lastLineMs = atMs;
      lastItem = progress.item;
      const percentage = Math.floor((100 * progress.receivedBytes) / progress.totalBytes);
      const values = { title, percentage, item: progress.item, details: describeProgress(progress) };
      stream.write(`${say("{title}: {percentage} % ({item}; {details})", values)}\n`);
    },
    end: () => undefined,
  };
}

/** Shows a bar in a terminal, and elsewhere a line every 10 s, which begins with the title. */
export function createProgressDisplay(
  title: string,
  stream: NodeJS.WriteStream = process.stderr,
  nowMs: () => number = () => performance.now(),
): ProgressDisplay {
  return stream.isTTY ? createBar(stream) : createLines(title, stream, nowMs);
}

/** Shows the download of models. */
export function createDownloadDisplay(stream?: NodeJS.WriteStream, nowMs?: () => number): DownloadDisplay {
  const { update, end } = createProgressDisplay(say("Fetching models"), stream, nowMs);
  return { update: ({ model, ...progress }) => update({ ...progress, item: model }), end };
}

/** Shows how far the environment of a worker is. */
export function createInstallDisplay(worker: string, stream?: NodeJS.WriteStream, nowMs?: () => number) {
  const { update, end } = createProgressDisplay(say("Installing {worker}", { worker }), stream, nowMs);
  return {
    end,
    update({ step, packages, donePackages, ...bytes }: InstallProgress) {
      if (step === "fetching") return update({ ...bytes, item: say("fetching") });
      const details = say("{done} of {all} packages", { done: donePackages, all: packages });
      update({
        item: say("unpacking"),
        details,
        receivedBytes: donePackages,
        totalBytes: packages,
        bytesPerSecond: null,
      });
    },
  };
}
