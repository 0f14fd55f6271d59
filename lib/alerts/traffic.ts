import { hasFailed } from "../metrics/ended-turn";
import type { TurnSample } from "../metrics/turn-sample";
import {
  leastFailed,
  leastTurns,
  levelPercentile,
  missShareTarget,
  percentile,
  type ServiceLevel,
  serviceLevels,
} from "../service-levels";
import type { Verdict } from "./hysteresis";
import type { AlertReading } from "./readings";
import type { AlertTargets } from "./targets";

/** What alerts count of one turn: as the numbers that are kept of it say. */
export type RecentTurn = Pick<TurnSample, "atS" | "outcome" | "stages">;

/** Better than the target by this share counts as over. */
const clearShare = 0.95;

/**
 * Both windows must spend the budget that much faster than it may be: the long one says that it matters, the short one
 * that it still goes on. The pairs are those of Google's SRE workbook, for a budget of 30 days.
 */
const burnWindows = [
  { longS: 3_600, shortS: 300, rate: 14.4 },
  { longS: 6 * 3_600, shortS: 1_800, rate: 6 },
] as const;
const leastInShort = 3;

/** Older turns say nothing any more, as long as no window is longer. */
export const longestWindowS = 6 * 3_600;

/** What the turns of the last hours say of each level and of the errors. Without turns it says nothing. */
export function trafficReadings(samples: readonly RecentTurn[], targets: AlertTargets, nowS: number): AlertReading[] {
  const windowS = targets.windowMinutes * 60;
  const recent = within(samples, windowS, nowS);
  return [
    ...serviceLevels.map((level) => ({ ...p95Reading(recent, level, targets.p95Ms[level]), windowS })),
    { ...errorReading(recent, targets.errorRate), windowS },
    ...serviceLevels.map((level) => {
      const target = targets.p95Ms[level];
      const isOver = ({ stages }: RecentTurn) => {
        const ms = stages[level];
        return ms === undefined ? null : ms > target;
      };
      return burnReading(samples, level, { isOver, allowed: missShareTarget, nowS });
    }),
    burnReading(samples, "errors", { isOver: ({ outcome }) => hasFailed(outcome), allowed: targets.errorRate, nowS }),
  ];
}

/** A clock that was ahead for a while dated turns into the future: they are in no window before their time. */
function within(samples: readonly RecentTurn[], windowS: number, nowS: number): RecentTurn[] {
  return samples.filter(({ atS }) => atS > nowS - windowS && atS <= nowS);
}

type WindowReading = Omit<AlertReading, "windowS">;

function p95Reading(recent: readonly RecentTurn[], level: ServiceLevel, target: number): WindowReading {
  const times = recent.flatMap(({ stages }) => stages[level] ?? []).sort((a, b) => a - b);
  const value = percentile(times, levelPercentile);
  const reading = { kind: "p95", subject: level, value, threshold: target, detail: null } as const;
  if (value === null) return { ...reading, verdict: null };
  if (value <= target * clearShare) return { ...reading, verdict: "good" };
  return { ...reading, verdict: times.length < leastTurns ? null : value > target ? "bad" : "near" };
}

function errorReading(recent: readonly RecentTurn[], target: number): WindowReading {
  const failed = recent.filter(({ outcome }) => hasFailed(outcome)).length;
  const value = recent.length === 0 ? null : failed / recent.length;
  const reading = { kind: "error_rate", subject: "", value, threshold: target, detail: null } as const;
  if (value === null) return { ...reading, verdict: null };
  if (value <= target) return { ...reading, verdict: "good" };
  return { ...reading, verdict: failed >= leastFailed ? "bad" : recent.length < leastTurns ? null : "near" };
}

interface Budget {
  /** Whether the turn spends of the budget; null: it says nothing of it. */
  isOver: (turn: RecentTurn) => boolean | null;
  /** The share of turns that may. */
  allowed: number;
  nowS: number;
}

function burnReading(samples: readonly RecentTurn[], subject: string, budget: Budget): AlertReading {
  const pairs = burnWindows.map(({ longS, shortS, rate }) => {
    const long = burnIn(within(samples, longS, budget.nowS), budget);
    const short = burnIn(within(samples, shortS, budget.nowS), budget);
    return { long, short, rate, windowS: longS };
  });
  const burning = pairs.find(
    ({ long, short, rate }) =>
      long.count >= leastTurns && short.count >= leastInShort && long.rate >= rate && short.rate >= rate,
  );
  const { long, short, rate, windowS } = burning ?? (pairs.at(-1) as (typeof pairs)[number]);
  const fast = pairs.filter((pair) => pair.short.rate >= pair.rate);
  const isKnown = short.count > 0 && (fast.length === 0 || fast.some((pair) => pair.short.count >= leastInShort));
  const verdict: Verdict = burning ? "bad" : !isKnown ? null : fast.length === 0 ? "good" : "near";
  const value = long.count === 0 ? null : long.rate;
  return { kind: "burn_rate", subject, verdict, value, threshold: rate, windowS, detail: null };
}

/** How many times faster than it may the budget was spent. */
function burnIn(turns: readonly RecentTurn[], { isOver, allowed }: Budget): { count: number; rate: number } {
  const said = turns.map(isOver).filter((each) => each !== null);
  const over = said.filter(Boolean).length;
  return { count: said.length, rate: said.length === 0 ? 0 : over / said.length / allowed };
}
