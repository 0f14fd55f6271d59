import type { LevelTile, TileLevel } from "../metrics/kept-numbers";
import {
  errorRateTarget,
  leastFailed,
  leastTurns,
  levelTargetsMs,
  type ServiceLevel,
  serviceLevels,
  sessionsTarget,
  similarityTarget,
  vramTarget,
} from "../service-levels";
import type { LiveSnapshot } from "./live-snapshot";

/**
 * Whether a level is met now; `few`: too few turns to say, by the numbers that alerts go by; `none` where nothing was
 * measured, and for what has no wrong side.
 */
export type TileState = "met" | "missed" | "few" | "none";

export function tileState(tile: Pick<LevelTile, "level" | "now" | "count" | "target">): TileState {
  const { level, now, count, target } = tile;
  if (now === null || level === "sessions") return "none";
  const failed = level === "error_rate" ? Math.round(now * count) : 0;
  if (isOfTurns(level) && count < leastTurns && failed < leastFailed) return "few";
  if (level === "similarity") return now >= target ? "met" : "missed";
  const isBelow = level === "error_rate" || level === "vram";
  return (isBelow ? now < target : now <= target) ? "met" : "missed";
}

/** Whether turns are what a level is measured on. */
export const isOfTurns = (level: TileLevel): level is ServiceLevel | "error_rate" =>
  level === "error_rate" || serviceLevels.some((each) => each === level);

/** AVATAR's own targets; those of a house may differ. */
export const ownTargets: Readonly<Record<TileLevel, number>> = {
  ...{ ...levelTargetsMs, error_rate: errorRateTarget },
  ...{ vram: vramTarget, sessions: sessionsTarget, similarity: similarityTarget },
};

/** Whose a target is: `own` comes with AVATAR, `house` was set here, in the settings or the environment. */
export const targetBy = ({ level, target }: Pick<LevelTile, "level" | "target">): "own" | "house" =>
  target === ownTargets[level] ? "own" : "house";

/** Of each level, as the tiles have it. */
export function targetsOf(tiles: readonly LevelTile[]): Readonly<Record<string, number>> {
  return Object.fromEntries(tiles.map(({ level, target }) => [level, target]));
}

/** The tile as it is at this moment, where the running server knows better than what was kept. */
export function liveTile(tile: LevelTile, live: LiveSnapshot | null): LevelTile {
  if (!live) return tile;
  if (tile.level === "sessions") return { ...tile, now: live.sessions.talking, target: live.sessions.max };
  if (tile.level !== "vram") return tile;
  const used = (live.cards ?? []).flatMap(({ used_mib, total_mib }) => {
    return used_mib === null || !total_mib ? [] : [used_mib / total_mib];
  });
  const target = live.cards?.[0]?.alert_fraction ?? tile.target;
  return { ...tile, target, now: used.length > 0 ? Math.max(...used) : null };
}
