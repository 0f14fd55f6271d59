"use client";
import { useSyncExternalStore } from "react";

export const playbackSpeeds = [0.75, 1, 1.25, 1.5, 2] as const;
export type PlaybackSpeed = (typeof playbackSpeeds)[number];

/** Module state: whoever listens faster does so in every turn. */
let speed: PlaybackSpeed = 1;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function setSpeed(next: PlaybackSpeed): void {
  speed = next;
  for (const listener of listeners) listener();
}

/** How fast stored sounds are played, for all of the page. */
export function usePlaybackSpeed(): [PlaybackSpeed, (speed: PlaybackSpeed) => void] {
  const current = useSyncExternalStore<PlaybackSpeed>(
    subscribe,
    () => speed,
    () => 1,
  );
  return [current, setSpeed];
}

/** The next faster or slower one; the same at either end. */
export function speedBeside(current: PlaybackSpeed, step: 1 | -1): PlaybackSpeed {
  return playbackSpeeds[playbackSpeeds.indexOf(current) + step] ?? current;
}
