"use client";
import { type RefObject, useEffect, useEffectEvent } from "react";

/**
 * Calls `take` with what was typed into a controlled field before the page's script ran. React's state begins with what
 * the server rendered: without this the words would stay on the screen until the next render, and then vanish.
 */
export function useEarlyInput(
  field: RefObject<HTMLInputElement | HTMLTextAreaElement | null>,
  take: (text: string) => void,
): void {
  const takeEarly = useEffectEvent(() => {
    const element = field.current;
    // `defaultValue` is what the server rendered; anything else was typed.
    if (element && element.value !== element.defaultValue) take(element.value);
  });
  // Next's router notices a changed address only after its own effect, which runs after ours: hence the microtask.
  useEffect(() => queueMicrotask(takeEarly), []);
}
