import { Counter, collectDefaultMetrics, Histogram, Registry } from "prom-client";
import { type ErrorCode, errorCodeList } from "../../../lib/errors";
import { type EndedTurn, type TurnOutcomeName, turnOutcomes } from "../../../lib/metrics/ended-turn";
import type { ModelRole } from "../../../lib/models";
import type { ServiceLevel } from "../../../lib/service-level";
import type { Timings } from "../../../lib/timings";
import { type MetricSources, registerScrapedMetrics } from "./scraped-metrics";

/** Why a socket was refused: an address or a person has too many sockets, or opens new ones too often. */
export const socketRefusals = ["address", "address_attempts", "user", "user_attempts"] as const;
export type SocketRefusal = (typeof socketRefusals)[number];

export interface EndedModelCall {
  role: ModelRole;
  /** One of the purposes in server/inference/scheduling/call-purpose.ts. */
  purpose: string;
  waitedMs: number;
  heldMs: number;
}

/** Events, each reported when it happens. */
export interface MetricEvents {
  /** Called once for each turn, when it is stored or known to be lost. */
  turnEnded(outcome: TurnOutcomeName, turn: EndedTurn): void;
  modelCallEnded(call: EndedModelCall): void;
  /** An error was sent to a client on the socket. */
  errorTold(code: ErrorCode): void;
  serviceLevelChanged(to: ServiceLevel): void;
  socketRefused(reason: SocketRefusal): void;
  /** A turn was refused: its person or address had used up what the limit allows. */
  turnRefused(): void;
}

/** Tells each subscriber of the events that it knows, in their order. */
export function tellAll(subscribers: readonly Partial<MetricEvents>[]): MetricEvents {
  const tell =
    <Name extends keyof MetricEvents>(name: Name) =>
    (...event: Parameters<MetricEvents[Name]>) => {
      for (const subscriber of subscribers)
        (subscriber[name] as ((...event: unknown[]) => void) | undefined)?.(...event);
    };
  return {
    turnEnded: tell("turnEnded"),
    modelCallEnded: tell("modelCallEnded"),
    errorTold: tell("errorTold"),
    serviceLevelChanged: tell("serviceLevelChanged"),
    socketRefused: tell("socketRefused"),
    turnRefused: tell("turnRefused"),
  };
}

export interface Metrics extends MetricEvents {
  /** Adds the metrics that are read from these sources at each scrape. Call it once, when everything is open. */
  observe(sources: MetricSources): void;
  readonly contentType: string;
  /** All metrics in Prometheus' text format. */
  exposition(): Promise<string>;
}

/** Bounds in seconds: fine around the service levels (0.6, 0.8, 1.5 and 3.5 s), coarse elsewhere. */
const stageBuckets = [0.05, 0.1, 0.2, 0.3, 0.45, 0.6, 0.8, 1, 1.25, 1.5, 2, 2.5, 3, 3.5, 4.5, 6, 10, 20, 40];
const callBuckets = [0.005, 0.02, 0.05, 0.1, 0.2, 0.4, 0.8, 1.5, 3, 6, 12, 30, 60];

/** Each measurement of the event loop wakes the process; prom-client's default is every 10 ms (bench/README.md). */
const lagPrecisionMs = 50;

const stages = {
  endpoint: "endpoint_ms",
  stt: "stt_ms",
  ttft: "ttft_ms",
  tts_first: "tts_first_ms",
  first_audio: "first_audio_ms",
  e2e: "e2e_ms",
} as const satisfies Record<string, keyof Timings>;

/**
 * The server's metrics, in a registry of their own. Names and units follow Prometheus' conventions (seconds, bytes,
 * `_total`); docs/metrics.md lists them. Labels have few values: closed sets, and the configured models and cards.
 */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: lagPrecisionMs });

  const turns = new Counter({
    name: "avatar_turns_total",
    help: "Turns by how they ended.",
    labelNames: ["outcome"],
    registers,
  });
  const stageSeconds = new Histogram({
    name: "avatar_turn_stage_seconds",
    help: "Time of each stage of a turn; first_audio and e2e count from the end of speech.",
    labelNames: ["stage"],
    buckets: stageBuckets,
    registers,
  });
  const callLabels = ["role", "purpose"] as const;
  const waitSeconds = new Histogram({
    name: "avatar_model_call_wait_seconds",
    help: "How long a model call waited for its turn.",
    labelNames: callLabels,
    buckets: callBuckets,
    registers,
  });
  const holdSeconds = new Histogram({
    name: "avatar_model_call_hold_seconds",
    help: "How long a model call held its slot.",
    labelNames: callLabels,
    buckets: callBuckets,
    registers,
  });
  const errors = new Counter({
    name: "avatar_errors_total",
    help: "Errors told to clients on the socket, by code.",
    labelNames: ["code"],
    registers,
  });
  const degradations = new Counter({
    name: "avatar_degradations_total",
    help: "Changes of the service level, by the level that was taken and why; reason none is a way back to full.",
    labelNames: ["to", "reason"],
    registers,
  });
  const socketsRefused = new Counter({
    name: "avatar_sockets_refused_total",
    help: "Sockets refused with 429, by whose limit it was and whether it was one of number or of attempts.",
    labelNames: ["limit"],
    registers,
  });
  const turnsRefused = new Counter({
    name: "avatar_turns_refused_total",
    help: "Turns refused because their person or address had too many.",
    registers,
  });
  // A rate needs a first sample: the count of an event that has not happened yet is 0, not missing.
  for (const outcome of turnOutcomes) turns.inc({ outcome }, 0);
  for (const limit of socketRefusals) socketsRefused.inc({ limit }, 0);
  for (const code of errorCodeList) errors.inc({ code }, 0);

  return {
    observe: (sources) => registerScrapedMetrics(sources, registry),
    contentType: registry.contentType,
    exposition: () => registry.metrics(),
    turnEnded(outcome, { timings }) {
      turns.inc({ outcome });
      for (const [stage, field] of Object.entries(stages)) {
        const ms = timings[field];
        if (ms !== null) stageSeconds.observe({ stage }, ms / 1_000);
      }
    },
    modelCallEnded({ role, purpose, waitedMs, heldMs }) {
      waitSeconds.observe({ role, purpose }, waitedMs / 1_000);
      holdSeconds.observe({ role, purpose }, heldMs / 1_000);
    },
    errorTold: (code) => errors.inc({ code }),
    socketRefused: (limit) => socketsRefused.inc({ limit }),
    turnRefused: () => turnsRefused.inc(),
    serviceLevelChanged: ({ level, reason }) => degradations.inc({ to: level, reason: reason ?? "none" }),
  };
}
