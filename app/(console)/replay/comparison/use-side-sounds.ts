"use client";
import { useEffect, useEffectEvent } from "react";
import { type Sound, useSound } from "../../use-sound";

export const isSounding = ({ state }: Sound) => state === "playing" || state === "loading";

/** Always from its beginning: one compares the same moment. */
export function hear(sound: Sound): void {
  if (!isSounding(sound)) sound.seek(0);
  sound.toggle();
}

/** Two sounds, one key apart: A and B play one or the other from its beginning, wherever on the page one is. */
export function useSideSounds(firstUrl: string | null, secondUrl: string | null): readonly [Sound, Sound] {
  const first = useSound(firstUrl);
  const second = useSound(secondUrl);
  const keyDown = useEffectEvent((event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target)) return;
    const key = event.key.toLowerCase();
    const [sound, url] = key === "a" ? [first, firstUrl] : key === "b" ? [second, secondUrl] : [null, null];
    if (!sound || !url) return;
    event.preventDefault();
    hear(sound);
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => keyDown(event);
    document.addEventListener("keydown", listener);
    return () => document.removeEventListener("keydown", listener);
  }, []);
  return [first, second];
}

/** Letters belong to whoever writes, and to lists and dialogs that jump to an entry by its first letter. */
function isTyping(target: EventTarget | null): boolean {
  const element = target instanceof Element ? target : null;
  return element?.closest("input, textarea, [contenteditable], [role=listbox], [role=menu], [role=dialog]") !== null;
}
