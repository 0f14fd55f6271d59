/**
 * Loaded into the measured server (bench/lib/probed-server.ts). A client that connects to the Unix socket
 * BENCH_PROBE_SOCKET gets, as JSON, what happened since the client before it; see ProbeReports there. BENCH_PROBE
 * selects one of the two measurements: each costs CPU that the other would count as the server's. Linux only.
 */
import { openSync, readSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { monitorEventLoopDelay } from "node:perf_hooks";

/** Reading the CPU clock costs some 15 µs, so one frame in this many is measured and stands for the others. */
const measuredShare = 32;
const resolutionMs = 10;

const { BENCH_PROBE_SOCKET: socketPath, BENCH_PROBE: measures } = process.env;
// The model processes are not what is measured here, nor is the `avatar` command.
delete process.env.NODE_OPTIONS;
delete process.env.BENCH_PROBE_SOCKET;
delete process.env.BENCH_PROBE;
if (process.argv[1]?.endsWith("main.js")) {
  const report = measures === "detector" ? measureDetector() : measureEventLoop();
  createServer((socket) => void socket.end(JSON.stringify(report())))
    .listen(socketPath)
    .unref();
}

function measureDetector() {
  const detector = { frames: 0, measured: 0, measuredMs: 0 };

  const schedulerStatistics = openSync(`/proc/self/task/${process.pid}/schedstat`);
  const text = Buffer.alloc(64);
  /** CPU time of the main thread, ms. */
  function threadCpuMs() {
    // Reading it makes the kernel update the running thread's statistics.
    process.cpuUsage();
    return Number.parseInt(text.toString("latin1", 0, readSync(schedulerStatistics, text, 0, 64, 0)), 10) / 1e6;
  }

  // The server's only model in its own process is the voice detector; it runs on the main thread, from call to return.
  const { binding } = createRequire(import.meta.url)("onnxruntime-node/dist/binding.js");
  const NativeSession = binding.InferenceSession;
  binding.InferenceSession = function MeasuredSession() {
    const session = new NativeSession();
    const run = session.run.bind(session);
    const measuredRun = (...call) => {
      if (detector.frames++ % measuredShare > 0) return run(...call);
      const beforeMs = threadCpuMs();
      try {
        return run(...call);
      } finally {
        detector.measured += 1;
        detector.measuredMs += threadCpuMs() - beforeMs;
      }
    };
    Object.defineProperty(session, "run", { value: measuredRun });
    return session;
  };

  return () => {
    const { frames, measured, measuredMs } = detector;
    Object.assign(detector, { frames: 0, measured: 0, measuredMs: 0 });
    return { detector: { frames, cpuMs: measured === 0 ? 0 : (measuredMs / measured) * frames } };
  };
}

function measureEventLoop() {
  const delays = monitorEventLoopDelay({ resolution: resolutionMs });
  delays.enable();
  /** How late a timer is that should fire every 10 ms. */
  const lagMs = (delayNs) => Math.max(0, delayNs / 1e6 - resolutionMs);

  return () => {
    const eventLoopLag = {
      samples: delays.count,
      medianMs: lagMs(delays.percentile(50)),
      p99Ms: lagMs(delays.percentile(99)),
      maxMs: lagMs(delays.max),
    };
    delays.reset();
    return { eventLoopLag };
  };
}
